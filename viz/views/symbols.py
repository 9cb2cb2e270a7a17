"""Widths of a block in the letters of papers, where its places differ in them: `C`, `4C`, `C/4`, `C + 32`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import log2

Column = tuple[int | None, ...]  # one width, at each place of a block in turn
BASE, UNKNOWN = "C", "?"
LARGEST = 64  # times that one width is another
COSTS = {"": 4.0, BASE: 0.0}  # of saying a width; others are products, quotients and sums
PRODUCT, DOUBLING, QUOTIENT, SUM = 1.0, 0.25, 1.8, 1.5  # so that a bottleneck is C, C, 4C and MBConv C, 6C, C/4, C


def base_of(columns: Sequence[Column], first: Sequence[Column] = ()) -> Column | None:
    """The width by which the others are said most simply; None where no width differs.

    Of several such it is one of those that come `first`, else the commonest. One that stands at one place alone, as the
    narrow middle of squeeze-and-excite does, is no good measure of a block.
    """
    free = [column for column in dict.fromkeys(columns) if None not in column and len({*column}) > 1]
    different = list(dict.fromkeys(columns))

    def cost(base: Column) -> tuple[float, int, int]:
        said = sum(_cost(expression(column, base)) for column in different)
        place = first.index(base) if base in first else len(first)
        return said + (columns.count(base) == 1), place, -columns.count(base)

    return min(free, key=cost, default=None)


def expression(column: Column, base: Column | None, letter: str = BASE) -> str:
    """A width in terms of the base; its figure where it is the same at all places, "" where there is no simple term.

    Example:
        >>> expression((256, 512), (64, 128)), expression((16, 32), (64, 128)), expression((96, 160), (64, 128))
        ('4C', 'C/4', 'C + 32')
    """
    if len({*column}) == 1:
        return UNKNOWN if column[0] is None else str(column[0])
    if base is None or None in column:
        return ""
    return next((text for text in _terms(column, base, letter) if text), "")


def _terms(column: Column, base: Column, letter: str) -> Iterator[str]:
    pairs = [(width, by) for width, by in zip(column, base, strict=True) if width is not None and by]
    ratios = {Fraction(width, by) for width, by in pairs}
    if len(ratios) == 1 and len(pairs) == len(column):
        yield _times(ratios.pop(), letter)
    more = {width - by for width, by in pairs}
    if len(more) == 1 and len(pairs) == len(column) and (number := more.pop()) > 0:
        yield f"{letter} + {number}"


def _times(ratio: Fraction, letter: str) -> str:
    if ratio == 1:
        return letter
    if ratio.denominator == 1 and ratio <= LARGEST:
        return f"{ratio.numerator}{letter}"
    if ratio.numerator <= LARGEST and ratio.denominator <= LARGEST:
        return f"{'' if ratio.numerator == 1 else ratio.numerator}{letter}/{ratio.denominator}"
    return ""


def _cost(text: str) -> float:
    if text in COSTS:
        return COSTS[text]
    if text.isdigit() or text == UNKNOWN:
        return 0.0
    if "/" in text or "+" in text:
        return QUOTIENT if "/" in text else SUM
    return PRODUCT + DOUBLING * log2(int(text.removesuffix(BASE)))


def spread(values: Sequence[int | None], between: str = " to ") -> str:
    """The least and the largest of some widths: `64`, `64 to 224`.

    Example:
        >>> spread([64, 96, 224]), spread([64])
        ('64 to 224', '64')
    """
    known = sorted({value for value in values if value is not None})
    if not known:
        return "?"
    return str(known[0]) if len(known) == 1 else f"{known[0]}{between}{known[-1]}"


def size_text(column: Sequence[tuple[int | None, ...]], entry: Sequence[tuple[int | None, ...]]) -> str:
    """Height and width of a tensor at all places: figures where they are the same, else in terms of what comes in.

    Example:
        >>> size_text([(28, 28), (14, 14)], [(56, 56), (28, 28)]), size_text([(1, 1), (1, 1)], [(56, 56), (28, 28)])
        ('H/2 × W/2', '1 × 1')
    """
    if len({*column}) == 1:
        return " × ".join("?" if size is None else str(size) for size in column[0])
    names = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}.get(len(column[0]), ())
    if not names or len({len(shape) for shape in (*column, *entry)}) > 1:
        return ""
    said = [_scaled(name, [s[i] for s in column], [s[i] for s in entry]) for i, name in enumerate(names)]
    return " × ".join(said) if all(said) else ""


def _scaled(name: str, sizes: Sequence[int | None], entry: Sequence[int | None]) -> str:
    """A size as a part or a multiple of the one that comes in, rounded either way."""
    pairs = [(size, by) for size, by in zip(sizes, entry, strict=True) if size is not None and by is not None]
    if len(pairs) < len(sizes):
        return ""
    for part in (1, 2, 3, 4, 8):
        if all(size in (by // part, -(-by // part)) for size, by in pairs):
            return name if part == 1 else f"{name}/{part}"
    return next((f"{n}{name}" for n in (2, 3, 4) if all(size == n * by for size, by in pairs)), "")
