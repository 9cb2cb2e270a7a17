"""Rows of a container: which row each item stands in, and in which order, so that few ways cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Item = Hashable
SWEEPS = 6


@dataclass(frozen=True)
class Lane:
    """Place that a way keeps free in a row that it passes."""

    net: str
    source: Item
    row: int


@dataclass(frozen=True)
class Hop:
    """Part of a way, from one row to the next."""

    net: str
    source: Item
    target: Item


@dataclass(frozen=True)
class Rows:
    """Items and lanes row by row, in order, and the hops between neighbouring rows."""

    rows: tuple[tuple[Item, ...], ...]
    hops: tuple[tuple[Hop, ...], ...]  # hops[i] leads from rows[i] to rows[i + 1]


def row_numbers(
    items: Sequence[Item], hops: Iterable[Hop], first: Collection[Item] = (), last: Collection[Item] = ()
) -> dict[Item, int]:
    """Row of every item: below all it depends on, and as low as what depends on it allows.

    Items come in topological order; those of `first` stand in the top row alone, those of `last` in the bottom row.
    """
    after: dict[Item, list[Item]] = defaultdict(list)
    for hop in hops:
        after[hop.source].append(hop.target)
    row = {item: 0 if item in first or not first else 1 for item in items}
    for item in items:
        for target in after[item]:
            row[target] = max(row[target], row[item] + 1)
    bottom = max((row[item] for item in items if item not in last), default=0) + 1
    row |= dict.fromkeys(last, bottom)
    for item in reversed(items):
        if after[item] and item not in first:
            row[item] = min(row[target] for target in after[item]) - 1
    return row


def staggered(number: Mapping[Item, int], most: int, thin: Collection[Item]) -> dict[Item, int]:
    """Rows in which at most so many items stand beside each other: those of a longer one in turn in several rows.

    Items that are `thin` do not count.

    Example:
        >>> staggered({"in": 0, "a": 1, "b": 1, "c": 1, "sum": 1, "out": 2}, 2, ("sum",))
        {'in': 0, 'sum': 2, 'a': 1, 'b': 2, 'c': 1, 'out': 3}
    """
    rows: dict[int, list[Item]] = defaultdict(list)
    for item, row in number.items():
        rows[row].append(item)
    found: dict[Item, int] = {}
    top = 0
    for row in sorted(rows):
        wide = [item for item in rows[row] if item not in thin]
        steps = max(1, -(-len(wide) // most))
        found |= dict.fromkeys((item for item in rows[row] if item in thin), top + steps - 1)
        found |= {item: top + place % steps for place, item in enumerate(wide)}
        top += steps
    return found


def arranged(
    items: Sequence[Item],
    ways: Sequence[Hop],
    first: Collection[Item] = (),
    last: Collection[Item] = (),
    *,
    most: int | None = None,
    thin: Collection[Item] = (),
) -> Rows:
    """Rows of the items, with lanes for ways that pass a row.

    Of items that are not `thin` at `most` so many stand beside each other.
    """
    number = row_numbers(items, ways, first, last)
    number = staggered(number, most, (*first, *last, *thin)) if most else number
    rows: list[list[Item]] = [[] for _ in range(max(number.values(), default=-1) + 1)]
    for item in items:
        rows[number[item]].append(item)
    hops: list[dict[Hop, None]] = [{} for _ in rows[1:]]
    for way in ways:
        at: Item = way.source
        for row in range(number[way.source] + 1, number[way.target]):
            lane = Lane(way.net, way.source, row)
            if Hop(way.net, at, lane) not in hops[row - 1]:
                rows[row].append(lane)
                hops[row - 1][Hop(way.net, at, lane)] = None
            at = lane
        hops[number[way.target] - 1][Hop(way.net, at, way.target)] = None
    return _uncrossed(Rows(tuple(map(tuple, rows)), tuple(map(tuple, hops))))


def _uncrossed(rows: Rows) -> Rows:
    """The rows in the best of the orders that sweeps down and up come across."""
    best, fewest = rows, crossings(rows)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        rows = _swept(rows, down=sweep % 2 == 0)
        now = crossings(rows)
        if now < fewest:
            best, fewest = rows, now
    return best


def _swept(rows: Rows, *, down: bool) -> Rows:
    """Every row ordered by the mean place of its neighbours in the row before."""
    order = list(rows.rows)
    numbers = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
    for number in numbers:
        other = order[number - 1 if down else number + 1]
        place = {item: i for i, item in enumerate(other)}
        near: dict[Item, list[int]] = defaultdict(list)
        for hop in rows.hops[number - 1 if down else number]:
            mine, theirs = (hop.target, hop.source) if down else (hop.source, hop.target)
            near[mine].append(place[theirs])
        own = {item: i for i, item in enumerate(order[number])}
        scale = len(other) / max(len(own), 1)
        order[number] = tuple(
            sorted(
                order[number],
                key=lambda item: sum(near[item]) / len(near[item]) if near[item] else own[item] * scale,
            )
        )
    return Rows(tuple(order), rows.hops)


def crossings(rows: Rows) -> int:
    """How many pairs of hops cross."""
    total = 0
    for (upper, lower), hops in zip(pairwise(rows.rows), rows.hops, strict=True):
        above = {item: i for i, item in enumerate(upper)}
        below = {item: i for i, item in enumerate(lower)}
        ends = sorted((above[hop.source], below[hop.target]) for hop in hops)
        total += _inversions([end for _, end in ends])
    return total


def _inversions(values: list[int]) -> int:
    """Pairs out of order, counted in a Fenwick tree."""
    size = max(values, default=0) + 1
    tree = [0] * (size + 1)
    total = 0
    for seen, value in enumerate(values):
        place, smaller = value + 1, 0
        while place:
            smaller += tree[place]
            place -= place & -place
        total += seen - smaller
        place = value + 1
        while place <= size:
            tree[place] += 1
            place += place & -place
    return total
