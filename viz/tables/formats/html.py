"""HTML: a table with a caption and headings for rows and columns, exact figures for sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...words import Value, page, plain, xml
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Column, Row, Table

ENDINGS = (".html", ".htm")
STYLE = """\
.convatlas-table.convatlas-table { border-collapse: collapse; color: inherit; font-variant-numeric: tabular-nums; }
.convatlas-table.convatlas-table.convatlas-table tr { background: none; }
.convatlas-table.convatlas-table caption { caption-side: top; text-align: left; color: inherit; font-weight: bold;
  padding: 4px 8px; }
.convatlas-table.convatlas-table :is(th, td) { padding: 2px 8px; font-weight: normal; white-space: nowrap; }
.convatlas-table.convatlas-table :is(thead th, .convatlas-block > *, tfoot > tr > *) { font-weight: bold; }
.convatlas-table.convatlas-table :is(thead, tbody) { border-bottom: 1px solid; }
"""  # no colours: those of the page hold; the class stands twice or more, to be stronger than rules for all tables
LEFT, RIGHT = "text-align:left", "text-align:right"  # in each cell: notebooks align all cells, and drop style sheets
EDGE, STEP = 8, 16  # pixels at the left of a name, and for every block around it
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ font: 14px system-ui, sans-serif; }}
</style>
</head>
<body>
<main>
{table}</main>
</body>
</html>
"""


def write(table: Table) -> str:
    """The table as an element for any page; each figure's exact value is its cell's `data-value`."""
    texts = printed(table)
    heads = "".join(map(_heading, table.columns, texts.headings, texts.numeric))
    parts = [f"<!-- {table.origin.text} -->"] if table.origin else []
    parts += [f"<style>\n{STYLE}</style>", '<table class="convatlas-table">']
    parts += [f"<caption>{xml(texts.title)}</caption>"] if texts.title else []
    parts += [f"<thead>\n<tr>{heads}</tr>\n</thead>", "<tbody>"]
    parts += [_row(row, line, texts.numeric) for row, line in zip(table.rows, texts.lines, strict=True)]
    parts += ["</tbody>"]
    if texts.total:
        total = f"<tr>{_cells(Line(texts.total), table.totals, texts.numeric)}</tr>"
        parts += [f"<tfoot>\n{total}\n</tfoot>"]
    parts += ["</table>", *(f"<p>{xml(note)}</p>" for note in texts.notes)]
    return "\n".join(parts) + "\n"


def document(table: Table) -> str:
    """The table as a page of its own."""
    return page(table.title or "convatlas", f"<main>\n{write(table)}</main>")


def _heading(column: Column, text: str, numeric: bool) -> str:
    title = f' title="{xml(column.meaning)}"' if column.meaning else ""
    return f'<th scope="col" data-column="{xml(plain(column.name))}"{title}{_aligned(numeric)}>{xml(text)}</th>'


def _row(row: Row, line: Line, numeric: Sequence[bool]) -> str:
    kind = ' class="convatlas-block"' if line.block else ""
    return f"<tr{kind}>{_cells(line, row.values, numeric)}</tr>"


def _cells(line: Line, values: Sequence[Value], numeric: Sequence[bool]) -> str:
    first, *rest = line.cells
    cells = [
        f"<td{_aligned(right)}{_exact(value)}>{_lines(text)}</td>"
        for text, value, right in zip(rest, values[1:], numeric[1:], strict=True)
    ]
    indent = f";padding-left:{EDGE + STEP * line.level}px" if line.level else ""
    return f'<th scope="row" style="{LEFT}{indent}">{xml(first)}</th>{"".join(cells)}'


def _lines(text: str) -> str:
    return "<br>".join(map(xml, text.split("\n")))


def _aligned(numeric: bool) -> str:
    return f' style="{RIGHT if numeric else LEFT}"'


def _exact(value: Value) -> str:
    if isinstance(value, float):
        return f' data-value="{value:.6g}"'
    return f' data-value="{value}"' if isinstance(value, int) else ""
