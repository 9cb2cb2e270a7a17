"""Boxes and arrows: open blocks as frames, skips beside the main line, branches side by side."""

from __future__ import annotations

from collections.abc import Sequence

from ..box_shapes import part_of
from ..edge_labels import edge_labels
from ..fitting import Options, fitted_view
from ..graph import Graph
from ..labels import totals
from ..layout import Layout
from ..margins import TOP, framed, room_along
from ..routing import Point
from ..scene import MARGIN, Line, Part, Scene
from ..units import View
from . import Composition

SHOWS_SEVERAL = False


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The first of the graphs as boxes and arrows."""
    view, layout = fitted_view(graphs[0], options)
    return Composition(view, layout, _scene(graphs[0], view, layout, options))


def _scene(graph: Graph, view: View, layout: Layout, options: Options) -> Scene:
    """The shapes of a layout, below a title with totals and above a legend of the roles used."""
    said = totals(graph)
    shift = (MARGIN + (room_along(graph.name, said, layout.width) - layout.width) / 2, MARGIN + TOP)
    wires = tuple(Line(moved(w.points, shift), w.has_arrow) for w in layout.wires)
    labels = edge_labels(layout, view, shift) if "shapes" in options.labels else ()
    parts = [
        *(part_of(placed, shift) for placed in layout.placed if placed.is_frame),
        Part("", "", (*wires, *labels)),
        *(part_of(placed, shift) for placed in layout.placed if not placed.is_frame),
    ]
    roles = {placed.box.role for placed in layout.placed if not placed.box.is_block}
    return framed(graph.name, said, (layout.width, layout.height), parts, roles)


def moved(points: tuple[Point, ...], shift: Point) -> tuple[Point, ...]:
    """The points moved by a shift."""
    return tuple((x + shift[0], y + shift[1]) for x, y in points)
