"""PNG at twice the size, rendered from the SVG with the fonts that we ship; the machine's fonts for other scripts."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files

from ...errors import FormatError
from ...layout import cut
from ..picture import Picture
from . import svg

MEDIA = "image/png"
ZOOM = 2  # pixels of the image for one of the picture
LARGEST = 100_000_000  # pixels of an image


def render(picture: Picture) -> bytes:
    """The picture as PNG bytes.

    Raises:
        FormatError: the picture is too large for an image.
    """
    import resvg_py

    scene = picture.scene
    if scene.width * scene.height * ZOOM * ZOOM > LARGEST:
        raise FormatError(
            f"{cut(scene.title, 420, 13)} is {scene.width:.0f} by {scene.height:.0f} pixels, too large for png: "
            "give a smaller `depth`, leave `fit` as it is, or use svg"
        )
    flat = replace(picture, theme=replace(picture.theme, dark=None))
    with as_file(files("convatlas.viz.words") / "fonts") as folder:
        image = resvg_py.svg_to_bytes(
            svg_string=svg.render(flat),
            zoom=ZOOM,
            font_dirs=[str(folder)],
            font_family="Inter",
            sans_serif_family="Inter",
            skip_system_fonts=scene_is_latin(picture),
        )
    return bytes(image)


def scene_is_latin(picture: Picture) -> bool:
    """Whether our own fonts hold every character; else those of the machine are looked through."""
    from ...words import has_all

    texts = (shape.text for part in picture.scene.parts for shape in part.shapes if hasattr(shape, "text"))
    return all(has_all(text) for text in texts)
