"""HTML: a table with a caption and headings for rows and columns, exact figures for sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...words import Value, page, xml
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Column, Row, Table

ENDINGS = (".html", ".htm")
DEEPEST = 8  # levels that are told apart by indentation
STYLE = """\
.convatlas-table { border-collapse: collapse; font: 14px system-ui, sans-serif; font-variant-numeric: tabular-nums;
  color-scheme: light dark; color: CanvasText; background: Canvas; }
.convatlas-table caption { text-align: left; font-weight: bold; padding: 4px 8px; }
.convatlas-table :is(th, td) { padding: 2px 8px; text-align: left; font-weight: normal; white-space: nowrap; }
.convatlas-table .figure { text-align: right; }
.convatlas-table thead th, .convatlas-table .block > *, .convatlas-table tfoot > tr > * { font-weight: bold; }
.convatlas-table thead, .convatlas-table tbody { border-bottom: 1px solid; }
"""
STYLE += "".join(
    f'.convatlas-table [data-level="{level}"] > th {{ padding-left: {8 + 16 * level}px; }}\n'
    for level in range(1, DEEPEST + 1)
)


def write(table: Table) -> str:
    """The table as an element for any page; each figure's exact value is its cell's `data-value`."""
    texts = printed(table)
    heads = "".join(map(_heading, table.columns, texts.headings, texts.numeric))
    parts = [f"<!-- {table.origin.text} -->"] if table.origin else []
    parts += [f"<style>\n{STYLE}</style>", '<table class="convatlas-table">']
    parts += [f"<caption>{xml(table.title)}</caption>"] if table.title else []
    parts += [f"<thead>\n<tr>{heads}</tr>\n</thead>", "<tbody>"]
    parts += [_row(row, line, texts.numeric) for row, line in zip(table.rows, texts.lines, strict=True)]
    parts += ["</tbody>"]
    if texts.total:
        total = f"<tr>{_cells(Line(texts.total), table.totals, texts.numeric)}</tr>"
        parts += [f"<tfoot>\n{total}\n</tfoot>"]
    parts += ["</table>", *(f"<p>{xml(note)}</p>" for note in table.notes)]
    return "\n".join(parts) + "\n"


def document(table: Table) -> str:
    """The table as a page of its own."""
    return page(table.title or "convatlas", f"<main>\n{write(table)}</main>")


def _heading(column: Column, text: str, numeric: bool) -> str:
    title = f' title="{xml(column.meaning)}"' if column.meaning else ""
    return f'<th scope="col" data-column="{xml(column.name)}"{title}{_figure(numeric)}>{xml(text)}</th>'


def _row(row: Row, line: Line, numeric: Sequence[bool]) -> str:
    kind = ' class="block"' if line.block else ""
    level = f' data-level="{min(line.level, DEEPEST)}"' if line.level else ""
    return f"<tr{kind}{level}>{_cells(line, row.values, numeric)}</tr>"


def _cells(line: Line, values: Sequence[Value], numeric: Sequence[bool]) -> str:
    first, *rest = line.cells
    cells = [
        f"<td{_figure(right)}{_exact(value)}>{_lines(text)}</td>"
        for text, value, right in zip(rest, values[1:], numeric[1:], strict=True)
    ]
    return f'<th scope="row">{xml(first)}</th>' + "".join(cells)


def _lines(text: str) -> str:
    return "<br>".join(map(xml, text.split("\n")))


def _figure(numeric: bool) -> str:
    return ' class="figure"' if numeric else ""


def _exact(value: Value) -> str:
    if isinstance(value, float):
        return f' data-value="{value:.6g}"'
    return f' data-value="{value}"' if isinstance(value, int) else ""
