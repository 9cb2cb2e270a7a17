"""A `Table` as docutils nodes, kinds of layers as references to their API pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx.addnodes import pending_xref

from ..graph import Graph
from ..printing import Line, printed
from ..tables import Table

KIND = "kind"
INDENT = "\N{NO-BREAK SPACE}" * 3  # what a level of blocks adds before a name


def table_nodes(table: Table, graph: Graph | None = None) -> nodes.table:
    """The table with column widths; with `graph` the kinds of its layers refer to where they are documented."""
    texts = printed(table)
    lines = [*texts.lines, *([Line(texts.total, block=True)] if texts.total else [])]
    widths = [
        max(len(part) for cell in column for part in cell.split("\n"))
        for column in zip(texts.headings, *(line.cells for line in lines), strict=True)
    ]
    group = nodes.tgroup("", *(nodes.colspec("", colwidth=max(width, 1)) for width in widths), cols=len(widths))
    group += nodes.thead("", _row([[nodes.Text(heading)] for heading in texts.headings], texts.numeric))
    paths = [str(row.values[0]) for row in table.rows]
    references = _references(table, graph, paths)
    group += nodes.tbody(
        "", *(_row(_cells(line, refers), texts.numeric) for line, refers in zip(lines, references, strict=False))
    )
    return nodes.table("", group)


def _references(table: Table, graph: Graph | None, paths: Sequence[str]) -> Iterator[dict[int, str]]:
    """For every row, the total's too, which cells refer to which class."""
    kinds = [i for i, column in enumerate(table.columns) if column.name == KIND]
    for path in paths:
        node = graph.by_path.get(path) if graph else None
        yield dict.fromkeys(kinds, f"{node.module}.{node.kind}") if node and node.module else {}
    yield {}


def _cells(line: Line, refers: dict[int, str]) -> list[list[nodes.Node]]:
    """The texts of a row's cells, a node for each of their lines."""
    return [
        [_text(part, line, refers.get(number, "")) for part in (INDENT * line.level * (not number) + cell).split("\n")]
        for number, cell in enumerate(line.cells)
    ]


def _text(text: str, line: Line, target: str) -> nodes.Node:
    made: nodes.Node = nodes.Text(text)
    if target:
        inside = nodes.inline("", "", made)
        made = pending_xref("", inside, refdomain="py", reftype="class", reftarget=target, refwarn=False)
    return nodes.strong("", "", made) if line.block and text else made


def _row(cells: Sequence[Sequence[nodes.Node]], numeric: Sequence[bool]) -> nodes.row:
    entries = (
        nodes.entry("", *(nodes.paragraph("", "", part) for part in cell), classes=["text-right"] if figure else [])
        for cell, figure in zip(cells, numeric, strict=True)
    )
    return nodes.row("", *entries)
