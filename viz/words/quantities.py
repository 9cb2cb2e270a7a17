"""Figures as people read them: one unit a column, named in its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Value = str | int | float | None
UNKNOWN = "?"
AT_LEAST = "≥ "
LARGE = 1000  # a scale serves where the column's largest figure reaches this many of it


class AtLeast(int):
    """A sum that leaves something out."""


def added(values: Iterable[Value], together: Callable[[Iterable[int]], int] = sum) -> int | None:
    """The sum of figures: `AtLeast` where one is not known, None where nothing is left then.

    Example:
        >>> added([2, 3]), added([2, None]), added([0, None]), type(added([2, None])).__name__
        (5, 2, None, 'AtLeast')
    """
    figures = list(values)
    known = [value for value in figures if isinstance(value, int)]
    total = together(known) if known else 0
    if not any(value is None or isinstance(value, AtLeast) for value in figures):
        return total
    return AtLeast(total) if total else None


def known(value: int | None, left_out: int) -> int | None:
    """A figure that leaves out so many: `AtLeast` where it leaves any out, None where it leaves out all.

    Example:
        >>> known(7, 0), known(7, 2), known(0, 2), type(known(7, 2)).__name__
        (7, 7, None, 'AtLeast')
    """
    if not left_out or value is None:
        return value
    return AtLeast(value) if value else None


@dataclass(frozen=True, slots=True)
class Unit:
    """What figures are divided by, the symbol that says so, and the decimals they keep."""

    symbol: str = ""
    size: int = 1
    decimals: int = 0
    sign: str = ""

    def text(self, value: Value) -> str:
        """The figure in this unit, thousands set apart; a text as it is.

        Example:
            >>> Unit("M", 10**6, 2).text(15_470_264_320), Unit().text(None), Unit().text(AtLeast(7))
            ('15,470.26', '?', '≥ 7')
        """
        if isinstance(value, str):
            return value
        if value is None:
            return UNKNOWN
        if value == 0:
            return "0"  # not 0.00, which small figures may be too
        return f"{at_least(value)}{value / self.size if self.size > 1 else value:{self.sign},.{self.decimals}f}"


def at_least(value: Value) -> str:
    """The sign before a sum that leaves something out."""
    return AT_LEAST if isinstance(value, AtLeast) else ""


SCALES: dict[str, tuple[Unit, ...]] = {
    "text": (Unit(),),
    "count": (Unit(),),
    "difference": (Unit(sign="+"),),
    "macs": (Unit(), Unit("K", 10**3, 2), Unit("M", 10**6, 2), Unit("G", 10**9, 2)),
    "bytes": (Unit("B"), Unit("KiB", 2**10, 2), Unit("MiB", 2**20, 2), Unit("GiB", 2**30, 2)),
    "time": (Unit("ns"), Unit("µs", 10**3, 2), Unit("ms", 10**6, 2), Unit("s", 10**9, 2)),
    "percent": (Unit("%", 1, 2),),
}


def choose(quantity: str, values: Iterable[Value], least: int = LARGE) -> Unit:
    """The unit in which the largest of `values` has a whole part of three to six digits, or is `least`, not far above.

    Example:
        >>> choose("macs", [5_120, 555_422_720]).symbol, choose("macs", [555_422_720], 1).symbol
        ('K', 'M')
    """
    largest = max((abs(v) for v in values if isinstance(v, (int, float))), default=0)
    small, *larger = SCALES[quantity]
    return next((unit for unit in reversed(larger) if largest >= least * unit.size), small)
