"""Find blocks in streams that run beside each other: what branches and joins again, whatever else goes on meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..graph import ENTRY, EXIT, Way
from .masks import any_joins, hubs_of

if TYPE_CHECKING:
    from networkx import DiGraph

LARGEST = 10_000  # items of a container that is searched
FEWEST, PART = 3, 3  # regions that make blocks, of one in so many items; fewer are how the network itself goes
ROOM, SHARE, MOST = 8, 6, 64  # items of a region: so many at most, or one in so many of the container, but not more


def regions(order: Sequence[str], ways: Sequence[Way], known: Collection[str] = ()) -> list[list[str]]:
    """The stretches, apart from each other, that one item leads into and one, the last, ends; [] where they are few.

    Args:
        order: the items of a container in topological order.
        ways: those in the container.
        known: items that stand in blocks already.
    """
    if len(order) > LARGEST or not any_joins(ways):
        return []
    import networkx

    wires = _wires(order, ways)
    through = wires.subgraph(
        networkx.ancestors(wires, EXIT) & networkx.descendants(wires, ENTRY) | {ENTRY, EXIT}
    ).copy()
    chosen = (_with_sides(region, wires, through) for region in _apart(_joined(through, order), known))
    place = {path: (path in through, i) for i, path in enumerate(order)}
    found = [sorted(region, key=place.__getitem__) for region in chosen]
    are_most = len(found) >= FEWEST and PART * sum(map(len, found)) >= len(order) - len(known)
    return found if are_most and _is_acyclic(ways, found) else []


def _wires(order: Sequence[str], ways: Sequence[Way]) -> DiGraph[str]:
    """What leads where from the entry of a container to its exit, without what binds streams together."""
    import networkx

    hubs, nearest = hubs_of(order, ways)
    wires: DiGraph[str] = networkx.DiGraph()
    wires.add_nodes_from(order)
    for way in ways:
        if nearest.get(way.target, way.source) == way.source:
            wires.add_edge(way.source, EXIT if (way.source, way.net) in hubs else way.target)
    wires.add_edges_from((ENTRY, path) for path in {*order} - {way.target for way in ways})
    wires.add_edges_from((path, EXIT) for path in {*order} - {way.source for way in ways})
    return wires


def _joined(through: DiGraph[str], order: Sequence[str]) -> Iterator[set[str]]:
    """For every item that joins ways all that is between it and the last item before it that these all pass.

    What else leads away from there may be a skip, which ends behind the region.
    """
    import networkx

    before = networkx.immediate_dominators(through, ENTRY)
    steps = {ENTRY: 0, EXIT: len(order) + 1}
    for path in filter(through.__contains__, order):
        steps[path] = 1 + max(steps[source] for source in through.predecessors(path))
    most = min(max(ROOM, len(order) // SHARE), MOST)
    for path in filter(through.__contains__, order):
        region = _between(through, before[path], path, most) if through.in_degree(path) > 1 else set()
        others = {*through.successors(before[path])} - region
        if len(region) > 1 and before[path] != ENTRY and all(steps[other] > steps[path] for other in others):
            yield region


def _between(through: DiGraph[str], start: str, end: str, most: int) -> set[str]:
    """All from behind the start to the end, where nothing else leads out; nothing where that is more than `most`."""
    found, waiting = {end}, [end]
    while waiting and len(found) <= most:
        sources = {*through.predecessors(waiting.pop())} - found - {start}
        found |= sources
        waiting += sources
    is_closed = all(found.issuperset(through.successors(path)) for path in found - {end})
    return found if is_closed and len(found) <= most else set()


def _apart(found: Iterator[set[str]], known: Collection[str]) -> list[set[str]]:
    """The largest of those without what is known, none of which overlap, and none that holds several others."""
    chosen: dict[str, set[str]] = {}  # by the items inside
    for region in sorted(found, key=len):
        inner = {id(chosen[path]) for path in region if path in chosen}
        if len(inner) < 2 and region.isdisjoint(known):
            chosen |= dict.fromkeys(region, region)
    return [*{id(region): region for region in chosen.values()}.values()]


def _with_sides(region: set[str], wires: DiGraph[str], through: DiGraph[str]) -> set[str]:
    """A region with what leads into it alone from what all take, and from it alone to what gathers from all."""
    found, waiting = {*region}, [*region]
    while waiting:
        path = waiting.pop()
        into = [other for other in wires.predecessors(path) if found.issuperset(wires.successors(other))]
        out = [other for other in wires.successors(path) if found.issuperset(wires.predecessors(other))]
        sides = {other for other in (*into, *out) if other not in through} - found
        found |= sides
        waiting += sides
    return found


def _is_acyclic(ways: Sequence[Way], blocks: Sequence[Sequence[str]]) -> bool:
    """Whether no way leaves a block and comes back to it."""
    import networkx

    home: Mapping[str, str] = {path: block[-1] for block in blocks for path in block}
    ends = ((home.get(way.source, way.source), home.get(way.target, way.target)) for way in ways)
    blocked: DiGraph[str] = networkx.DiGraph((one, other) for one, other in ends if one != other)
    return bool(networkx.is_directed_acyclic_graph(blocked))
