"""Arrange the parts of a figure: the macro architecture, and panels in lines beside it or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from .layout import Layout
from .routing import Point
from .wrapping import shifted

BETWEEN, APART = 44.0, 24.0  # room between the macro architecture and the panels, and between panels


@dataclass(frozen=True)
class Arrangement:
    """Layouts and where each is to stand, and the size of all."""

    width: float
    height: float
    parts: tuple[tuple[Layout, Point], ...]

    def layout(self) -> Layout:
        """The layouts as one."""
        parts = [shifted(layout, shift) for layout, shift in self.parts]
        placed = chain.from_iterable(part.placed for part in parts)
        wires = chain.from_iterable(part.wires for part in parts)
        return Layout(self.width, self.height, tuple(placed), tuple(wires))


def arranged(macro: Layout, panels: Sequence[Layout], number: int, *, beside: bool) -> Arrangement:
    """The macro architecture with its panels in some lines: columns `beside` it, else rows below it."""

    def across(layout: Layout) -> float:
        return layout.width if beside else layout.height

    def along(layout: Layout) -> float:
        return layout.height if beside else layout.width

    parts = [(macro, (0.0, 0.0))]
    start, longest = across(macro) + BETWEEN, along(macro)
    for line in _lines(panels, [along(panel) for panel in panels], number):
        at = 0.0
        for panel in line:
            parts.append((panel, (start, at) if beside else (at, start)))
            at += along(panel) + APART
        longest = max(longest, at - APART)
        start += max(map(across, line)) + APART
    return Arrangement(*((start - APART, longest) if beside else (longest, start - APART)), tuple(parts))


def _lines(panels: Sequence[Layout], lengths: Sequence[float], number: int) -> list[Sequence[Layout]]:
    """The panels in their order in some lines, the longest of which is as short as may be."""
    for most in sorted({sum(lengths[i:j]) + APART * (j - i - 1) for j in range(len(lengths) + 1) for i in range(j)}):
        cuts = _filled(lengths, most)
        if cuts and len(cuts) <= number + 1:
            break
    return [panels[i:j] for i, j in pairwise(cuts)]


def _filled(lengths: Sequence[float], most: float) -> list[int]:
    """Where lines end that take in what there is room for, [] where one piece alone is longer."""
    cuts, at = [0], -APART
    for number, length in enumerate(lengths):
        if length > most:
            return []
        if at + APART + length > most:
            cuts.append(number)
            at = -APART
        at += APART + length
    return [*cuts, len(lengths)]
