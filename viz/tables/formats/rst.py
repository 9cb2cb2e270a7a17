"""reStructuredText, for Sphinx and docutils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...words import rst
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".rst",)
INDENT = "\\ \u2003"  # an em space, kept from the stripping of spaces by what stands before it

MARGIN = " " * 7  # of what stands in a cell


def write(table: Table) -> str:
    """The table as a `list-table`, blocks and the total in bold."""
    texts = printed(table)
    lines = [f".. {table.origin.text}\n"] if table.origin else []
    lines += [f".. list-table:: {rst(table.title)}".rstrip(), "   :header-rows: 1\n"]
    lines += map(_row, [Line(texts.headings), *texts.lines])
    lines += [_row(Line(texts.total, block=True))] if texts.total else []
    lines += [f"\n{rst(note)}" for note in table.notes]
    return "\n".join(lines) + "\n"


def _row(line: Line) -> str:
    cells = [_cell(cell, line.block) for cell in line.cells]
    cells[0] = INDENT * line.level + cells[0]
    return "\n".join(f"   {'  ' if i else '* '}- {cell}".rstrip() for i, cell in enumerate(cells))


def _cell(text: str, bold: bool) -> str:
    lines = [rst(line) for line in text.split("\n")]
    if len(lines) > 1:
        return f"\n{MARGIN}".join(f"| {line}" for line in lines)
    return f"**{lines[0]}**" if bold and text else lines[0]
