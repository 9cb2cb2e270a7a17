"""Find cells: stretches between places that only two ways pass, the last output and the one before it, as in NASNet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..graph import EXIT, Graph, Way, ways_of
from .stretches import MANY, with_blocks

FEWEST = 4  # nodes of a cell


@dataclass
class Ends:
    """What a child takes from, and what takes from it."""

    sources: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)


def group_cells(graph: Graph) -> Graph:
    """The graph with the cells of large containers as blocks, each named as its end."""
    containers = [path for path in ("", *(group.path for group in graph.groups)) if len(graph.children(path)) > MANY]
    ways = ways_of(graph) if containers else {}
    homes: dict[str, str] = {}
    for container in containers:
        children = [child.path for child in graph.children(container)]
        if not (container and _moves(graph, container, homes)):
            ends = _ends(ways.get(container, []))
            for found in _cells(children, ways.get(container, [])):
                cell = _behind_stages(graph, found, ends)
                if any(graph.by_path[path].role == "input" for path in cell):
                    continue  # what a model takes is seen
                name = graph.by_path[cell[-1]].name
                homes |= dict.fromkeys(cell, f"{container}/{name}".removeprefix("/"))
    return with_blocks(graph, homes) if homes else graph


def _ends(ways: Sequence[Way]) -> Mapping[str, Ends]:
    found: dict[str, Ends] = defaultdict(Ends)
    for way in ways:
        found[way.source].targets.add(way.target)
        found[way.target].sources.add(way.source)
    return found


def _behind_stages(graph: Graph, cell: list[str], ends: Mapping[str, Ends]) -> list[str]:
    """The cell without the blocks of the model that all of it stands behind: stages of a backbone stay themselves."""
    members = {*cell}
    entered = {path for path in cell if ends[path].sources - members}
    for place, path in enumerate(cell):
        if entered != {path} or not graph.children(path) or len(cell) - place <= FEWEST:
            return cell[place:]
        entered = ends[path].targets & members
    return cell


def _moves(graph: Graph, path: str, homes: Mapping[str, str]) -> bool:
    """Whether a block, or one around it, goes into a cell."""
    return any(block in homes for block in (path, *graph.ancestors(path)))


def _cells(children: Sequence[str], ways: Sequence[Way]) -> Iterator[list[str]]:
    """The stretches that end in a join whose output and one older are all that goes on, or in the only way through."""
    order = backwards(children, ways)
    last = _last_uses(order, ways)
    leaving, joins, ending = defaultdict(set), defaultdict(set), defaultdict(list)
    for way in ways:
        leaving[way.source].add((way.source, way.net))
        joins[way.target].add(way.net)
    for (source, _), place in last.items():
        ending[place].append(source)
    alive: Counter[str] = Counter()  # nets of a source that go on
    cell: list[str] = []
    for place, path in enumerate(order):
        cell.append(path)
        alive.update(source for source, net in leaving[path] if last[source, net] > place)
        for source in ending[place]:
            alive[source] -= 1
            if alive[source] <= 0:
                del alive[source]
        if path in alive and (len(alive) == 1 or (len(alive) == 2 and len(joins[path]) > 1)):
            if FEWEST <= len(cell) <= len(children) / 2:
                yield cell
            cell = []


def _last_uses(order: Sequence[str], ways: Sequence[Way]) -> dict[tuple[str, str], int]:
    """The place of the last node that takes each net; those that leave the container are used to its end."""
    place = {path: i for i, path in enumerate(order)} | {EXIT: len(order)}
    found: dict[tuple[str, str], int] = {}
    for way in ways:
        net = (way.source, way.net)
        found[net] = max(found.get(net, 0), place[way.target])
    return found


def backwards(children: Sequence[str], ways: Sequence[Way]) -> list[str]:
    """The children in a topological order in which each stands right before what needs it, found from the ends."""
    before: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        before[way.target].append(way.source)
    depth = _depths(children, before)
    used = {way.source for way in ways if way.target != EXIT}
    later = {path: [*reversed(sources)] for path, sources in before.items()}  # of equal depth the first comes first
    left = {path: sorted(later.get(path, ()), key=lambda source: depth.get(source, 0)) for path in children}
    waiting = sorted((path for path in children if path not in used or path in before[EXIT]), key=depth.__getitem__)
    seen: set[str] = set()
    order: list[str] = []
    while waiting:
        path = waiting[-1]
        while left[path] and (left[path][-1] not in depth or left[path][-1] in seen):
            left[path].pop()
        if path in seen or not left[path]:
            waiting.pop()
            order += [] if path in seen else [path]
            seen.add(path)
        else:
            waiting.append(left[path][-1])
    return order


def _depths(children: Sequence[str], before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for path in children:
        depth[path] = 1 + max((depth.get(source, 0) for source in before[path]), default=0)
    return depth
