"""`Change`: one difference between two networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
Detail = tuple[str, str, str]  # what changed, from what, to what


def summed(figures: Iterable[int | None]) -> int | None:
    """The sum of differences, None where one is not known."""
    found = list(figures)
    return None if None in found else sum(figure for figure in found if figure is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two networks.

    Attributes:
        sort: added, removed, changed or moved.
        before, after: paths of the layer or block, "" where it is not.
        kind: of the layer or block.
        details: what changed from what to what, as texts.
        params, macs: what the change adds; None where that is not known.
    """

    sort: str
    before: str
    after: str
    kind: str
    details: tuple[Detail, ...] = ()
    params: int = 0
    macs: int | None = 0
