"""Feature maps as solids from left to right, on log scales, those of one resolution as adjoining slabs.

Branches, skips and frames are drawn too, dense layers as bars; encoder-decoders take the shape of a U.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...graph import Graph, Node
from ...layout import (
    Layout,
    Options,
    Placed,
    Point,
    Wire,
    fits,
    fitted_mirror,
    fitted_view,
    lay_out,
    lay_out_u,
    page_of,
)
from ...scene import MARGIN, TOP, Line, Part, Scene, framed, part_of, room_along
from ...views import Mirror, View, is_quiet, stacked, stacked_mirror, without_quiet_layers
from ...words import DOT, totals
from ..axes import with_channels_last
from ..slab_boxes import Maker, SolidBox, parts_of_box
from . import Composition

SHOWS_SEVERAL = False
SCALES = ((1.0, 118.0), (0.8, 118.0), (0.62, 92.0), (0.45, 92.0))  # of solids, and the widest text: until all fits

IN_COLUMNS = 140.0  # the widest text below what stands in a column


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The first of the graphs as solids."""
    sideways = replace(options, direction="LR")
    graph = with_channels_last(graphs[0])
    page = page_of(options.fit)

    def fitting(lay: Callable[[float, float], Layout], pages: Sequence[Point]) -> Layout:
        for scale, widest in SCALES:
            layout = lay(scale, widest)
            if not pages or any(fits(layout, each) for each in pages):
                break
        return layout

    lying = [(max(page), min(page))] if page else []
    either = [*lying, *(each[::-1] for each in lying)]
    mirrored = fitted_mirror(graph, sideways, lambda mirror: fitting(_as_u(mirror), either), either=True)
    view, layout = mirrored or fitted_view(graph, sideways, lambda view: fitting(_in_rows(view), lying), unframed=True)
    return Composition(view, layout, _scene(graphs[0], layout), without_quiet_layers(view, quiet=_is_quiet))


def _is_quiet(node: Node) -> bool:
    """Whether a layer may go: it changes nothing to be seen, and has no weights that nothing would tell of."""
    return is_quiet(node) and not node.params


def _in_rows(view: View) -> Callable[[float, float], Layout]:
    """Lays a view out with solids of a scale and texts no wider than allowed."""
    layers = without_quiet_layers(view, quiet=_is_quiet)
    made = stacked(layers)
    maker = Maker(layers, made.stacks, *_changes(made.view.graph, made.stacks))
    return lambda scale, widest: lay_out(made.view, direction="LR", maker=replace(maker, scale=scale, widest=widest))


def _as_u(mirror: Mirror) -> Callable[[float, float], Layout]:
    """Lays a mirror out with a stack a resolution on each side."""
    quiet = without_quiet_layers(mirror.view, quiet=_is_quiet)
    shown = {leaf.path for leaf in quiet.graph.leaves}
    ends = [tuple(_kept(mirror, path, shown) for path in skip) for skip in mirror.skips]
    line = tuple(path for path in mirror.line if path in shown)
    made, stacks = stacked_mirror(Mirror(quiet, line, tuple((one, other) for one, other in ends)))
    maker = Maker(quiet, stacks, *_changes(made.view.graph, stacks), has_pills=False)

    def lay(scale: float, widest: float) -> Layout:
        make = replace(maker, scale=scale, widest=max(widest, IN_COLUMNS))
        return lay_out_u(made, {path: make(made.view, made.view.graph.by_path[path]) for path in made.line})

    return lay


def _kept(mirror: Mirror, path: str, shown: set[str]) -> str:
    """The layer that stands for one once quiet layers are left out: the last one before it that is shown."""
    before = mirror.line[: mirror.line.index(path) + 1]
    return next(other for other in reversed(before) if other in shown)


def _changes(graph: Graph, stacks: Mapping[str, Sequence[Node]]) -> tuple[frozenset[str], frozenset[str]]:
    """Where height and width are not those of all that leads there, and where nothing tells those at the end."""

    def size(path: str, place: int = 0) -> tuple[int | None, ...]:
        node = stacks.get(path, (graph.by_path[path],))[place]
        return node.outputs[0].shape[1:-1] if node.outputs else ()

    same = {target for source, target in graph.links if size(source) == size(target)}
    other = {target for source, target in graph.links if size(source) != size(target)}
    told = {source for source, target in graph.links if size(source, -1) == size(target)}
    leaves = [leaf.path for leaf in graph.leaves]
    begins = frozenset(path for path in leaves if path not in same or path in other)
    return begins, frozenset(path for path in leaves if path not in told and size(path) != size(path, -1))


def _scene(graph: Graph, layout: Layout) -> Scene:
    said = DOT.join((totals(graph), "log scales"))
    shift = (MARGIN + (room_along(graph.name, said, layout.width) - layout.width) / 2, MARGIN + TOP)
    solids = {placed.box.path: placed for placed in layout.placed if isinstance(placed.box, SolidBox)}
    wires = tuple(Line(_led(wire, solids, shift), wire.has_arrow) for wire in layout.wires)
    parts = [
        *(part_of(placed, shift) for placed in layout.placed if placed.is_frame),
        Part("", "", wires),
        *(part for placed in layout.placed if not placed.is_frame for part in _parts(placed, shift)),
    ]
    roles = {role for placed in layout.placed if not placed.is_frame for role in _roles(placed)}
    return framed(graph.name, said, (layout.width, layout.height), parts, roles)


def _parts(placed: Placed, shift: Point) -> Iterator[Part]:
    if isinstance(placed.box, SolidBox):
        yield from parts_of_box(placed.box, placed.x + shift[0], placed.y + shift[1])
    else:
        yield part_of(placed, shift)


def _roles(placed: Placed) -> Iterator[str]:
    yield from (made.role for made in placed.box.made) if isinstance(placed.box, SolidBox) else (placed.box.role,)


def _led(wire: Wire, solids: dict[str, Placed], shift: Point) -> tuple[Point, ...]:
    """The points of a wire in the picture; where a box is wider than its solid, the wire goes on to the solid."""
    points = list(wire.points)
    (x, y), (_, next_y) = points[:2]
    (_, last_y), (to_x, to_y) = points[-2:]
    source, target = solids.get(wire.source), solids.get(wire.target)
    if source and abs(source.right - x) < 1 and y == next_y:
        points[0] = (x - _margin(source), y)
    if target and last_y == to_y:
        points[-1] = (to_x + _margin(target), to_y)
    return tuple((px + shift[0], py + shift[1]) for px, py in points)


def _margin(placed: Placed) -> float:
    """Room between the side of a box and its solid."""
    return placed.box.solid_left if isinstance(placed.box, SolidBox) else 0.0
