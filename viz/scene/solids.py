"""Feature maps as solids: height and width on a log scale of their resolution, depth on one of their channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from ..graph import Node
from .scene import Face, Shape

UNKNOWN = 32  # what a size that is not known is drawn as
OCTAVE, BELOW, LEAST = 36.0, 66.0, 14.0  # pixels of height a doubling of the resolution, what is taken off, the least
CHANNEL, THIN = 8.0, 6.0  # pixels of depth a doubling of the channels, and of one channel
UNITS, FEW, BAR, EDGE = 20.0, 40.0, 12.0, 8.0  # bars: pixels a doubling of units, taken off, breadth, slant
SLANT = 0.32  # how far the back is shifted, in parts of the width of the map


@dataclass(frozen=True)
class Solid:
    """A solid in pixels: its front is `depth` by `height`, its back shifted by `slant` to the right and up.

    `across` and `spatial` say what it measures: channels or units, and the resolution, "" where there is none.
    """

    depth: float
    height: float
    slant: float
    across: str
    spatial: str = ""

    @property
    def breadth(self) -> float:
        """From left to right."""
        return self.depth + self.slant

    @property
    def tall(self) -> float:
        """From top to bottom."""
        return self.height + self.slant

    def faces(self, x: float, y: float, fill: str) -> Iterator[Shape]:
        """Its top, side and front; (x, y) is the upper left corner of the whole."""
        left, right, low = x, x + self.depth, y + self.tall
        top, back = y + self.slant, self.slant
        yield Face(((left, top), (left + back, y), (right + back, y), (right, top)), fill, -1)
        yield Face(((right, top), (right + back, y), (right + back, low - back), (right, low)), fill, 1)
        yield Face(((left, top), (right, top), (right, low), (left, low)), fill)


def solid_of(node: Node, scale: float = 1.0) -> Solid:
    """The solid of a node's first output."""
    shape = node.outputs[0].shape[1:] if node.outputs else ()
    *spatial, channels = shape or (1,)
    if not spatial:
        height = max(LEAST, UNITS * _doublings(channels) - FEW)
        return Solid(BAR, height * scale, EDGE, _said(channels))
    high, wide = (_high(size) * scale for size in (spatial[0], spatial[1] if len(spatial) > 1 else 1))
    alike = len(set(spatial)) == 1
    size = _said(spatial[0]) if alike else "×".join(map(_said, spatial))
    return Solid(
        (THIN + CHANNEL * _doublings(channels)) * scale, high, min(SLANT * wide, high / 2), _said(channels), size
    )


def _doublings(size: int | None) -> float:
    return log2(max(size or UNKNOWN, 1))


def _high(size: int | None) -> float:
    return max(LEAST, OCTAVE * _doublings(size) - BELOW)


def _said(size: int | None) -> str:
    return "?" if size is None else str(size)
