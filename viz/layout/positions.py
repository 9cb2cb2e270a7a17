"""Places along the rows: straight main lines, lanes beside them, nothing closer than allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .ranks import Item, Lane, Rows

ROUNDS = 7  # odd, so that the last one goes down
LANE_WIDTH = 10.0
LANE_MASS = 0.001  # a lane gives way to an item


@dataclass(frozen=True)
class Sizes:
    """Widths of items, where their ways begin and end, and the space between them.

    A lane that has a width here is a branch on its way to an item as wide, and keeps its place like one.
    `ports` gives the offset from the left of an item at which the way of a net leaves (True) or enters it (False), and
    `middles` the one for all ways of an item, where it is not its middle.
    """

    widths: Mapping[Item, float]
    ports: Mapping[tuple[Item, str, bool], float]
    space: float
    middles: Mapping[Item, float] = field(default_factory=dict)

    def width(self, item: Item) -> float:
        """Width of an item or lane."""
        return self.widths.get(item, LANE_WIDTH if isinstance(item, Lane) else 0.0)

    def port(self, item: Item, net: str, *, out: bool) -> float:
        """Offset of a way's end from the left of an item; the middle where nothing else is said."""
        found = self.ports.get((item, net, out))
        return self.middles.get(item, self.width(item) / 2) if found is None else found

    def mass(self, item: Item) -> float:
        """How heavily an item keeps its place."""
        return LANE_MASS if isinstance(item, Lane) and item not in self.widths else 1.0


def placed(rows: Rows, sizes: Sizes) -> dict[Item, float]:
    """Left end of every item and lane: near to its neighbours in the rows around, in order, without overlap."""
    left = {item: x for row in rows.rows for item, x in _packed(row, sizes)}
    above, below = _pulls(rows, sizes)
    for round_ in range(ROUNDS):
        down = round_ % 2 == 0
        for row in rows.rows if down else reversed(rows.rows):
            wanted = [_wanted(item, (above if down else below)[item], left) for item in row]
            left |= zip(row, _apart(row, wanted, sizes), strict=True)
    for side in (1, -1):
        _straighten(rows, sizes, left, side)
    return left


def _straighten(rows: Rows, sizes: Sizes, left: dict[Item, float], side: int) -> None:
    """Put every run of lanes that stands outside of all items on one `side` into one line."""
    outside: dict[tuple[str, Item], list[tuple[Item, Item]]] = defaultdict(list)  # run -> lanes with inner neighbours
    for row in rows.rows:
        ordered = row if side > 0 else row[::-1]
        for inner, lane in pairwise(ordered):
            if isinstance(lane, Lane) and _all_thin(ordered[ordered.index(lane) :], sizes):
                outside[lane.net, lane.source].append((lane, inner))
    for run in sorted(outside.values(), key=lambda lanes: len(lanes)):
        edges = [left[i] + (sizes.width(i) + sizes.space if side > 0 else -sizes.space - LANE_WIDTH) for _, i in run]
        line = max(edges) if side > 0 else min(edges)
        left |= dict.fromkeys((lane for lane, _ in run), line)


def _all_thin(items: Sequence[Item], sizes: Sizes) -> bool:
    return all(isinstance(item, Lane) and item not in sizes.widths for item in items)


def _packed(row: Sequence[Item], sizes: Sizes) -> list[tuple[Item, float]]:
    total = sum(sizes.width(item) for item in row) + sizes.space * (len(row) - 1)
    x, found = -total / 2, []
    for item in row:
        found.append((item, x))
        x += sizes.width(item) + sizes.space
    return found


Pulls = dict[Item, list[tuple[Item, float, float]]]


def _pulls(rows: Rows, sizes: Sizes) -> tuple[Pulls, Pulls]:
    """For every item its neighbours above and below: where they would like its left end, and how much."""
    above: Pulls = defaultdict(list)
    below: Pulls = defaultdict(list)
    for hops in rows.hops:
        for hop in hops:
            shift = sizes.port(hop.source, hop.net, out=True) - sizes.port(hop.target, hop.net, out=False)
            above[hop.target].append((hop.source, shift, sizes.mass(hop.source)))
            below[hop.source].append((hop.target, -shift, sizes.mass(hop.target)))
    return above, below


def _wanted(item: Item, pulls: list[tuple[Item, float, float]], left: Mapping[Item, float]) -> float:
    total = sum(force for _, _, force in pulls)
    return sum((left[other] + shift) * force for other, shift, force in pulls) / total if total else left[item]


def _apart(row: Sequence[Item], wanted: Sequence[float], sizes: Sizes) -> list[float]:
    """Nearest places to those wanted that keep order and space: pool adjacent violators."""
    offsets = [0.0]
    for item in row[:-1]:
        offsets.append(offsets[-1] + sizes.width(item) + sizes.space)
    pools: list[list[float]] = []  # mean, mass, number of items
    for item, x, offset in zip(row, wanted, offsets, strict=True):
        pools.append([x - offset, sizes.mass(item), 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, mass, number = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + mean * mass) / (before[1] + mass)
            before[1] += mass
            before[2] += number
    means = [mean for mean, _, number in pools for _ in range(int(number))]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
