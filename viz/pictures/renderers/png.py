"""PNG that tells its resolution, rendered from the SVG with the fonts that we ship; the machine's for other scripts."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from importlib.resources import as_file, files

from ...errors import FormatError
from ...layout import cut
from ..finish import INCH, Finish
from ..picture import Picture
from . import svg

MEDIA = "image/png"
LARGEST = 100_000_000  # pixels of an image
METRE = 1 / 0.0254  # inches
HEAD = 33  # bytes of the signature and of the first chunk, behind which the resolution stands


def render(picture: Picture) -> bytes:
    """The picture as PNG bytes.

    Raises:
        FormatError: the picture is too large for an image, or less than one pixel.
    """
    import resvg_py

    scene, scale = picture.scene, picture.finish.scale
    if scene.width * scene.height * scale * scale > LARGEST:
        raise FormatError(
            f"{cut(scene.title, 420, 13)} is {scene.width:.0f} by {scene.height:.0f} pixels, too large for png"
            f"{f' at a scale of {scale:g}' if scale != Finish().scale else ''}: "
            "give a smaller `depth`, leave `fit` as it is, or use svg"
        )
    if min(scene.width, scene.height) * scale < 1:
        raise FormatError(f"`scale` (={scale:g}) makes {cut(scene.title, 420, 13)} less than a pixel wide or high")
    flat = replace(picture, theme=replace(picture.theme, dark=None), finish=Finish())
    with as_file(files("convatlas.viz.words") / "fonts") as folder:
        image = resvg_py.svg_to_bytes(
            svg_string=svg.render(flat),
            zoom=scale,
            font_dirs=[str(folder)],
            font_family="Inter",
            sans_serif_family="Inter",
            skip_system_fonts=scene_is_latin(picture),
        )
    return with_resolution(bytes(image), INCH * scale)


def with_resolution(image: bytes, dpi: float) -> bytes:
    """A png that tells how many of its pixels are an inch, as it is where it tells that already."""
    if b"pHYs" in image[: 2 * HEAD]:
        return image
    dots = round(dpi * METRE)
    chunk = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return image[:HEAD] + struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk)) + image[HEAD:]


def scene_is_latin(picture: Picture) -> bool:
    """Whether our own fonts hold every character; else those of the machine are looked through."""
    from ...words import has_all

    texts = (shape.text for part in picture.scene.parts for shape in part.shapes if hasattr(shape, "text"))
    return all(has_all(text) for text in texts)
