"""Solids side by side, as papers print the maps of one resolution: each begins where the one before it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..words import width
from .solids import Solid

NUMBER = 12.0  # size of the figures below slabs
AROUND = 5.0  # room beside a figure


@dataclass(frozen=True)
class Slab:
    """A solid at its place: the upper left corner of the whole."""

    solid: Solid
    x: float
    y: float

    @property
    def low(self) -> float:
        """The lower end of its front."""
        return self.y + self.solid.tall


def side_by_side(solids: Sequence[Solid]) -> tuple[Slab, ...]:
    """Slabs from left to right, each in the middle of the side of the one before, none above or left of (0, 0).

    Fronts are at least as deep as the figures below them.
    """
    wide = [replace(s, depth=max(s.depth, width(s.across, NUMBER) + AROUND)) for s in solids]
    alone = wide if len(wide) > 1 else list(solids)
    slabs = [Slab(alone[0], 0.0, 0.0)]
    for before, solid in pairwise(alone):
        last, shift = slabs[-1], (before.slant - solid.slant) / 2
        middle = last.y + before.slant + before.height / 2 - shift
        slabs.append(Slab(solid, last.x + before.depth + shift, middle - solid.slant - solid.height / 2))
    left, top = min(slab.x for slab in slabs), min(slab.y for slab in slabs)
    return tuple(replace(slab, x=slab.x - left, y=slab.y - top) for slab in slabs)
