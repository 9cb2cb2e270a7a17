"""The letters by which the panels of a figure are known."""

from __future__ import annotations

from collections.abc import Sequence

from .panels import Panel


def marks_of(panels: Sequence[Panel]) -> dict[str, str]:
    """The letters of blocks that have panels, by their paths."""
    return {path: _letter(n) for n, panel in enumerate(panels) for path in panel.sort.every}


def _letter(number: int) -> str:
    """A, B, ... Z, AA, ...

    Example:
        >>> _letter(0), _letter(27)
        ('A', 'AB')
    """
    return (_letter(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)
