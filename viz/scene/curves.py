"""Round the corners of ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import dist

from ..layout import Point

BEND = 8.0  # radius of a wire's corners


def bends(points: Sequence[Point]) -> Iterator[tuple[Point, ...]]:
    """The pieces of a way behind its first point: (end,) of a straight one, (control, end) of a quadratic curve.

    Example:
        >>> list(bends([(0, 0), (0, 20), (20, 20)]))
        [((0.0, 12.0),), ((0, 20), (8.0, 20.0)), ((20, 20),)]
    """
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, dist(before, corner) / 2, dist(corner, after) / 2)
        yield (_towards(corner, before, bend),)
        yield corner, _towards(corner, after, bend)
    yield (points[-1],)


def _towards(start: Point, goal: Point, by: float) -> Point:
    share = by / (dist(start, goal) or 1.0)
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share
