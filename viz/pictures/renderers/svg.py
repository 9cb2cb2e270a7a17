"""Static SVG: accessible, one file for light and dark, nothing fetched, ids of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ...colours import Palette, Theme
from ...graph import OTHER, ROLES
from ...layout import Point
from ...scene import Bar, Face, Line, Part, Rect, Scene, Shape, Text, bends
from ...words import FAMILY, xml
from ..picture import Picture

MEDIA = "image/svg+xml"
FILLS = ("background", "box", "frame", "back")
STROKES = ("line", "border")
TONES = ("text", "muted")
TONED = {-1: "-l", 0: "", 1: "-d"}
USUAL, SIZES = 13, (11, 12, 20)  # font sizes: without a class, and each with its own


def render(picture: Picture) -> str:
    """The picture as SVG text."""
    scene, theme = picture.scene, picture.theme
    body = "".join(_part(part) for part in scene.parts)
    mark = "c" + hashlib.sha256(f"{body}{theme}{scene.title}".encode()).hexdigest()[:8]
    size = f"{number(scene.width)} {number(scene.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{number(scene.width)}" '
        f'height="{number(scene.height)}" class="{mark}" role="img" aria-labelledby="{mark}t {mark}d">'
        f'<title id="{mark}t">{xml(scene.title)}</title><desc id="{mark}d">{xml(_description(scene))}</desc>'
        f"{_metadata(picture)}<style>{style(theme, mark, _tones(scene), _strokes(scene))}</style>{_arrow(mark)}"
        f'<rect class="f-background" width="{number(scene.width)}" height="{number(scene.height)}"/>'
        f"{body.replace(ARROW, mark)}</svg>\n"
    )


ARROW = "\ue000"  # stands for the mark until it is known; no escaped text holds it


def number(value: float) -> str:
    """A coordinate with two decimals at most.

    Example:
        >>> number(12.0), number(0.30000000000000004), number(-0.001)
        ('12', '0.3', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _metadata(picture: Picture) -> str:
    return f"<metadata>{xml(picture.origin)}</metadata>" if picture.origin else ""


def _description(scene: Scene) -> str:
    return f"Layers in order: {'; '.join(part.about for part in scene.parts if part.about)}. {scene.description}."


def _tones(scene: Scene) -> tuple[Face, ...]:
    """One face of every lighter or darker tone."""
    faces = (shape for part in scene.parts for shape in part.shapes if isinstance(shape, Face) and shape.shade)
    return tuple({(face.fill, face.shade): face for face in faces}.values())


def _strokes(scene: Scene) -> tuple[str, ...]:
    """The usual colours of borders, and those that only some pictures have."""
    rects = (shape for part in scene.parts for shape in part.shapes if isinstance(shape, Rect))
    return (*STROKES, *sorted({rect.stroke for rect in rects if rect.stroke} - set(STROKES)))


def style(theme: Theme, mark: str, tones: tuple[Face, ...] = (), strokes: tuple[str, ...] = STROKES) -> str:
    """Rules for one picture alone: every selector begins with its class."""
    rules = [
        f".{mark} text{{font-family:{FAMILY};font-size:{USUAL}px}}.{mark} .b{{font-weight:600}}",
        "".join(f".{mark} .z{size}{{font-size:{size}px}}" for size in SIZES),
        f".{mark} .w{{fill:none;stroke-width:1.4}}.{mark} .h{{fill:none;stroke-width:.7}}",
        f".{mark} .j{{stroke-width:.9;stroke-linejoin:round}}",
        *_colours(theme.palette, mark, tones, strokes),
    ]
    if theme.dark:
        rules += ["@media (prefers-color-scheme:dark){", *_colours(theme.dark, mark, tones, strokes), "}"]
    return "".join(rules)


def _colours(palette: Palette, mark: str, tones: tuple[Face, ...], strokes: tuple[str, ...]) -> Iterator[str]:
    for face in tones:
        yield f".{mark} .{shade_class(face)}{{fill:{palette.shaded(face.fill, face.shade)}}}"
    for name in (*FILLS, *ROLES, OTHER):
        yield f".{mark} .f-{name}{{fill:{palette.colour(name)}}}"
    for name in strokes:
        yield f".{mark} .s-{name}{{stroke:{palette.colour(name)}}}"
    for name in TONES:
        yield f".{mark} .{name}{{fill:{palette.colour(name)}}}"
    yield f".{mark} .w{{stroke:{palette.line}}}.{mark} .h{{stroke:{palette.border}}}.{mark} .a{{fill:{palette.line}}}"


def _arrow(mark: str) -> str:
    return (
        f'<defs><marker id="{mark}a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="a" d="M0 0.5 7 4 0 7.5z"/></marker></defs>'
    )


def _part(part: Part) -> str:
    shapes = "".join(_shape(shape) for shape in part.shapes)
    return f"<g><title>{xml(part.about)}</title>{shapes}</g>" if part.about else shapes


def _shape(shape: Shape) -> str:
    if isinstance(shape, Rect):
        return _rect(shape)
    if isinstance(shape, Bar):
        return _bar(shape)
    if isinstance(shape, Face):
        return _face(shape)
    return _line(shape) if isinstance(shape, Line) else _text(shape)


def _rect(rect: Rect) -> str:
    stroke = f" s-{rect.stroke}" if rect.stroke else ""
    return (
        f'<rect x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" '
        f'height="{number(rect.height)}" rx="{number(rect.corner)}" class="f-{rect.fill}{stroke}"/>'
    )


def _bar(bar: Bar) -> str:
    r, straight, down = number(bar.corner), number(bar.width - bar.corner), number(bar.height - 2 * bar.corner)
    return (
        f'<path class="f-{bar.fill} s-line" d="M{number(bar.x + bar.corner)} {number(bar.y)}h{straight}'
        f'v{number(bar.height)}h-{straight}a{r} {r} 0 0 1-{r}-{r}v-{down}a{r} {r} 0 0 1 {r}-{r}z"/>'
    )


def _face(face: Face) -> str:
    corners = " ".join(_point(point) for point in face.points)
    return f'<path class="{shade_class(face)} s-line j" d="M{corners}z"/>'


def shade_class(face: Face) -> str:
    """The class of a face's tone."""
    return f"f-{face.fill}{TONED[face.shade]}"


def _line(line: Line) -> str:
    arrow = f' marker-end="url(#{ARROW}a)"' if line.has_arrow else ""
    dashes = ' stroke-dasharray="4 3"' if line.is_dashed else ""
    return f'<path class="{"h" if line.is_faint else "w"}" d="{rounded(line.points)}"{dashes}{arrow}/>'


def rounded(points: tuple[Point, ...]) -> str:
    """Path data for a way with round corners."""
    pieces = ("LQ"[len(piece) - 1] + " ".join(map(_point, piece)) for piece in bends(points))
    return f"M{_point(points[0])}{''.join(pieces)}"


def _point(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _text(text: Text) -> str:
    if not text.text:
        return ""
    classes = [
        text.tone,
        *([f"z{number(text.size)}"] if text.size != USUAL else []),
        *(["b"] if text.weight > 400 else []),
    ]
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}" class="{" ".join(classes)}"{anchor} '
        f'textLength="{number(text.length)}" lengthAdjust="spacingAndGlyphs">{xml(text.text)}</text>'
    )
