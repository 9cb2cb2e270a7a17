"""Boxes and arrows: open blocks as frames, skips and branches beside the main line, encoder-decoders as a U."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...graph import Graph
from ...layout import Layout, Options, Placed, Point, boxes_of_columns, fitted_mirror, fitted_view, lay_out_u
from ...scene import MARGIN, TOP, Line, Part, Scene, Text, edge_labels, framed, part_of, room_along
from ...words import shape_text, totals
from ..faults import with_faults
from . import Composition

SHOWS_SEVERAL = False


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The first of the graphs as boxes and arrows."""
    mirrored = fitted_mirror(graphs[0], options, lambda mirror: lay_out_u(mirror, boxes_of_columns(mirror)))
    view, layout = mirrored or fitted_view(graphs[0], options)
    named = {node.path: shape_text(node.outputs) for node in view.graph.nodes if "shapes" in options.labels}
    made = boxes_and_wires(
        (graphs[0].name, totals(graphs[0])),
        layout,
        labels=lambda shift: edge_labels(layout, named, shift),
        box=with_faults(graphs[0].observed),
    )
    return Composition(view, layout, made)


def boxes_and_wires(
    heading: tuple[str, str],
    layout: Layout,
    *,
    labels: Callable[[Point], Iterable[Text]] = lambda shift: (),
    box: Callable[[Placed, Point], Part] = part_of,
) -> Scene:
    """The shapes of a layout, below its heading, a title and a line, and above a legend of the roles used.

    `labels` gives the texts beside the wires and `box` the shapes of a box, both moved by a shift.
    """
    shift = (MARGIN + (room_along(*heading, layout.width) - layout.width) / 2, MARGIN + TOP)
    wires = tuple(Line(moved(w.points, shift), w.has_arrow) for w in layout.wires)
    parts = [
        *(part_of(placed, shift) for placed in layout.placed if placed.is_frame),
        Part("", "", (*wires, *labels(shift))),
        *(box(placed, shift) for placed in layout.placed if not placed.is_frame),
    ]
    roles = {placed.box.role for placed in layout.placed if not placed.box.is_block}
    return framed(*heading, (layout.width, layout.height), parts, roles)


def moved(points: tuple[Point, ...], shift: Point) -> tuple[Point, ...]:
    """The points moved by a shift."""
    return tuple((x + shift[0], y + shift[1]) for x, y in points)
