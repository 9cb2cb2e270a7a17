"""Markdown, as GitHub and the documentation generators read tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...words import markdown
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".md", ".markdown")
INDENT = "&emsp;"
LEFT, RIGHT = "---", "--:"


def write(table: Table) -> str:
    """The table as Markdown, blocks and the total in bold."""
    texts = printed(table)
    lines = [f"**{markdown(texts.title)}**\n"] if texts.title else []
    lines.append(_line(map(markdown, texts.headings)))
    lines.append(_line(RIGHT if numeric else LEFT for numeric in texts.numeric))
    lines += [_row(line) for line in texts.lines]
    if texts.total:
        lines.append(_row(Line(texts.total, block=True)))
    lines += [f"\n{markdown(note)}" for note in texts.notes]
    lines += [f"\n<!-- {table.origin.text} -->"] if table.origin else []
    return "\n".join(lines) + "\n"


def _row(line: Line) -> str:
    cells = ["<br>".join(map(markdown, cell.strip().split("\n"))) for cell in line.cells]  # bold ends at no blank
    if line.block:
        cells = [f"**{cell}**" if cell else "" for cell in cells]
    return _line([INDENT * line.level + cells[0], *cells[1:]])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
