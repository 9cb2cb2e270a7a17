"""Find cells: stretches between places that only two ways pass, the last output and the one before it, as in NASNet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from ..graph import EXIT, Graph, Way
from .masks import any_joins, hubs_of
from .stretches import MANY, with_blocks

FEWEST = 4  # nodes of a cell


@dataclass
class Ends:
    """What a child takes from, and what takes from it."""

    sources: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)


def group_cells(graph: Graph) -> Graph:
    """The graph with the cells of large containers as blocks, each named as its end."""
    homes: dict[str, str] = {}
    for container in ("", *(group.path for group in graph.groups)):
        if len(graph.children(container)) > MANY and not (container and _moves(graph, container, homes)):
            for cell in _cells_in(graph, container):
                name = graph.by_path[cell[-1]].name
                homes |= dict.fromkeys(cell, f"{container}/{name}".removeprefix("/"))
    return with_blocks(graph, homes) if homes else graph


def _cells_in(graph: Graph, container: str) -> Iterator[list[str]]:
    """The cells of a container, but for what holds inputs, and for what runs below the skip of a U."""
    children, ways = [child.path for child in graph.children(container)], graph.ways.get(container, [])
    if not any_joins(ways):
        return
    hubs, _ = hubs_of(children, ways)
    ways = [way for way in ways if (way.source, way.net) not in hubs]
    blocks = {path for path in children if graph.children(path)}
    found = list(_cells(children, ways, blocks))
    ends = _ends(ways) if found else {}
    for cell in (_behind_stages(graph, cell, ends) for cell in found):
        takes_several = len({*chain(*(ends[path].sources for path in cell))} - {*cell}) > 1
        holds_input = any(graph.by_path[path].role == "input" for path in cell)
        if not holds_input and (takes_several or blocks.isdisjoint(cell)):
            yield cell


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


def _cells(children: Sequence[str], ways: Sequence[Way], blocks: Collection[str]) -> Iterator[list[str]]:
    """The stretches that end in a join whose output and one older are all that goes on, or in the only way through.

    A block is no part of a cell that goes on behind it, as little as a join is.
    """
    taken = _taken(ways)
    order = backwards(children, taken)
    ends, ending = defaultdict(list), defaultdict(list)  # of a source's nets; the sources of nets that end at a place
    for (source, _), place in _last_uses(order, ways).items():
        ends[source].append(place)
        ending[place].append(source)
    alive: dict[str, int] = {}  # how many nets of a source go on
    cell: list[str] = []
    for place, path in enumerate(order):
        cell.append(path)
        if path in ends:
            alive[path] = len(ends[path])
        for source in ending.get(place, ()):
            alive[source] = alive.get(source, 0) - 1
            if alive[source] <= 0:
                del alive[source]
        ends_here = path in blocks or len({way.net for way in taken.get(path, ())}) > 1
        if path in alive and (len(alive) == 1 or (len(alive) == 2 and ends_here)):
            if FEWEST <= len(cell) <= len(children) / 2:
                yield cell
            cell = []


def _taken(ways: Sequence[Way]) -> Mapping[str, Sequence[Way]]:
    """The ways that lead to each child, and those that leave the container."""
    found: dict[str, list[Way]] = defaultdict(list)
    for way in ways:
        found[way.target].append(way)
    return found


def _last_uses(order: Sequence[str], ways: Sequence[Way]) -> dict[tuple[str, str], int]:
    """The place of the last node that takes each net; those that leave the container are used to its end."""
    place = {path: i for i, path in enumerate(order)} | {EXIT: len(order)}
    found: dict[tuple[str, str], int] = {}
    for way in ways:
        net = (way.source, way.net)
        found[net] = max(found.get(net, 0), place[way.target])
    return found


def backwards(children: Sequence[str], taken: Mapping[str, Sequence[Way]]) -> list[str]:
    """The children in a topological order in which each stands right before what needs it, found from the ends.

    `taken` are the ways that lead to each child.
    """
    depth = _depths(children, taken)
    used = {way.source for target, ways in taken.items() if target != EXIT for way in ways}
    leaving = {way.source for way in taken.get(EXIT, ())}
    waiting = sorted((path for path in children if path not in used or path in leaving), key=depth.__getitem__)
    left: dict[str, list[str]] = {}  # what a child takes that is not known to stand before it, the deepest last
    seen: set[str] = set()
    order: list[str] = []
    while waiting:
        path = waiting[-1]
        if path not in left:
            sources = [way.source for way in reversed(taken.get(path, ()))]  # of equal depth the first comes first
            left[path] = sorted((s for s in sources if s in depth), key=depth.__getitem__)
        while left[path] and left[path][-1] in seen:
            left[path].pop()
        if path in seen or not left[path]:
            waiting.pop()
            order += [] if path in seen else [path]
            seen.add(path)
        else:
            waiting.append(left[path][-1])
    return order


def _depths(children: Sequence[str], taken: Mapping[str, Sequence[Way]]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for path in children:
        depth[path] = 1 + max((depth.get(way.source, 0) for way in taken.get(path, ())), default=0)
    return depth
