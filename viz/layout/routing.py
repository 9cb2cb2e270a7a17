"""Right-angled ways through the gap between two rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from .ranks import Hop, Item

Point = tuple[float, float]
Span = tuple[float, float]
STRAIGHT = 0.75  # a shift below this many pixels is none
CLEAR, SHIFT = 4.0, 6.0  # pixels from a turn to other ways at least, and between places that are tried for it


@dataclass(frozen=True)
class Crossing:
    """A hop through a gap, and where along the rows it begins and ends."""

    hop: Hop
    start: float
    end: float

    @property
    def is_straight(self) -> bool:
        """Whether it needs no track."""
        return abs(self.start - self.end) < STRAIGHT


@dataclass(frozen=True)
class Tracks:
    """Where ways run along a gap.

    Attributes:
        of: the track of every hop that is not straight, the first at the top.
        number: how many tracks there are.
        turns: hops that go on in a second track, and where along the rows they change to it.
    """

    of: dict[Hop, int]
    number: int
    turns: dict[Hop, tuple[int, float]]


def tracks(crossings: Sequence[Crossing]) -> Tracks:
    """The tracks of the hops through a gap.

    Hops of one net share a track, and hops that do nothing but meet in one target; others on one track never touch.
    Where one hop starts above the end of another, its track is above, so that the two never run on one line; where two
    change places, one of them turns into a second track.
    """
    bent = [c for c in crossings if not c.is_straight]
    groups = _ordered(_groups(bent))
    above = _above(groups)
    taken: list[list[Span]] = []
    done: dict[int, int] = {}
    late: dict[int, set[int]] = {}
    for i in _from_above(above):
        late[i] = above[i] - done.keys()
        least = max((done[j] + 1 for j in above[i] if j in done), default=0)
        done[i] = _free(taken, (min(_xs(groups[i])), max(_xs(groups[i]))), least)
    of = {c.hop: done[i] for i, group in enumerate(groups) for c in group}
    turns: dict[Hop, tuple[int, float]] = {}
    for i, others in late.items():
        for crossing in groups[i]:
            under = [done[j] for j in others if any(_near(crossing.end, c.start) for c in groups[j])]
            if under:
                turn = _turn(crossing, crossings)
                span = min(turn, crossing.end), max(turn, crossing.end)
                turns[crossing.hop] = _free(taken, span, max(under) + 1), turn
    return Tracks(of, len(taken), turns)


def _free(taken: list[list[Span]], span: Span, least: int) -> int:
    """The first track from some on in which a span touches no other; it is taken then."""
    track = next((t for t in range(least, len(taken)) if not _touches(span, taken[t])), max(least, len(taken)))
    taken += [[] for _ in range(len(taken), track + 1)]
    taken[track].append(span)
    return track


def _near(end: float, start: float) -> bool:
    return abs(round(end) - round(start)) <= 1


def _turn(crossing: Crossing, crossings: Sequence[Crossing]) -> float:
    """A place between the ends of a hop, or near it, that keeps clear of all that begins or ends in the gap."""
    used, middle = _xs(crossings), (crossing.start + crossing.end) / 2
    places = (middle + sign * SHIFT * number for number in count() for sign in (1, -1))
    return next(place for place in places if all(abs(place - x) >= CLEAR for x in used))


def _ordered(groups: Sequence[list[Crossing]]) -> list[list[Crossing]]:
    return sorted(groups, key=lambda group: (min(_xs(group)), max(_xs(group))))


def _above(groups: Sequence[Sequence[Crossing]]) -> list[set[int]]:
    """For every group of hops the groups that start above an end of it."""
    starts: dict[int, set[int]] = defaultdict(set)
    for i, group in enumerate(groups):
        for crossing in group:
            starts[round(crossing.start)].add(i)
    ends = [{round(c.end) + near for c in group for near in (-1, 0, 1)} for group in groups]
    return [set().union(*(starts.get(x, ()) for x in xs)) - {i} for i, xs in enumerate(ends)]


def _from_above(above: list[set[int]]) -> Iterator[int]:
    """The groups so that each comes after those above it; where that goes round in a circle, in their order."""
    waiting = dict.fromkeys(range(len(above)))
    while waiting:
        i = next((i for i in waiting if above[i].isdisjoint(waiting)), next(iter(waiting)))
        del waiting[i]
        yield i


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(low <= span[1] + STRAIGHT and span[0] <= high + STRAIGHT for low, high in others)


def _xs(group: Iterable[Crossing]) -> list[float]:
    return [x for c in group for x in (c.start, c.end)]


def _groups(bent: Sequence[Crossing]) -> list[list[Crossing]]:
    nets: dict[tuple[str, Item], list[Crossing]] = defaultdict(list)
    for crossing in bent:
        nets[crossing.hop.net, crossing.hop.source].append(crossing)
    joined: dict[tuple[object, ...], list[Crossing]] = defaultdict(list)
    for key, net in nets.items():
        meets = (net[0].hop.target, round(net[0].end, 1)) if len(net) == 1 else key
        joined[meets] += net
    return list(joined.values())


def bent_path(
    crossing: Crossing, top: float, middle: float, bottom: float, turn: Point | None = None
) -> tuple[Point, ...]:
    """Corners of a hop as (along, across): down, over at `middle`, down; with a `turn` down and over there again."""
    if crossing.is_straight:
        return (crossing.start, top), (crossing.start, bottom)
    if turn:
        along, lower = turn
        first = (crossing.start, top), (crossing.start, middle), (along, middle)
        return *first, (along, lower), (crossing.end, lower), (crossing.end, bottom)
    return (crossing.start, top), (crossing.start, middle), (crossing.end, middle), (crossing.end, bottom)
