"""A network as rows, one a layer on its main line, and the skips beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from ..graph import Graph, Node, Ways, close, leads
from ..views import View, gather_units, views, without_quiet_layers
from ..words import DOT
from .boxes import SIGNS, box_of

Resolution = tuple[int | None, ...]


@dataclass(frozen=True)
class Row:
    """A layer or closed block: what it is, its channels or units, the resolution of its output, its role."""

    path: str
    title: str
    channels: str
    resolution: Resolution
    role: str
    count: int = 1


@dataclass(frozen=True)
class Skip:
    """A way beside the main line from one row to behind another, by their numbers; whether it holds a layer."""

    start: int
    end: int
    has_layer: bool

    def overlaps(self, other: Skip) -> bool:
        """Whether both run beside one row."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Rows:
    """The rows of a network, its skips, and the view that they show."""

    view: View
    rows: tuple[Row, ...]
    skips: tuple[Skip, ...]


def rows_of(graph: Graph, most: int) -> Rows:
    """The most detailed rows of a network of which there are at most `most`; the fewest where all are too many."""
    for view in _candidates(graph):
        found = _rows(without_quiet_layers(view, across_blocks=True))
        if len(found.rows) <= most:
            break
    return found


def lanes(skips: Iterable[Skip]) -> dict[Skip, int]:
    """A lane beside the rows for every skip: short ones inside, no two that run beside one row in one lane."""
    found: dict[Skip, int] = {}
    for skip in sorted(skips, key=lambda skip: (skip.end - skip.start, skip.start)):
        found[skip] = max((lane + 1 for other, lane in found.items() if other.overlaps(skip)), default=0)
    return found


def _candidates(graph: Graph) -> Iterator[View]:
    """All layers of what has one main line; then runs of blocks folded, then ever fewer.

    A run stays closed, for a row says how often it stands there, and open blocks have none.
    """
    for view in (gather_units(graph), *views(graph)):
        closed = _branching(view.graph) | {group.path for group in view.graph.groups if group.count > 1}
        yield replace(view, graph=close(view.graph, _member(closed)))


def _member(paths: set[str]) -> Callable[[Node], bool]:
    return lambda node: node.path in paths


def _branching(graph: Graph) -> set[str]:
    """Blocks in which more than one layer a merge stands beside the longest way through."""
    found = set()
    for block, after in leads(graph.ways).items():
        children = graph.children(block)
        line = _longest([child.path for child in children], after)
        beside = [child for child in children if child.path not in line and child.kind not in SIGNS]
        if len(beside) > sum(child.kind in SIGNS for child in children):
            found.add(block)
    return found


def _longest(paths: Sequence[str], after: Ways) -> list[str]:
    """The longest way among some paths that come in topological order."""
    length = dict.fromkeys(paths, 1)
    before: dict[str, str] = {}
    for path in paths:
        for target in after.get(path, ()):
            if length.get(target, len(paths) + 1) <= length[path]:
                length[target] = length[path] + 1
                before[target] = path
    line = [max(paths, key=lambda path: length[path])] if paths else []
    while line and line[-1] in before:
        line.append(before[line[-1]])
    return line[::-1]


def _rows(view: View) -> Rows:
    """The rows of a view: its main line without the merges on it, which show as the ends of skips."""
    graph = view.graph
    after: Ways = defaultdict(list)
    for edge in graph.edges:
        after[edge.source].append(edge.target)
    line = _longest([leaf.path for leaf in graph.leaves], after)
    shown = [path for path in line if graph.by_path[path].kind not in SIGNS]
    places = accumulate(path in shown for path in line)
    number = {path: place - 1 for path, place in zip(line, places, strict=True)}
    return Rows(view, tuple(_row(view, graph.by_path[path]) for path in shown), tuple(_skips(after, number)))


def _skips(after: Ways, number: dict[str, int]) -> Iterator[Skip]:
    """Ways that leave the main line and come back behind more than one row."""
    found: dict[Skip, None] = {}
    for start, place in number.items():
        waiting = dict.fromkeys((target, False) for target in after.get(start, ()))
        seen = set(waiting)
        while waiting:
            path, has_layer = way = next(iter(waiting))
            del waiting[way]
            if path in number:
                found[Skip(place, number[path], has_layer)] = None
            else:
                further = {(target, True) for target in after.get(path, ())} - seen
                waiting |= dict.fromkeys(sorted(further))
                seen |= further
    return (skip for skip in found if skip.end > skip.start + 1 or (skip.end > skip.start and skip.has_layer))


def _row(view: View, node: Node) -> Row:
    box = box_of(view, node, compact=True)
    shape = node.outputs[0].shape[1:] if node.outputs else ()
    channels = "".join("?" if size is None else str(size) for size in shape[-1:])
    if not box.is_block:
        return Row(node.path, box.title.split(DOT)[0], channels, shape[:-1], box.role)
    what = DOT.join(part for part in (box.name, box.title or box.detail) if part)
    return Row(node.path, what, channels, shape[:-1], view.work(node), box.count)
