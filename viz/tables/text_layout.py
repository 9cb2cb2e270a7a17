"""Lay a table out as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.text import Text

from .printing import Line, printed

if TYPE_CHECKING:
    from .table import Table

GAP = "  "
INDENT = "  "
RULE = "─"
NARROWEST = 12  # columns of text are not squeezed below this
STYLES = {
    "title": "bold",
    "heading": "bold",
    "rule": "dim",
    "block": "bold",
    "layer": "",
    "total": "bold",
    "note": "dim",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line and what it is, one of `STYLES`."""

    text: str
    role: str


def lay_out(table: Table, width: int | None = None) -> Iterator[TextLine]:
    """The lines of a table; where they would be wider than `width`, columns of text wrap. Figures never do."""
    texts = printed(table)
    lines = [Line((INDENT * line.level + line.cells[0], *line.cells[1:]), 0, line.block) for line in texts.lines]
    everything = [texts.headings, *(line.cells for line in lines), *([texts.total] if texts.total else [])]
    widths = [max(map(_width, cells)) for cells in zip(*everything, strict=True)]
    widths = squeezed(widths, texts.numeric, width)
    rule = TextLine(RULE * (sum(widths) + len(GAP) * (len(widths) - 1)), "rule")

    def wrapped(cells: Sequence[str], role: str) -> Iterator[TextLine]:
        return (TextLine(text, role) for text in _wrapped(cells, widths, texts.numeric))

    if texts.title:
        yield TextLine(texts.title, "title")
    if table.rows:
        yield from wrapped(texts.headings, "heading")
        yield rule
    for line in lines:
        yield from wrapped(line.cells, "block" if line.block else "layer")
    if texts.total:
        yield rule
        yield from wrapped(texts.total, "total")
    for note in texts.notes:
        yield TextLine(note, "note")


def colour(table: Table, width: int) -> Iterator[Text]:
    """The lines of a table as a terminal of that width shows them."""
    for line in lay_out(table, width):
        yield Text(line.text, STYLES[line.role], overflow="fold")


def squeezed(widths: Sequence[int], numeric: Sequence[bool], width: int | None) -> list[int]:
    """The widths, with the widest columns of text made narrower one by one until all fit."""
    found = list(widths)
    room = None if width is None else width - len(GAP) * (len(found) - 1)
    while room is not None and sum(found) > room:
        widest = max((i for i in range(len(found)) if not numeric[i]), key=lambda i: found[i], default=None)
        if widest is None or found[widest] <= NARROWEST:
            break
        found[widest] -= 1
    return found


def _wrapped(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[str]:
    """The lines of one row, each cell broken where it is wider than its column."""
    parts = [
        [piece for line in cell.split("\n") for piece in broken(line, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for pieces in zip_longest(*parts, fillvalue=""):
        padded = (_padded(*piece) for piece in zip(pieces, widths, numeric, strict=True))
        yield GAP.join(padded).rstrip()


def _width(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")))


def broken(text: str, width: int) -> list[str]:
    """The text in lines of that width, broken between words where it can be; all lines indented as the first.

    Example:
        >>> broken("[1x1, 64; 3x3, 64] x 3", 13)
        ['[1x1, 64;', '3x3, 64] x 3']
        >>> broken("  BatchNormalization", 12)
        ['  BatchNorma', '  lization']
    """
    if cell_len(text) <= width:
        return [text]
    indent = " " * min(len(text) - len(text.lstrip()), width // 2)
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if len(indent) + cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += chop_cells(word, width - len(indent))
    return [indent + line for line in lines if line]


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space
