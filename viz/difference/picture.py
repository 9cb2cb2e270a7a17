"""The picture of a difference: both networks in one, what changed marked by a sign and a colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..colours import Theme, theme_of
from ..graph import Graph, close
from ..layout import Placed, Point, lay_out
from ..pictures import Picture
from ..pictures.styles.graph import boxes_and_wires
from ..scene import Part, Rect, Text, part_of
from ..views import View, gather_units
from ..words import DOT, figure, params_of
from .change import ADDED, CHANGED, MOVED, REMOVED

if TYPE_CHECKING:
    from .report import Diff

FORMATS = ("svg", "png", "pdf", "tikz")  # those that the formats of tables do not have
SIGNS = {ADDED: "+", REMOVED: "\N{MINUS SIGN}", CHANGED: "~", MOVED: "›"}
WHOLE = (ADDED, REMOVED)  # blocks of which nothing inside is told
BADGE = 18.0  # diameter of a sign


def picture_of(changed: Diff, *, theme: str | Theme = "auto", direction: str = "TB") -> Picture:
    """Both networks in one picture: blocks with changes inside are open, all others closed."""
    marks = changed.marks
    view = _view(changed.union, marks)
    layout = lay_out(view, direction=direction)
    shown = {n.path: _mark(changed.union, marks, n.path) for n in view.graph.leaves}
    scene = boxes_and_wires(
        (changed.union.name, _said(changed)),
        layout,
        box=lambda placed, shift: _marked(placed, shift, shown.get(placed.box.path, "")),
    )
    return Picture(changed.union, view, layout, scene, theme_of(theme), changed.origin.text if changed.origin else "")


def _view(graph: Graph, marks: Mapping[str, str]) -> View:
    """The graph with blocks open where something inside changed, and those that came or went whole closed."""
    changed = {path for path, mark in marks.items() if mark}
    around = {path for inner in changed for path in graph.ancestors(inner) if marks.get(path) not in WHOLE}
    whole = gather_units(graph)
    return replace(whole, graph=close(whole.graph, lambda node: node.path not in around))


def _mark(graph: Graph, marks: Mapping[str, str], path: str) -> str:
    """What happened to what a box stands for: of several things, that it changed."""
    found = {marks[node.path] for node in graph.inside(path)}
    if marks[path]:
        return marks[path]
    found.discard("")
    return found.pop() if len(found) == 1 else CHANGED if found else ""


def _said(changed: Diff) -> str:
    """The line below the title: how much of each, and the figures before and after."""
    sorts = Counter(change.sort for change in changed.changes)
    counts = [f"{SIGNS[sort]} {number} {sort}" for sort, number in sorts.items()] or ["no differences"]
    figures = f"{figure(params_of(changed.before.nodes))} to {figure(params_of(changed.after.nodes))} parameters"
    return DOT.join([*counts, figures])


def _marked(placed: Placed, shift: Point, mark: str) -> Part:
    """A box, with a border of the mark's colour and its sign at the corner."""
    part = part_of(placed, shift)
    if not mark:
        return part
    shapes = (replace(s, stroke=mark) if isinstance(s, Rect) and s.stroke else s for s in part.shapes)
    corner = (placed.x + shift[0], placed.y + shift[1])
    return replace(part, about=f"{mark}: {part.about}", shapes=(*shapes, *_badge(corner, mark)))


def _badge(corner: Point, mark: str) -> Iterator[Rect | Text]:
    x, y = corner
    yield Rect(x - BADGE / 2, y - BADGE / 2, BADGE, BADGE, "box", mark, BADGE / 2)
    yield Text(x, y + 4.5, SIGNS[mark], weight=600, anchor="middle")
