"""`Change`: one difference between two networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..graph import Node

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
Detail = tuple[str, str, str]  # what changed, from what, to what


def summed(figures: Iterable[int | None]) -> int | None:
    """The sum of differences, None where one is not known."""
    found = list(figures)
    return None if None in found else sum(figure for figure in found if figure is not None)


def between(old: int | None, new: int | None) -> int | None:
    """What a figure grew by, None where that is not known."""
    return None if old is None or new is None else new - old


def whole_params(nodes: Iterable[Node]) -> int | None:
    """The parameters of nodes in sum, None where one leaves any out."""
    return summed(None if node.unweighed else node.params for node in nodes)


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
    params: int | None = 0
    macs: int | None = 0
