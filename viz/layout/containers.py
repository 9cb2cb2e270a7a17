"""Plan one container: its items in rows, wires in the gaps between them, ports on its frame.

`along` runs along the rows and `across` from row to row, so that one plan serves both directions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..graph import ENTRY, EXIT
from .positions import Sizes, placed
from .ranks import Hop, Item, Lane, Rows
from .routing import Crossing, Point, Tracks, bent_path, tracks

GAP, TURN, ARROW, TRACK = 20.0, 10.0, 14.0, 8.0  # between rows: plain; before, behind and between tracks
HEADER_GAP = 8.0  # below the header of a frame


@dataclass(frozen=True)
class Wire:
    """Way of a tensor by its corners; `source` made it, and it ends at `target` or at a lane or frame on its way."""

    points: tuple[Point, ...]
    source: str
    target: str
    has_arrow: bool


@dataclass(frozen=True)
class Frame:
    """Room that a frame needs around its content.

    Attributes:
        before, behind: across, before the first row and behind the last.
        sides: along, at both ends.
        header: along, text at the left and at the right of the ways that come in through the header.
        least: across, what a header needs that lies along the side.
    """

    before: float = 0
    behind: float = 0
    sides: tuple[float, float] = (0, 0)
    header: tuple[float, float] = (0, 0)
    least: float = 0


@dataclass(frozen=True)
class Content:
    """Items of a container in rows, their sizes along and across, and those that wires end at with an arrow.

    `room` is added to the gaps between rows, for labels.
    """

    rows: Rows
    sizes: Sizes
    depths: Mapping[Item, float]
    arrows: frozenset[Item]
    room: float = 0


@dataclass(frozen=True)
class Plan:
    """A container: its size, its items at their places (along, across), its wires, the ports of its frame."""

    length: float
    breadth: float
    items: dict[str, Point]
    wires: tuple[Wire, ...]
    ports: dict[tuple[str, bool], float]  # (net, out) -> along


def plan(content: Content, frame: Frame) -> Plan:
    """Plan a container within its frame."""
    left, length = _along(content, frame)
    gaps = [tracks(_crossings(content, hops, left)) for hops in content.rows.hops]
    depths = [max((content.depths.get(item, 0.0) for item in row), default=0.0) for row in content.rows.rows]
    tops, breadth = _tops(content, depths, [gap.number for gap in gaps], frame)
    spans = {item: _span(content, item, top, depth) for item, top, depth in _rowwise(content.rows, tops, depths)}
    wires = [
        _wire(content, crossing, spans, gap, bottom)
        for hops, gap, bottom in zip(content.rows.hops, gaps, tops[1:], strict=True)
        for crossing in _crossings(content, hops, left)
    ]
    items = {item: (left[item], spans[item][0]) for item in spans if isinstance(item, str)}
    return Plan(length, breadth, items, tuple(wires), _ports(content, left))


def _along(content: Content, frame: Frame) -> tuple[dict[Item, float], float]:
    """Left ends of the items within the frame, and its length."""
    left = placed(content.rows, content.sizes)
    low = min(left.values(), default=0.0)
    high = max((x + content.sizes.width(item) for item, x in left.items()), default=0.0)
    ways_in = [x - low for item, x in left.items() if isinstance(item, tuple) and item[0] == ENTRY]
    first, last = (min(ways_in), max(ways_in)) if ways_in else ((high - low) / 2, (high - low) / 2)
    before = max(frame.sides[0], frame.header[0] - first)
    behind = max(frame.sides[1], frame.header[1] - (high - low - last), before if frame.header[0] else 0)
    return {item: x - low + before for item, x in left.items()}, high - low + before + behind


def _crossings(content: Content, hops: tuple[Hop, ...], left: Mapping[Item, float]) -> list[Crossing]:
    def at(item: Item, net: str, out: bool) -> float:
        return left[item] + content.sizes.port(item, net, out=out)

    return [Crossing(hop, at(hop.source, hop.net, True), at(hop.target, hop.net, False)) for hop in hops]


def _tops(content: Content, depths: list[float], tracks_in: list[int], frame: Frame) -> tuple[list[float], float]:
    """Where each row begins, and where the container ends; a gap is as deep as its tracks need."""
    is_entered, is_left = (_leads_through(row) for row in (content.rows.rows[:1], content.rows.rows[-1:]))
    gaps = [content.room + (GAP if not number else TURN + (number - 1) * TRACK + ARROW) for number in tracks_in]
    if is_entered and gaps:
        gaps[0] += frame.before - (GAP if not tracks_in[0] else TURN) + HEADER_GAP
    start, behind = 0.0 if is_entered else frame.before, 0.0 if is_left else frame.behind
    missing = max(0.0, frame.least - start - sum(depths) - sum(gaps) - behind)
    if gaps:
        gaps[0] += missing / 2
        gaps[-1] += missing / 2
    ends = list(accumulate((d + g for d, g in zip(depths, [*gaps, behind], strict=True)), initial=start))
    return ends[:-1], max(ends[-1], frame.least)


def _leads_through(rows: Sequence[Sequence[Item]]) -> bool:
    """Whether a row, if any, is where ways cross the frame."""
    return any(isinstance(item, tuple) for row in rows for item in row)


def _rowwise(rows: Rows, tops: list[float], depths: list[float]) -> list[tuple[Item, float, float]]:
    return [(item, top, depth) for row, top, depth in zip(rows.rows, tops, depths, strict=True) for item in row]


def _span(content: Content, item: Item, top: float, depth: float) -> Point:
    """Where an item begins and ends across its row: in the middle; a lane takes the whole row."""
    if isinstance(item, Lane):
        return top, top + depth
    own = content.depths.get(item, 0.0)
    return top + (depth - own) / 2, top + (depth + own) / 2


def _wire(content: Content, crossing: Crossing, spans: Mapping[Item, Point], gap: Tracks, bottom: float) -> Wire:
    """The wire of a hop through a gap above `bottom`; one that leads to a lane goes on to the end of its row."""
    hop = crossing.hop
    start, (end, lane_end) = spans[hop.source][1], spans[hop.target]

    def across(track: int) -> float:
        return bottom - ARROW - (gap.number - 1 - track) * TRACK

    lower, along = gap.turns.get(hop, (0, 0.0))
    turn = (along, across(lower)) if hop in gap.turns else None
    stop = lane_end if isinstance(hop.target, Lane) else end
    points = bent_path(crossing, start, across(gap.of.get(hop, 0)), stop, turn)
    target = hop.target if isinstance(hop.target, str) else ""
    return Wire(points, hop.net, target, hop.target in content.arrows)


def _ports(content: Content, left: Mapping[Item, float]) -> dict[tuple[str, bool], float]:
    ends = (item for row in content.rows.rows for item in row if isinstance(item, tuple))
    return {(net, way == EXIT): left[way, net] for way, net in ends}
