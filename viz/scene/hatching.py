"""Hatch what a palette tells apart by lines instead of colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil, cos, radians, sin

from ..colours import Palette
from ..layout import Point
from .scene import Bar, Face, Line, Part, Rect, Scene, Shape

SPACING = 4.0  # pixels between two lines


def hatched(scene: Scene, palette: Palette) -> Scene:
    """The scene with lines over every shape whose colour the palette hatches."""
    if not palette.hatches:
        return scene
    return replace(scene, parts=tuple(_part(part, palette) for part in scene.parts))


def _part(part: Part, palette: Palette) -> Part:
    shapes: list[Shape] = []
    for shape in part.shapes:
        shapes.append(shape)
        if isinstance(shape, Rect | Bar | Face):
            for degrees in palette.hatches.get(shape.fill, ()):
                shapes += lines_across(corners(shape), degrees)
    return replace(part, shapes=tuple(shapes))


def corners(shape: Rect | Bar | Face) -> Sequence[Point]:
    """The corners of a shape, the round ones as if they were sharp but a little inside."""
    if isinstance(shape, Face):
        return shape.points
    by = shape.corner * 0.3
    left, top, right, bottom = shape.x + by, shape.y + by, shape.x + shape.width, shape.y + shape.height - by
    if isinstance(shape, Rect):
        right -= by
    return (left, top), (right, top), (right, bottom), (left, bottom)


def lines_across(polygon: Sequence[Point], degrees: int) -> Iterator[Line]:
    """Parallel lines within a convex polygon, in places that do not depend on it.

    Example:
        >>> square = ((0, 0), (10, 0), (10, 10), (0, 10))
        >>> [[round(y, 6) for _, y in line.points] for line in lines_across(square, 0)]
        [[4.0, 4.0], [8.0, 8.0]]
    """
    along = cos(radians(degrees)), sin(radians(degrees))
    heights = [y * along[0] - x * along[1] for x, y in polygon]
    height = (ceil(min(heights) / SPACING + 1e-9)) * SPACING
    height += SPACING if height <= min(heights) + 1e-6 else 0.0
    while height < max(heights) - 1e-6:
        ends = sorted(_meeting(polygon, heights, height), key=lambda p: p[0] * along[0] + p[1] * along[1])
        yield Line((ends[0], ends[-1]), is_faint=True)
        height += SPACING


def _meeting(polygon: Sequence[Point], heights: Sequence[float], height: float) -> Iterator[Point]:
    """Where the sides of a polygon have a height."""
    sides = pairwise([*zip(polygon, heights, strict=True), (polygon[0], heights[0])])
    for ((x, y), one), ((to_x, to_y), other) in sides:
        if min(one, other) <= height <= max(one, other) and one != other:
            share = (height - one) / (other - one)
            yield x + (to_x - x) * share, y + (to_y - y) * share
