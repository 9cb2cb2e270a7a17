"""A layout as shapes: rectangles, paths and texts with colours by name, which every drawing format can write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import boxes
from .boxes import NOTE, PAD, SMALL, TITLE, Box, cut
from .graph import Graph
from .labels import totals
from .layout import Layout, Placed
from .metrics import width
from .roles import ROLES
from .routing import Point

MARGIN = 28.0
HEADING = 20.0  # font size of the title
TOP = 50.0  # room for title and totals
LEGEND = 44.0  # room for the legend
SWATCH = 12.0
CORNER, FRAME_CORNER = 6.0, 10.0
BEHIND = 4.0  # shift of the sheets behind a box that counts
LEGEND_NAMES = {"input": "input", "attention": "attention, recurrent"}


@dataclass(frozen=True)
class Rect:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    corner: float = 0.0


@dataclass(frozen=True)
class Bar:
    """The colour bar at the left of a box, with the round corners of the box."""

    x: float
    y: float
    height: float
    fill: str
    width: float = boxes.BAR
    corner: float = CORNER


@dataclass(frozen=True)
class Line:
    """A way by its corners."""

    points: tuple[Point, ...]
    has_arrow: bool


@dataclass(frozen=True)
class Text:
    """A line of text; `x` is its left end, or its right end where `at_end`."""

    x: float
    y: float
    text: str
    size: float = TITLE
    weight: int = 400
    tone: str = "text"
    at_end: bool = False

    @property
    def length(self) -> float:
        """Its width in pixels."""
        return width(self.text, self.size, self.weight)


Shape = Rect | Bar | Line | Text


@dataclass(frozen=True)
class Part:
    """Shapes that belong to one node, whose path and description a reader can ask for."""

    path: str
    about: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Scene:
    """A picture as shapes, in pixels."""

    width: float
    height: float
    title: str
    description: str
    parts: tuple[Part, ...]


def scene(graph: Graph, layout: Layout) -> Scene:
    """The shapes of a layout, below a title with totals and above a legend of the roles used."""
    inner = max(layout.width, width(graph.name, HEADING, 600), width(totals(graph), SMALL))
    legend, legend_height = _legend([p.box for p in layout.placed], inner, MARGIN + TOP + layout.height + 22)
    shift = (MARGIN + (inner - layout.width) / 2, MARGIN + TOP)
    parts = [
        Part("", "", tuple(_heading(graph, inner))),
        *(_part(placed, shift) for placed in layout.placed if placed.is_frame),
        Part("", "", tuple(Line(_shifted(w.points, shift), w.has_arrow) for w in layout.wires)),
        *(_part(placed, shift) for placed in layout.placed if not placed.is_frame),
        Part("", "", tuple(legend)),
    ]
    height = 2 * MARGIN + TOP + layout.height + legend_height
    return Scene(inner + 2 * MARGIN, height, graph.name, totals(graph), tuple(parts))


def _heading(graph: Graph, room: float) -> Iterator[Text]:
    yield Text(MARGIN, MARGIN + 14, cut(graph.name, room, HEADING, 600), HEADING, 600)
    yield Text(MARGIN, MARGIN + 34, cut(totals(graph), room, SMALL), SMALL, tone="muted")


def _shifted(points: tuple[Point, ...], shift: Point) -> tuple[Point, ...]:
    return tuple((x + shift[0], y + shift[1]) for x, y in points)


def _part(placed: Placed, shift: Point) -> Part:
    box, x, y = placed.box, placed.x + shift[0], placed.y + shift[1]
    draw = _frame if placed.is_frame else _block if box.is_block else _pill if box.is_pill else _layer
    about = ", ".join(text for text in (box.path, box.title, box.shape, box.detail) if text)
    return Part(box.path, about, tuple(draw(box, x, y)))


def _layer(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield Rect(x, y, box.width, box.height, "box", "line", CORNER)
    yield Bar(x, y, box.height, box.role)
    room = box.width - box.inset - PAD
    if box.compact:
        yield Text(x + box.inset, y + 19, cut(box.title, room, TITLE))
        yield Text(x + box.inset, y + 36, cut(box.shape, room, SMALL), SMALL, tone="muted")
        return
    middle = y + box.height / 2 + 4.5
    left = cut(box.title, room - boxes.GAP - width(box.shape, SMALL), TITLE)
    yield Text(x + box.inset, middle, left)
    yield Text(x + box.width - PAD, middle, box.shape, SMALL, tone="muted", at_end=True)


def _pill(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield Rect(x, y, box.width, box.height, box.role, "line", box.height / 2)
    text = cut(box.title, box.width - 8, TITLE)
    yield Text(x + (box.width - width(text, TITLE)) / 2, y + box.height / 2 + 4.5, text)


def _block(box: Box, x: float, y: float) -> Iterator[Shape]:
    if box.count > 1:
        yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "border", CORNER + 2)
    yield Rect(x, y, box.width, box.height, "frame", "border", CORNER + 2)
    right = x + box.width - PAD
    if box.times:
        yield Text(right, y + 19, box.times, TITLE, 600, at_end=True)
    beside = right - (width(box.times, TITLE, 600) + 10 if box.times else 0)
    yield from _named(box, x + PAD, y + 19, beside - width(box.shape, SMALL) - boxes.GAP - x - PAD)
    yield Text(beside, y + 19, box.shape, SMALL, tone="muted", at_end=True)
    yield Text(right, y + 36, box.params, NOTE, tone="muted", at_end=True)
    yield Text(
        x + PAD, y + 36, cut(box.detail, box.width - 3 * PAD - width(box.params, NOTE), NOTE), NOTE, tone="muted"
    )


def _named(box: Box, x: float, y: float, room: float) -> Iterator[Text]:
    name = cut(box.name, room, TITLE, 600)
    yield Text(x, y, name, TITLE, 600)
    used = width(name, TITLE, 600) + 8
    if box.title and room > used:
        yield Text(x + used, y, cut(box.title, room - used, TITLE), TITLE, tone="muted")


def _frame(box: Box, x: float, y: float) -> Iterator[Shape]:
    if box.count > 1:
        yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "border", FRAME_CORNER)
    yield Rect(x, y, box.width, box.height, "frame", "border", FRAME_CORNER)
    right = x + box.width - PAD
    if box.times:
        yield Text(right, y + 20, box.times, TITLE, 600, at_end=True)
    beside = right - (width(box.times, TITLE, 600) + 10 if box.times else 0)
    yield Text(beside, y + 20, box.params, SMALL, tone="muted", at_end=True)
    yield from _named(box, x + PAD + 2, y + 20, box.width - 2 * PAD)
    yield Text(x + PAD + 2, y + 36, cut(box.detail, box.width - 2 * PAD, NOTE), NOTE, tone="muted")


def _legend(placed: list[Box], room: float, y: float) -> tuple[list[Shape], float]:
    """Swatches of the roles used, in as many lines as they need, and the height of it all."""
    used = {box.role for box in placed if not box.is_block}
    x, shapes, line = MARGIN, list[Shape](), 0
    for role in (role for role in ROLES if role in used):
        name = LEGEND_NAMES.get(role, role)
        needed = SWATCH + 6 + width(name, NOTE) + 18
        if x > MARGIN and x + needed - 18 > MARGIN + room:
            x, line = MARGIN, line + 1
        top = y + line * 20
        shapes.append(Rect(x, top, SWATCH, SWATCH, role, "line", 3))
        shapes.append(Text(x + SWATCH + 6, top + 10, name, NOTE, tone="muted"))
        x += needed
    return shapes, (LEGEND + line * 20 - MARGIN / 2) if shapes else 0.0
