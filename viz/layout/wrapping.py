"""Break a main line into several lines, as text is broken, at places that one tensor alone passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..views import View
from .containers import Wire
from .layout import Layout, Placed
from .routing import Point

LINES_APART, AROUND = 44.0, 16.0  # between two lines, and between their ends and the way from one to the next
Lay = Callable[[View], Layout]


def in_lines(view: View, lay: Lay, most: int, *, sideways: bool) -> Iterator[Layout]:
    """The layouts of a view in one line, and in more, as far as there are places to break it at."""
    whole = lay(view)
    yield whole
    for number in range(2, most + 1):
        if found := _wrapped(view, lay, number, whole, sideways):
            yield found


def _wrapped(view: View, lay: Lay, number: int, whole: Layout, sideways: bool) -> Layout | None:
    """The layout in some lines, None where there are not as many places to break it at."""
    items = [node.path for node in view.graph.children()]
    cuts = _cuts(view, items, whole, number, sideways)
    if not cuts:
        return None
    lines = [items[start:stop] for start, stop in pairwise([0, *cuts, len(items)])]
    return _stacked([(line, lay(_part(view, line))) for line in lines], sideways)


def _cuts(view: View, items: Sequence[str], whole: Layout, number: int, sideways: bool) -> list[int]:
    """The numbers of the items that begin further lines, all about as long; [] where there are no such places."""
    at = {placed.box.path: placed.x if sideways else placed.y for placed in whole.placed}
    free = list(_narrow(view, items))
    length = whole.width if sideways else whole.height
    found = [min(free, key=lambda i: abs(at[items[i]] - length * line / number)) for line in range(1, number) if free]
    return sorted({*found}) if len({*found}) == number - 1 else []


def _narrow(view: View, items: Sequence[str]) -> Iterator[int]:
    """The places that one tensor alone passes, from a closed item to the next one."""
    graph = view.graph
    top = {node.path: [node.path, *graph.ancestors(node.path)][-1] for node in graph.nodes}
    place = {path: number for number, path in enumerate(items)}
    spans = {(place[top[edge.source]], place[top[edge.target]], edge.made) for edge in graph.edges}
    closed = [not graph.children(path) for path in items]
    for i in range(1, len(items)):
        passing = [span for span in spans if span[0] < i <= span[1]]
        if len(passing) == 1 and passing[0][:2] == (i - 1, i) and closed[i - 1] and closed[i]:
            yield i


def _part(view: View, items: Sequence[str]) -> View:
    """The view of some items at the top alone."""
    nodes = tuple(node for path in items for node in view.graph.inside(path))
    own = {node.path for node in nodes}
    edges = tuple(edge for edge in view.graph.edges if edge.source in own and edge.target in own)
    return replace(view, graph=replace(view.graph, nodes=nodes, edges=edges))


def _stacked(lines: Sequence[tuple[Sequence[str], Layout]], sideways: bool) -> Layout:
    """Lines one behind the other, and the ways between them."""
    placed, wires = list[Placed](), list[Wire]()
    at = 0.0
    for number, (items, line) in enumerate(lines):
        moved = shifted(line, (AROUND, at) if sideways else (at, AROUND))
        if number:
            last, first = _box(placed, lines[number - 1][0][-1]), _box(moved.placed, items[0])
            way = _way(last, first, at - LINES_APART / 2, sideways)
            wires.append(Wire(way, last.box.path, first.box.path, True))
        placed += moved.placed
        wires += moved.wires
        at += (line.height if sideways else line.width) + LINES_APART
    long = max(line.width if sideways else line.height for _, line in lines) + 2 * AROUND
    size = (long, at - LINES_APART) if sideways else (at - LINES_APART, long)
    return Layout(*size, tuple(placed), tuple(wires))


def _box(placed: Iterable[Placed], path: str) -> Placed:
    return next(one for one in placed if one.box.path == path)


def _way(last: Placed, first: Placed, turn: float, sideways: bool) -> tuple[Point, ...]:
    """From the end of a line to the start of the next one, by way of the room between both."""
    if not sideways:
        across = _way(_turned(last), _turned(first), turn, True)
        return tuple((y, x) for x, y in across)
    out, into = last.y + last.box.height / 2, first.y + first.box.height / 2
    beyond, before = last.right + AROUND / 2, first.x - AROUND
    return (last.right, out), (beyond, out), (beyond, turn), (before, turn), (before, into), (first.x, into)


def _turned(placed: Placed) -> Placed:
    box = replace(placed.box, width=placed.box.height, height=placed.box.width)
    return replace(placed, x=placed.y, y=placed.x, box=box)


def shifted(layout: Layout, shift: Point) -> Layout:
    """The layout somewhere else."""
    x, y = shift
    placed = tuple(replace(box, x=box.x + x, y=box.y + y) for box in layout.placed)
    wires = tuple(replace(w, points=tuple((px + x, py + y) for px, py in w.points)) for w in layout.wires)
    return replace(layout, placed=placed, wires=wires)
