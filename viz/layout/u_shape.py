"""The layout of encoder-decoders as a U: down at the left, up at the right, ways across at the height of both ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..views import Mirror
from .boxes import Box, box_of
from .containers import Wire
from .layout import Layout, Placed
from .routing import Point

DOWN = 26.0  # least room between two boxes of a column
BESIDE, ACROSS = 40.0, 130.0  # from a column to the middle, and least between the columns
Heights = dict[str, float]


@dataclass(frozen=True)
class Columns:
    """The line of a mirror in three columns, each from top to bottom; the way goes up in the one at the right."""

    left: Sequence[str]
    middle: Sequence[str]
    right: Sequence[str]


def lay_out_u(mirror: Mirror, boxes: Mapping[str, Box]) -> Layout:
    """The layout of a mirror whose layers have these boxes."""
    columns = columns_of(mirror)
    tops = _tops(mirror, columns, boxes)
    placed = {p.box.path: p for p in _placed(columns, tops, boxes)}
    wires = tuple(_wires(mirror, columns, placed))
    least = min(p.y for p in placed.values())
    moved = tuple(replace(p, y=p.y - least) for p in placed.values())
    lifted = tuple(replace(w, points=tuple((x, y - least) for x, y in w.points)) for w in wires)
    return Layout(max(p.right for p in moved), max(p.bottom for p in moved), moved, lifted)


def boxes_of_columns(mirror: Mirror) -> dict[str, Box]:
    """Boxes of text for the layers of a mirror, of one width in each column."""
    columns = columns_of(mirror)
    found: dict[str, Box] = {}
    for side in (columns.left, columns.middle, columns.right):
        made = [box_of(mirror.view, mirror.view.graph.by_path[path], compact=False) for path in side]
        common = max((box.width for box in made if not box.is_pill), default=0.0)
        found |= {box.path: box if box.is_pill else replace(box, width=common) for box in made}
    return found


def columns_of(mirror: Mirror) -> Columns:
    """What goes down, what stands at the bottom, what goes up; poolings before the bottom belong to what goes down."""
    graph, line = mirror.view.graph, list(mirror.line)
    start, end = line.index(mirror.skips[-1][0]) + 1, line.index(mirror.skips[-1][1])
    if end - start > 1 and graph.by_path[line[start]].role == "pooling":
        start += 1
    sizes = {path: graph.by_path[path].outputs[0].shape[1:2] for path in line[start:end]}
    while end - start > 1 and sizes[line[end - 1]] != sizes[line[start]]:
        end -= 1
    return Columns(line[:start], line[start:end], line[end:][::-1])


def _anchor(box: Box) -> float:
    """Where ways across meet a box, from its top."""
    return box.height / 2 if box.middle is None else box.middle


def _tops(mirror: Mirror, columns: Columns, boxes: Mapping[str, Box]) -> Heights:
    """The top of every box: both ends of a way across at one height, and what stands between two ways spread there."""
    sides = (columns.left, columns.right)
    found: Heights = {}
    height = 0.0
    for number, ends in enumerate(mirror.skips):
        if number:
            each = zip(sides, mirror.skips[number - 1], ends, strict=True)
            height += max(_needed(boxes, side, one, other) for side, one, other in each)
        found |= {end: height - _anchor(boxes[end]) for end in ends}
    for side, place in zip(sides, (0, 1), strict=True):
        joined = [ends[place] for ends in mirror.skips]
        found |= _between(boxes, side, joined, found)
    return found | _middle(columns, boxes, found, height)


def _needed(boxes: Mapping[str, Box], side: Sequence[str], one: str, other: str) -> float:
    """Room from the height of one way across to that of the next, below it."""
    inside = side[side.index(one) + 1 : side.index(other)]
    room = sum(boxes[path].height + DOWN for path in inside) + DOWN
    return boxes[one].height - _anchor(boxes[one]) + room + _anchor(boxes[other])


def _between(boxes: Mapping[str, Box], side: Sequence[str], joined: Sequence[str], found: Heights) -> Heights:
    """The tops of what stands above the first, between two, and below the last of the ends in a column."""
    tops: Heights = {}
    top = found[joined[0]]
    for path in reversed(side[: side.index(joined[0])]):
        top -= boxes[path].height + DOWN
        tops[path] = top
    for one, other in pairwise(joined):
        inside = side[side.index(one) + 1 : side.index(other)]
        bottom = found[one] + boxes[one].height
        room = found[other] - bottom - sum(boxes[path].height for path in inside)
        for path in inside:
            tops[path] = bottom + room / (len(inside) + 1)
            bottom = tops[path] + boxes[path].height
    bottom = found[joined[-1]] + boxes[joined[-1]].height
    for path in side[side.index(joined[-1]) + 1 :]:
        tops[path] = bottom + DOWN
        bottom = tops[path] + boxes[path].height
    return tops


def _middle(columns: Columns, boxes: Mapping[str, Box], found: Heights, across: float) -> Heights:
    """The tops of the column in the middle: below the last way across, entered and left below the columns beside it."""
    offsets, top = dict[str, float](), 0.0
    for path in columns.middle:
        offsets[path] = top
        top += boxes[path].height + DOWN
    first, last = columns.middle[0], columns.middle[-1]
    ends = (columns.left[-1], first), (columns.right[-1], last)
    least = [found[side] + boxes[side].height + DOWN - offsets[path] - _anchor(boxes[path]) for side, path in ends]
    start = max(*least, across + DOWN)
    return {path: start + offset for path, offset in offsets.items()}


def _placed(columns: Columns, tops: Heights, boxes: Mapping[str, Box]) -> Iterator[Placed]:
    wide = [max(boxes[path].width for path in side) for side in (columns.left, columns.middle, columns.right)]
    beside = max(BESIDE, (ACROSS - wide[1]) / 2)
    centres = (wide[0] / 2, wide[0] + beside + wide[1] / 2, wide[0] + 2 * beside + wide[1] + wide[2] / 2)
    for side, centre in zip((columns.left, columns.middle, columns.right), centres, strict=True):
        yield from (Placed(boxes[path], centre - boxes[path].width / 2, tops[path]) for path in side)


def _wires(mirror: Mirror, columns: Columns, placed: Mapping[str, Placed]) -> Iterator[Wire]:
    """Down the columns, around the bottom, up, and across."""
    for side in (columns.left, columns.middle):
        for one, other in pairwise(side):
            yield Wire((_below(placed[one]), _above(placed[other])), one, other, True)
    for upper, lower in pairwise(columns.right):
        yield Wire((_above(placed[lower]), _below(placed[upper])), lower, upper, True)
    before, first, last, behind = columns.left[-1], columns.middle[0], columns.middle[-1], columns.right[-1]
    entered, left = _at_side(placed[first], 0), _at_side(placed[last], 1)
    start, end = _below(placed[before]), _below(placed[behind])
    yield Wire((start, (start[0], entered[1]), entered), before, first, True)
    yield Wire((left, (end[0], left[1]), end), last, behind, True)
    for one, other in mirror.skips:
        yield Wire((_at_side(placed[one], 1), _at_side(placed[other], 0)), one, other, True)


def _above(placed: Placed) -> Point:
    return placed.x + placed.box.width / 2, placed.y


def _below(placed: Placed) -> Point:
    return placed.x + placed.box.width / 2, placed.bottom


def _at_side(placed: Placed, right: int) -> Point:
    return placed.right if right else placed.x, placed.y + _anchor(placed.box)
