"""Tell what binds blocks together: tensors that every layer takes, such as a mask, and what gathers from all layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..graph import ENTRY, EXIT, Node, Way, Ways

MANY = 3  # takers of a tensor that is given to every layer, or tensors that one gathers from all
SPREAD = 6  # these stand further apart than one in so many steps of the longest way
NEAR = 4  # steps from what takes a tensor to where that joins the main line

Net = tuple[str, str]  # where a tensor comes from in a container, and the leaf that made it


def without_masks(children: Sequence[Node], ways: Sequence[Way]) -> Sequence[Way]:
    """The ways in a container but for those of tensors that many take and that come from no layer of the main line."""
    takers: dict[Net, list[str]] = defaultdict(list)
    for way in ways:
        takers[way.source, way.net].append(way.target)
    starts = sum(node.role == "input" for node in children) + len({way.net for way in ways if way.source == ENTRY})
    if starts < 2 or max(map(len, takers.values()), default=0) < MANY:
        return ways
    main = _main_line([node.path for node in children], ways)
    beside = _beside(children, ways, main)
    masks = {net for net, targets in takers.items() if len(targets) >= MANY and net in beside}
    return [way for way in ways if (way.source, way.net) not in masks]


def any_joins(ways: Iterable[Way]) -> bool:
    """Whether any item takes several tensors."""
    taken = [way.target for way in ways if way.target != EXIT]
    return len({*taken}) < len(taken)


def hubs_of(order: Sequence[str], ways: Iterable[Way]) -> tuple[set[Net], dict[str, str]]:
    """The tensors that join others at far places, and the items that take from far places, each with the last of these.

    So the output of an encoder, which every layer of a decoder takes, binds these not together, nor does what a network
    is told of the time beside its main line, nor the sum of all skips of a WaveNet.
    """
    inner = [way for way in ways if way.source != ENTRY and way.target != EXIT]
    takers: dict[Net, list[str]] = defaultdict(list)
    givers: dict[str, list[str]] = defaultdict(list)
    after: Ways = defaultdict(list)
    for way in inner:
        takers[way.source, way.net].append(way.target)
        givers[way.target].append(way.source)
        after[way.source].append(way.target)
    steps: dict[str, int] = {}  # from the start
    for path in order:
        steps[path] = 1 + max((steps[source] for source in givers.get(path, ())), default=0)
    far = max(steps.values(), default=0) / SPREAD

    def are_far(paths: Sequence[str], fewest: int) -> bool:
        at = [steps[path] for path in paths]
        return len(at) >= fewest and max(at) - min(at) > far

    def join(path: str) -> str:
        """Where what takes a tensor, and little behind it, joins other ways; "" for nowhere."""
        for _ in range(NEAR):
            if len(givers[path]) > 1 or len(after[path]) != 1:
                break
            path = after[path][0]
        return path if len(givers[path]) > 1 else ""

    hubs = set[Net]()
    for net, targets in takers.items():
        direct = [len(givers[path]) > 1 for path in targets]
        joins = targets if all(direct) else [] if any(direct) else [join(path) for path in targets]
        if all(joins) and are_far(joins, 2 if all(direct) else MANY):
            hubs.add(net)
    last = {path: max(sources, key=steps.__getitem__) for path, sources in givers.items() if are_far(sources, MANY)}
    return hubs, last


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


def _main_line(order: Sequence[str], ways: Sequence[Way]) -> set[Net]:
    """The tensors on the longest way through a container."""
    best: dict[str, tuple[int, Net | None]] = {}
    taken: dict[str, list[Net]] = defaultdict(list)
    for way in ways:
        taken[way.target].append((way.source, way.net))
    for path in order:
        before = max(taken[path], key=lambda net: best.get(net[0], (0, None))[0], default=None)
        best[path] = (1 + (best.get(before[0], (0, None))[0] if before else 0), before)
    found: set[Net] = set()
    last = max(best.values(), key=lambda pair: pair[0], default=(0, None))[1]
    while last and last not in found:
        found.add(last)
        last = best.get(last[0], (0, None))[1]
    return found
