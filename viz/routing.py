"""Right-angled ways through the gap between two rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .ranks import Hop, Item

Point = tuple[float, float]
STRAIGHT = 0.75  # a shift below this many pixels is none


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


def tracks(crossings: Sequence[Crossing]) -> tuple[dict[Hop, int], int]:
    """A track for every hop that is not straight, and the number of tracks.

    Hops of one net share a track, and hops that do nothing but meet in one target; others on one track never touch.
    """
    bent = [c for c in crossings if not c.is_straight]
    groups = _groups(bent)
    spans = sorted((min(_xs(group)), max(_xs(group)), i) for i, group in enumerate(groups))
    ends: list[float] = []
    track_of: dict[Hop, int] = {}
    for low, high, i in spans:
        track = next((t for t, end in enumerate(ends) if end < low - STRAIGHT), len(ends))
        ends[track : track + 1] = [high]
        track_of |= dict.fromkeys((c.hop for c in groups[i]), track)
    return track_of, len(ends)


def _xs(group: Sequence[Crossing]) -> list[float]:
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


def bent_path(crossing: Crossing, top: float, middle: float, bottom: float) -> tuple[Point, ...]:
    """Corners of a hop as (along, across): down, over at `middle`, down."""
    if crossing.is_straight:
        return (crossing.start, top), (crossing.start, bottom)
    return (crossing.start, top), (crossing.start, middle), (crossing.end, middle), (crossing.end, bottom)
