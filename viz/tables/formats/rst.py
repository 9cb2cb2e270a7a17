"""reStructuredText, for Sphinx and docutils."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...words import rst
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".rst",)
INDENT = "\\ \u2003"  # an em space, kept from the stripping of spaces by what stands before it

MARGIN = " " * 7  # of what stands in a cell
WIDEST = re.compile(r"(?:\\.|[^\\]){5000,}?(?=\S)")  # docutils refuses documents with lines of over 10,000 characters


def write(table: Table) -> str:
    """The table as a `list-table`, blocks and the total in bold."""
    texts = printed(table)
    lines = [f".. {table.origin.text}\n"] if table.origin else []
    lines += [f".. list-table:: {_broken(rst(texts.title))}".rstrip(), "   :header-rows: 1\n"]
    lines += map(_row, [Line(texts.headings), *texts.lines])
    lines += [_row(Line(texts.total, block=True))] if texts.total else []
    lines += [f"\n{_broken(rst(note), '')}" for note in texts.notes]
    return "\n".join(lines) + "\n"


def _row(line: Line) -> str:
    cells = [_cell(cell, line.block) for cell in line.cells]
    cells[0] = INDENT * line.level + cells[0] if cells[0] else ""
    return "\n".join(f"   {'  ' if i else '* '}- {cell}".rstrip() for i, cell in enumerate(cells))


def _cell(text: str, bold: bool) -> str:
    lines = [_broken(rst(line)) for line in text.strip().split("\n")]  # bold ends at no blank
    if len(lines) > 1:
        return f"\n{MARGIN}".join(f"| {line}" for line in lines)
    return f"**{lines[0]}**" if bold and lines[0] else lines[0]


def _broken(text: str, margin: str = MARGIN) -> str:
    """The text with breaks that no reader sees where a line would be too long."""
    return WIDEST.sub(lambda found: f"{found[0]}\\\n{margin}", text)
