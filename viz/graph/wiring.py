"""Which ways lead where in each container: between its items, in through its frame, out through its frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from .nesting import Nesting

ENTRY, EXIT = "<", ">"
Ways = dict[str, list[str]]  # to which items each leads


class Way(NamedTuple):
    """A tensor, known by the leaf that made it, on its way between two items of one container."""

    net: str
    source: str
    target: str


def ways_of(graph: Nesting) -> dict[str, list[Way]]:
    """The ways in every container; ENTRY and EXIT stand for the frame of the container."""
    found: dict[str, dict[Way, None]] = defaultdict(dict)
    for source, target in graph.links:
        home = graph.parent(source)
        if home == graph.parent(target):
            found[home][Way(source, source, target)] = None
            continue
        up, down = [source, *graph.ancestors(source)], [target, *graph.ancestors(target)]
        while len(up) > 1 and len(down) > 1 and up[-1] == down[-1]:
            up.pop()
            down.pop()
        for inner, outer in pairwise(up):
            found[outer][Way(source, inner, EXIT)] = None
        for inner, outer in pairwise(down):
            found[outer][Way(source, ENTRY, inner)] = None
        found[graph.parent(up[-1])][Way(source, up[-1], down[-1])] = None
    return {container: list(ways) for container, ways in found.items()}


def leads(ways_in: Mapping[str, Iterable[Way]]) -> dict[str, Ways]:
    """For every container which of its items lead to which; ENTRY and EXIT stand for its frame."""
    found: dict[str, Ways] = {}
    for container, ways in ways_in.items():
        after = found[container] = defaultdict(list)
        for source, target in dict.fromkeys((way.source, way.target) for way in ways):
            after[source].append(target)
    return found


def between_siblings(ways_in: Mapping[str, Iterable[Way]]) -> dict[str, Ways]:
    """For every container which of its items lead to which, without its frame."""
    inner = {at: [w for w in ways if w.source != ENTRY and w.target != EXIT] for at, ways in ways_in.items()}
    return defaultdict(dict, leads(inner))
