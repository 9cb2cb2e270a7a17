"""`Change`: one difference between two networks."""

from __future__ import annotations

from dataclasses import dataclass

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
Detail = tuple[str, str, str]  # what changed, from what, to what


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two networks.

    Attributes:
        sort: added, removed, changed or moved.
        before, after: paths of the layer or block, "" where it is not.
        kind: of the layer or block.
        details: what changed from what to what, as texts.
        params, macs: what the change adds.
    """

    sort: str
    before: str
    after: str
    kind: str
    details: tuple[Detail, ...] = ()
    params: int = 0
    macs: int = 0
