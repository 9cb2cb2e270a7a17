"""Leave out the ways of what every layer takes beside the main line, such as the mask that each attention takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..graph import ENTRY, Node, Way

MANY = 3  # takers of a tensor that is given to every layer

Net = tuple[str, str]  # where a tensor comes from in a container, and the leaf that made it


def without_masks(children: Sequence[Node], ways: Sequence[Way]) -> Sequence[Way]:
    """The ways in a container but for those of tensors that many take and that come from no layer of the main line."""
    takers: dict[Net, list[str]] = defaultdict(list)
    for way in ways:
        takers[way.source, way.net].append(way.target)
    starts = sum(node.role == "input" for node in children) + len({way.net for way in ways if way.source == ENTRY})
    if starts < 2 or max(map(len, takers.values()), default=0) < MANY:
        return ways
    main = _main_line(children, ways)
    beside = _beside(children, ways, main)
    masks = {net for net, targets in takers.items() if len(targets) >= MANY and net in beside}
    return [way for way in ways if (way.source, way.net) not in masks]


def _beside(children: Sequence[Node], ways: Sequence[Way], main: set[Net]) -> set[Net]:
    """The tensors that nothing on the main line leads to."""
    taken: dict[str, set[Net]] = defaultdict(set)
    given: dict[str, set[Net]] = defaultdict(set)
    for way in ways:
        taken[way.target].add((way.source, way.net))
        given[way.source].add((way.source, way.net))
    found = given[ENTRY] - main
    for node in children:
        if taken[node.path] <= found and (node.role == "input" or taken[node.path]):
            found |= given[node.path]
    return found - main


def _main_line(children: Sequence[Node], ways: Sequence[Way]) -> set[Net]:
    """The tensors on the longest way through a container."""
    best: dict[str, tuple[int, Net | None]] = {}
    taken: dict[str, list[Net]] = defaultdict(list)
    for way in ways:
        taken[way.target].append((way.source, way.net))
    for node in children:
        before = max(taken[node.path], key=lambda net: best.get(net[0], (0, None))[0], default=None)
        best[node.path] = (1 + (best.get(before[0], (0, None))[0] if before else 0), before)
    found: set[Net] = set()
    last = max(best.values(), key=lambda pair: pair[0], default=(0, None))[1]
    while last and last not in found:
        found.add(last)
        last = best.get(last[0], (0, None))[1]
    return found
