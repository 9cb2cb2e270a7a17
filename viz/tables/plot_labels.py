"""Places for labels beside discs, so that no label lies on another one or on a disc."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

DIRECTIONS = 16
RINGS = 12  # distances tried, nearest first
GAP = 3.0  # between a disc and its label, and between labels


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc, and the width and height of its label."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The room for labels, from (0, 0)."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """The middle of a label."""

    x: float
    y: float


def spots(discs: Sequence[Disc], frame: Frame) -> list[Spot]:
    """A spot for the label of each disc, beside it where there is room, else further out; all lengths in one unit.

    Example:
        >>> spots([Disc(50, 50, 5, 20, 10), Disc(50, 50, 5, 20, 10)], Frame(100, 100))
        [Spot(x=68.0, y=50.0), Spot(x=50.0, y=63.0)]
    """
    taken: list[tuple[Spot, Disc]] = []
    for disc in discs:
        best = min(_candidates(disc, frame), key=lambda spot: _crowding(spot, disc, discs, taken))
        taken.append((best, disc))
    return [spot for spot, _ in taken]


def _candidates(disc: Disc, frame: Frame) -> Iterator[Spot]:
    """Spots around a disc, the nearest first, pushed back where they leave the frame."""
    for ring in range(RINGS):
        for step in range(DIRECTIONS):
            angle = 2 * pi * step / DIRECTIONS
            reach = disc.radius + GAP + ring * disc.height
            x = disc.x + cos(angle) * (reach + disc.width / 2)
            y = disc.y + sin(angle) * (reach + disc.height / 2)
            x = min(max(x, disc.width / 2), frame.width - disc.width / 2)
            y = min(max(y, disc.height / 2), frame.height - disc.height / 2)
            yield Spot(round(x, 6), round(y, 6))


def _crowding(spot: Spot, own: Disc, discs: Sequence[Disc], taken: Sequence[tuple[Spot, Disc]]) -> float:
    """How far a label lies on others and on discs; 0 for a free spot."""
    labels = sum(_overlap(spot, own, other, disc) for other, disc in taken)
    return labels + sum(_covered(spot, own, disc) for disc in discs)


def _overlap(spot: Spot, own: Disc, other: Spot, disc: Disc) -> float:
    across = (own.width + disc.width) / 2 + GAP - abs(spot.x - other.x)
    along = (own.height + disc.height) / 2 + GAP - abs(spot.y - other.y)
    return across * along if across > 0 and along > 0 else 0.0


def _covered(spot: Spot, own: Disc, disc: Disc) -> float:
    across = max(abs(spot.x - disc.x) - own.width / 2, 0)
    along = max(abs(spot.y - disc.y) - own.height / 2, 0)
    return max(disc.radius - hypot(across, along), 0) * own.height
