"""The letters by which the panels of a figure are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..graph import Graph
from .panels import Panel


def marks_of(panels: Sequence[Panel]) -> dict[str, str]:
    """The letters of blocks that have panels, by their paths."""
    return {path: _letter(n) for n, panel in enumerate(panels) for path in panel.sort.every}


def told_of(graph: Graph, held: Sequence[str], told: Mapping[str, str]) -> str:
    """How often blocks that have letters stand in a box, and what is told of these: `3 A (C = 44)`."""
    times = Counter[str]()
    for path in held:
        times[told.get(path, "")] += graph.by_path[path].count
    return ", ".join(f"{number} {text}" for text, number in times.items() if text)


def _letter(number: int) -> str:
    """A, B, ... Z, AA, ...

    Example:
        >>> _letter(0), _letter(27)
        ('A', 'AB')
    """
    return (_letter(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)
