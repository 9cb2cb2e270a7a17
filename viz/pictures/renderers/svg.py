"""Static SVG: accessible, one file for light and dark, nothing fetched, ids of its own.

Colours and sizes are attributes, for office programs and converters know few style sheets; ours adds the dark page.
"""

from __future__ import annotations

import hashlib

from ...colours import Palette
from ...layout import Point
from ...scene import Bar, Face, Line, Part, Rect, Scene, Shape, Text, bends
from ...words import FAMILY, xml
from ..lettering import font_faces, outline
from ..picture import Picture

MEDIA = "image/svg+xml"
TONED = {-1: "-l", 0: "", 1: "-d"}
USUAL = 13  # size in pixels of text that names none
MARK = "\ue000"  # stands for the picture's mark until it is known; no escaped text holds it


def render(picture: Picture) -> str:
    """The picture as SVG text."""
    scene, theme = picture.scene, picture.theme
    pen = Pen(theme.palette, has_outlines=picture.finish.text == "paths")
    width, height = number(scene.width), number(scene.height)
    body = (
        f'{pen.arrow()}<rect{pen.colours("background")} width="{width}" height="{height}"/>'
        f"{''.join(map(pen.part, scene.parts))}"
    )
    has_fonts = picture.finish.text == "embed"
    family = f"{MARK}, {FAMILY}" if has_fonts else FAMILY
    style = (_fonts(scene) if has_fonts else "") + (pen.style(theme.dark) if theme.dark else "")
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'class="{MARK}" role="img" aria-labelledby="{MARK}t {MARK}d" font-family="{family}" font-size="{USUAL}">'
        f'<title id="{MARK}t">{xml(scene.title)}</title><desc id="{MARK}d">{xml(_description(scene))}</desc>'
        f"{_metadata(picture)}{f'<style>{style}</style>' if style else ''}{body}</svg>\n"
    )
    return text.replace(
        MARK, "c" + hashlib.sha256(f"{body}{theme}{scene.title}".encode(errors="replace")).hexdigest()[:8]
    )


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


def _fonts(scene: Scene) -> str:
    return font_faces(MARK, (shape for part in scene.parts for shape in part.shapes if isinstance(shape, Text)))


class Pen:
    """Draws shapes in the colours of a palette, and keeps which of them a dark page has to change."""

    def __init__(self, palette: Palette, *, has_outlines: bool = False) -> None:
        self.palette = palette
        self.has_outlines = has_outlines  # in place of text
        self.used: dict[str, tuple[str, str, int]] = {}  # by class: the attribute, the colour's name and its tone

    def colours(self, fill: str, stroke: str = "", shade: int = 0) -> str:
        """Attributes of a shape with a fill ("none" for none) and a border, where it has one."""
        inks = [("fill", fill, shade), *([("stroke", stroke, 0)] if stroke else [])]
        seen = {f"{ink[0][0]}-{ink[1]}{TONED[ink[2]]}": ink for ink in inks if ink[1] != "none"}
        self.used |= seen
        classes = f' class="{" ".join(seen)}"' if seen else ""
        return classes + "".join(f' {name}="{_colour(self.palette, key, tone)}"' for name, key, tone in inks)

    def style(self, dark: Palette) -> str:
        """The colours on dark pages, for this picture alone.

        Programs that overlook `@media`, such as LibreOffice, overlook these selectors too, and keep to the attributes.
        """
        rules = (
            f".{MARK} [class~={name}]{{{attribute}:{_colour(dark, key, shade)}}}"
            for name, (attribute, key, shade) in sorted(self.used.items())
        )
        return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"

    def arrow(self) -> str:
        """The head of an arrow."""
        return (
            f'<defs><marker id="{MARK}a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path{self.colours("line")} d="M0 0.5 7 4 0 7.5z"/></marker></defs>'
        )

    def part(self, part: Part) -> str:
        """What belongs to one node, with its words where it has some."""
        shapes = "".join(map(self.shape, part.shapes))
        return f"<g><title>{xml(part.about)}</title>{shapes}</g>" if part.about else shapes

    def shape(self, shape: Shape) -> str:
        """A shape of any kind."""
        if isinstance(shape, Rect):
            return self.rect(shape)
        if isinstance(shape, Bar):
            return self.bar(shape)
        if isinstance(shape, Face):
            return self.face(shape)
        return self.line(shape) if isinstance(shape, Line) else self.text(shape)

    def rect(self, rect: Rect) -> str:
        """A rectangle with round corners."""
        return (
            f'<rect x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" '
            f'height="{number(rect.height)}" rx="{number(rect.corner)}"{self.colours(rect.fill, rect.stroke)}/>'
        )

    def bar(self, bar: Bar) -> str:
        """A bar with round corners at its left."""
        r, straight, down = number(bar.corner), number(bar.width - bar.corner), number(bar.height - 2 * bar.corner)
        return (
            f'<path{self.colours(bar.fill, "line")} d="M{number(bar.x + bar.corner)} {number(bar.y)}h{straight}'
            f'v{number(bar.height)}h-{straight}a{r} {r} 0 0 1-{r}-{r}v-{down}a{r} {r} 0 0 1 {r}-{r}z"/>'
        )

    def face(self, face: Face) -> str:
        """A side of a solid."""
        corners = " ".join(map(_point, face.points))
        look = self.colours(face.fill, "line", face.shade)
        return f'<path{look} stroke-width=".9" stroke-linejoin="round" d="M{corners}z"/>'

    def line(self, line: Line) -> str:
        """A way with round corners, and its arrow."""
        colour, wide = ("border", ".7") if line.is_faint else ("line", "1.4")
        arrow = f' marker-end="url(#{MARK}a)"' if line.has_arrow else ""
        dashes = ' stroke-dasharray="4 3"' if line.is_dashed else ""
        look = f'{self.colours("none", colour)} stroke-width="{wide}"'
        return f'<path{look} d="{rounded(line.points)}"{dashes}{arrow}/>'

    def text(self, text: Text) -> str:
        """A line of text, as wide as the layout takes it to be."""
        if not text.text:
            return ""
        if self.has_outlines:
            return f'<path aria-label="{xml(text.text)}"{self.colours(text.tone)} d="{outline(text, number)}"/>'
        size = f' font-size="{number(text.size)}"' if text.size != USUAL else ""
        weight = f' font-weight="{text.weight}"' if text.weight > 400 else ""
        anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
        return (
            f'<text x="{number(text.x)}" y="{number(text.y)}"{self.colours(text.tone)}{size}{weight}{anchor} '
            f'textLength="{number(text.length)}" lengthAdjust="spacingAndGlyphs">{xml(text.text)}</text>'
        )


def rounded(points: tuple[Point, ...]) -> str:
    """Path data for a way with round corners; straight down or along, it is shorter.

    Example:
        >>> rounded(((0, 0), (0, 20), (20, 20)))
        'M0 0V12Q0 20 8 20H20'
    """
    said, at = f"M{_point(points[0])}", points[0]
    for piece in bends(points):
        said, at = said + _piece(at, piece), piece[-1]
    return said


def _piece(at: Point, piece: tuple[Point, ...]) -> str:
    x, y = map(number, piece[0])
    if len(piece) > 1:
        return "Q" + " ".join(map(_point, piece))
    return f"V{y}" if x == number(at[0]) else f"H{x}" if y == number(at[1]) else f"L{x} {y}"


def _colour(palette: Palette, key: str, shade: int) -> str:
    if key == "none":
        return key
    return palette.shaded(key, shade) if shade else palette.colour(key)  # a sheet may be none


def _point(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
