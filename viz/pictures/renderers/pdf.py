"""PDF with vectors and real text, in the fonts that we ship and one of the machine for characters they lack."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from itertools import groupby
from math import dist
from typing import TYPE_CHECKING, Any

from ...colours import NONE, Palette, channels_of
from ...layout import Point
from ...scene import Bar, Face, Line, Rect, Scene, Shape, Text, bends
from ...words import has_all, plain, width
from ..machine_fonts import wide_font
from ..picture import Picture

if TYPE_CHECKING:
    from fpdf import FPDF

MEDIA = "application/pdf"
INTER, WIDE = "inter", "wide"  # names of fonts: ours, and one of the machine for other characters
UNIT = 0.75  # points of a pixel
LONGEST = 14_400  # points: viewers refuse longer pages
LONGEST_TITLE = 200  # characters
FAINT, THIN, WIRE = 0.7, 0.9, 1.4  # widths of lines in pixels
DASHES = (3.0, 2.25)
ARROW = ((-7.0, -3.5), (0.0, 0.0), (-7.0, 3.5))  # of a head, along the way and across it


def render(picture: Picture) -> bytes:
    """The picture as PDF bytes."""
    scene, palette = picture.scene, picture.theme.palette
    unit = min(UNIT, LONGEST / scene.width, LONGEST / scene.height)
    page = _page(scene, unit)
    pen = Pen(page, palette, unit)
    if palette.background != NONE:
        pen.rect(Rect(0, 0, scene.width, scene.height, "background"))
    for part in scene.parts:
        for shape in part.shapes:
            pen.draw(shape)
    if picture.origin:
        page.set_subject(picture.origin)
    return bytes(page.output())


def _page(scene: Scene, unit: float) -> FPDF:
    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every step where logging is on
    page = FPDF(unit="pt", format=(scene.width * unit, scene.height * unit))
    page.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    page.set_title(plain(scene.title[:LONGEST_TITLE]))
    page.set_auto_page_break(False)
    page.c_margin = 0
    with as_file(files("convatlas.viz.words") / "fonts") as folder:
        page.add_font(INTER, "", folder / "Inter-Regular.ttf")
        page.add_font(INTER, "B", folder / "Inter-SemiBold.ttf")
    page.add_page()
    return page


class Pen:
    """Draws shapes on a page, in the colours of a palette."""

    def __init__(self, page: FPDF, palette: Palette, unit: float) -> None:
        self.page = page
        self.palette = palette
        self.unit = unit

    def draw(self, shape: Shape) -> None:
        """Draw a shape of any kind."""
        kinds: dict[type, Any] = {Rect: self.rect, Bar: self.bar, Face: self.face, Line: self.line, Text: self.text}
        kinds[type(shape)](shape)

    def rect(self, rect: Rect) -> None:
        """A rectangle with round corners."""
        x, y, width, height, corner = (n * self.unit for n in (rect.x, rect.y, rect.width, rect.height, rect.corner))
        with self._path(self.palette.colour(rect.fill), rect.stroke) as path:
            path.rectangle(x, y, width, height, corner, corner)

    def bar(self, bar: Bar) -> None:
        """A bar with round corners at its left."""
        r, right, bottom = bar.corner, bar.x + bar.width, bar.y + bar.height
        with self._path(self.palette.colour(bar.fill), "line") as path:
            path.move_to(*self._at((bar.x + r, bar.y)))
            for corner in ((right, bar.y), (right, bottom), (bar.x + r, bottom)):
                path.line_to(*self._at(corner))
            path.quadratic_curve_to(*self._at((bar.x, bottom)), *self._at((bar.x, bottom - r)))
            path.line_to(*self._at((bar.x, bar.y + r)))
            path.quadratic_curve_to(*self._at((bar.x, bar.y)), *self._at((bar.x + r, bar.y)))
            path.close()

    def face(self, face: Face) -> None:
        """A side of a solid."""
        with self._path(self.palette.shaded(face.fill, face.shade), "line") as path:
            self._polygon(path, face.points)

    def line(self, line: Line) -> None:
        """A way with round corners, and its arrow."""
        colour, thick = ("border", FAINT) if line.is_faint else ("line", WIRE)
        with self._path("", colour, thick) as path:
            path.style.stroke_dash_pattern = DASHES if line.is_dashed else None
            path.auto_close = path.style.auto_close = False
            path.move_to(*self._at(line.points[0]))
            for piece in bends(line.points):
                draw = path.line_to if len(piece) == 1 else path.quadratic_curve_to
                draw(*(n for point in piece for n in self._at(point)))
        if line.has_arrow:
            with self._path(self.palette.line, "") as path:
                self._polygon(path, arrow_head(line.points))

    def text(self, text: Text) -> None:
        """A line of text at its baseline, each stretch in a font that has its characters."""
        self.page.set_text_color(*channels_of(self.palette.colour(text.tone)))
        x = text.left
        for ours, characters in groupby(plain(text.text), has_all):
            run = "".join(characters)
            self.page.text(*self._at((x, text.y)), self._in_font(run, ours, text))
            x += width(run, text.size, text.weight)

    def _in_font(self, run: str, ours: bool, text: Text) -> str:
        """Choose the font for a stretch of text; ? stands for what no font has."""
        size = text.size * self.unit
        wide = None if ours else self._wide()
        if wide is None:
            self.page.set_font(INTER, "B" if text.weight > 400 else "", size)
            return run if ours else "?" * len(run)
        self.page.set_font(WIDE, "", size)
        return "".join(character if ord(character) in wide.cmap else "?" for character in run)

    def _wide(self) -> Any:
        """The font of the machine for characters that ours lack, added when it is first asked for; None for none."""
        font = wide_font()
        if font and WIDE not in self.page.fonts:
            self.page.add_font(WIDE, "", font[0], collection_font_number=font[1])
        return self.page.fonts.get(WIDE)

    def _polygon(self, path: Any, points: Sequence[Point]) -> None:
        path.move_to(*self._at(points[0]))
        for point in points[1:]:
            path.line_to(*self._at(point))
        path.close()

    @contextmanager
    def _path(self, fill: str, stroke: str, thick: float = THIN) -> Iterator[Any]:
        with self.page.new_path() as path:
            path.style.fill_color = fill or None
            path.style.stroke_color = self.palette.colour(stroke) if stroke else None
            path.style.stroke_width = thick * self.unit
            path.style.stroke_join_style = "round"
            yield path

    def _at(self, point: Point) -> Point:
        return point[0] * self.unit, point[1] * self.unit


def arrow_head(points: Sequence[Point]) -> tuple[Point, ...]:
    """Corners of the head at the end of a way."""
    (x, y), end = points[-2:]
    length = dist((x, y), end) or 1.0
    along, across = (end[0] - x) / length, (end[1] - y) / length
    return tuple((end[0] + a * along - b * across, end[1] + a * across + b * along) for a, b in ARROW)
