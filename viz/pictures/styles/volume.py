"""Feature maps as solids from left to right, on log scales: branches, skips and frames too, dense layers as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...graph import Graph, Node
from ...layout import (
    NOTE,
    SMALL,
    Box,
    Layout,
    Options,
    Placed,
    Point,
    Saying,
    Wire,
    block_lines,
    box_of,
    cut,
    fits,
    fitted_view,
    lay_out,
    layer_lines,
    page_of,
    wrapped,
)
from ...scene import MARGIN, TOP, Line, Part, Scene, Shape, Solid, Text, framed, part_of, room_along, solid_of
from ...views import View, without_quiet_layers
from ...words import DOT, totals, width
from . import Composition

SHOWS_SEVERAL = False
SCALES = ((1.0, 118.0), (0.8, 118.0), (0.62, 92.0), (0.45, 92.0))  # of solids, and the widest text: until all fits
LINE, BELOW = 15.0, 19.0  # height of a line of text, and room for the channels below the front
MOST_LINES = 3
NOTHING = Solid(0, 0, 0, "")


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The first of the graphs as solids."""
    sideways = replace(options, direction="LR")
    page = page_of(options.fit)

    def lay(view: View) -> Layout:
        shown = without_quiet_layers(view)
        for scale, widest in SCALES:
            layout = lay_out(shown, direction="LR", maker=Maker(scale, widest))
            if page is None or fits(layout, (max(page), min(page))):
                break
        return layout

    view, layout = fitted_view(graphs[0], sideways, lay)
    return Composition(view, layout, _scene(graphs[0], layout), without_quiet_layers(view))


@dataclass(frozen=True)
class SolidBox(Box):
    """A box that holds a solid, and below it what it measures and what made it."""

    solid: Solid = NOTHING

    @property
    def solid_left(self) -> float:
        """Where in the box the solid begins."""
        return (self.width - self.solid.breadth) / 2


@dataclass(frozen=True)
class Maker:
    """Makes the boxes of a picture whose solids have a scale, with no text wider than allowed."""

    scale: float
    widest: float

    def __call__(self, view: View, node: Node) -> Box:
        """The box of a layer or closed block; a sum or join as a pill."""
        box = box_of(view, node, compact=True)
        if box.is_pill:
            return box
        solid = solid_of(node, self.scale)
        lines = _lines(box, self.widest)
        beside = 2 * (width(solid.spatial, NOTE) + 6 - solid.slant / 2) if solid.spatial else 0.0
        texts = [width(line.text, line.size, line.weight) for line in lines]
        return SolidBox(
            box.path,
            _role(box, node),
            title=box.title,
            shape=box.shape,
            detail=box.detail,
            lines=lines,
            middle=solid.slant + solid.height / 2,
            width=max(solid.breadth + max(beside, 0.0), width(solid.across, SMALL), *texts),
            height=solid.tall + BELOW + LINE * len(lines) + 4,
            solid=solid,
        )


def _role(box: Box, node: Node) -> str:
    """The colour of a solid; blocks make feature maps, or vectors."""
    if not box.is_block:
        return box.role
    return "convolution" if node.outputs and len(node.outputs[0].shape) > 2 else "dense"


def _lines(box: Box, widest: float) -> tuple[Saying, ...]:
    """What stands below a solid: the name of a block, and what it is; shape and parameters go without saying."""
    if box.is_block:
        name, *said = block_lines(replace(box, shape="", params=""))
        first = [Saying(cut(name.text, widest, SMALL, 600), SMALL, 600)]
    else:
        name, *said = layer_lines(replace(box, shape=""))
        first = [Saying(line, SMALL) for line in wrapped(name.text, widest, SMALL)]
    rest = [Saying(cut(line.text, widest, NOTE), NOTE, tone="muted") for line in said if line.text]
    return (*first, *rest)[:MOST_LINES]


def _scene(graph: Graph, layout: Layout) -> Scene:
    said = DOT.join((totals(graph), "log scales"))
    shift = (MARGIN + (room_along(graph.name, said, layout.width) - layout.width) / 2, MARGIN + TOP)
    solids = {placed.box.path: placed for placed in layout.placed if isinstance(placed.box, SolidBox)}
    wires = tuple(Line(_led(wire, solids, shift), wire.has_arrow) for wire in layout.wires)
    parts = [
        *(part_of(placed, shift) for placed in layout.placed if placed.is_frame),
        Part("", "", wires),
        *(_part(placed, shift) for placed in layout.placed if not placed.is_frame),
    ]
    roles = {placed.box.role for placed in layout.placed if not placed.is_frame}
    return framed(graph.name, said, (layout.width, layout.height), parts, roles)


def _led(wire: Wire, solids: dict[str, Placed], shift: Point) -> tuple[Point, ...]:
    """The points of a wire in the picture; where a box is wider than its solid, the wire goes on to the solid."""
    (x, y), (to_x, to_y) = wire.points[0], wire.points[-1]
    source, target = solids.get(wire.source), solids.get(wire.target)
    if source and abs(source.right - x) < 1:
        x -= _margin(source)
    if target:
        to_x += _margin(target)
    return tuple((px + shift[0], py + shift[1]) for px, py in ((x, y), *wire.points[1:-1], (to_x, to_y)))


def _margin(placed: Placed) -> float:
    """Room between the side of a box and its solid."""
    return placed.box.solid_left if isinstance(placed.box, SolidBox) else 0.0


def _part(placed: Placed, shift: Point) -> Part:
    if not isinstance(placed.box, SolidBox):
        return part_of(placed, shift)
    box, x, y = placed.box, placed.x + shift[0], placed.y + shift[1]
    about = ", ".join(text for text in (box.path, box.title, box.shape, box.detail) if text)
    return Part(box.path, about, tuple(_shapes(box, x, y)))


def _shapes(box: SolidBox, x: float, y: float) -> Iterator[Shape]:
    solid, left = box.solid, x + box.solid_left
    low = y + solid.tall
    yield from solid.faces(left, y, box.role)
    yield Text(left + solid.depth / 2, low + 13, solid.across, SMALL, tone="muted", anchor="middle")
    beside = left + solid.depth + solid.slant / 2 + 5
    yield Text(beside, low - solid.slant / 2 + 10, solid.spatial, NOTE, tone="muted")
    for number, line in enumerate(box.lines):
        at = low + BELOW + 12 + number * LINE
        yield Text(x + box.width / 2, at, line.text, line.size, line.weight, line.tone, "middle")
