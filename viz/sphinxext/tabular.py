"""A `Table` as docutils nodes, kinds of layers as references to their API pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from docutils.utils import column_width

from ..graph import Graph
from ..tables import Line, Table, printed
from .linking import reference

KIND = "kind"
BOLD = "****"  # what pages of text put around bold words
INDENT = "\N{NO-BREAK SPACE}" * 3  # what a level of blocks adds before a name


def table_nodes(table: Table, graph: Graph | None = None) -> nodes.table:
    """The table with column widths; with `graph` the kinds of its layers refer to where they are documented."""
    texts = printed(table)
    lines = [*texts.lines, *([Line(texts.total, block=True)] if texts.total else [])]
    columns = _columns([Line(texts.headings), *lines])
    group = nodes.tgroup("", *columns, cols=len(texts.headings), support_smartquotes=False)
    group += nodes.thead("", _row([[nodes.Text(heading)] for heading in texts.headings], texts.numeric))
    paths = [str(row.values[0]) for row in table.rows]
    references = _references(table, graph, paths)
    group += nodes.tbody(
        "", *(_row(_cells(line, refers), texts.numeric) for line, refers in zip(lines, references, strict=False))
    )
    return nodes.table("", group)


def _columns(lines: Sequence[Line]) -> Iterator[nodes.colspec]:
    """A column specification with the width of the longest line of its cells, as pages of text print it."""
    marks = [len(BOLD) if line.block else 0 for line in lines]
    for column in zip(*map(_indented, lines), strict=True):
        cells = zip(column, marks, strict=True)
        width = max(column_width(part) + mark for cell, mark in cells for part in cell.split("\n"))
        yield nodes.colspec("", colwidth=max(width, 1))


def _indented(line: Line) -> tuple[str, ...]:
    first, *rest = line.cells
    return (INDENT * line.level + first, *rest)


def words(text: str) -> nodes.paragraph:
    """A paragraph of generated words, which translators need not see and no quotes are changed in."""
    return paragraph(nodes.Text(text), support_smartquotes=False)


def paragraph(inside: nodes.Node, **settings: Any) -> nodes.paragraph:
    """A paragraph that translators need not see."""
    return nodes.paragraph("", "", inside, translatable=False, **settings)


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
        [_text(part, line, refers.get(number, "")) for part in cell.split("\n")]
        for number, cell in enumerate(_indented(line))
    ]


def _text(text: str, line: Line, target: str) -> nodes.Node:
    made: nodes.Node = reference(target, text) if target else nodes.Text(text)
    return nodes.strong("", "", made) if line.block and text else made


def _row(cells: Sequence[Sequence[nodes.Node]], numeric: Sequence[bool]) -> nodes.row:
    entries = (
        nodes.entry("", *(paragraph(part) for part in cell), classes=["text-right"] if figure else [])
        for cell, figure in zip(cells, numeric, strict=True)
    )
    return nodes.row("", *entries)
