"""`Table`, and the table of a model's layers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .columns import DEFAULT, PERCENT, Measured, lookup
from .graph import Graph, Node
from .units import Value

if TYPE_CHECKING:
    import pandas
    from rich.console import Console, ConsoleOptions
    from rich.text import Text

ROWS = 60  # a table chooses the greatest depth that needs no more
OWN = "(own weights)"
LAYER, BLOCK, TOTAL = "layer", "block", "total"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name for machines, its heading for people, and the quantity, which decides the units."""

    name: str
    heading: str
    quantity: str = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its values, how deep it stands, and whether it sums up the deeper rows that follow."""

    values: tuple[Value, ...]
    level: int = 0
    block: bool = False


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns, exact; how they print is the business of the formats.

    Example:
        >>> from convatlas import viz
        >>> table = viz.tabulate("lenet5_study", depth=1)
        >>> [column.name for column in table.columns]
        ['name', 'kind', 'output_shape', 'params', 'macs']
        >>> table.totals
        ('total', '', '', 61706, 416520)
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Value, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()

    def to(self, format: str) -> str:  # noqa: A002 (the word users expect)
        """The table as text in one of the formats that `formats.names()` lists.

        Raises:
            FormatError: there is no such format.
        """
        from . import formats

        return formats.get(format).write(self)

    def save(self, path: str | os.PathLike[str], *, format: str | None = None) -> None:  # noqa: A002
        """Write the table to a file, whole or not at all, in the format that the ending names.

        Raises:
            FormatError: no format has that ending.
        """
        from . import formats

        write_whole(Path(path), self.to(format or formats.of_path(path)))

    def records(self) -> Iterator[dict[str, Value]]:
        """The rows by column name, exact; `row` tells layers, blocks and the total apart where there are several."""
        sorts = [BLOCK if row.block else LAYER for row in self.rows] + ([TOTAL] if self.totals else [])
        values = [row.values for row in self.rows] + ([self.totals] if self.totals else [])
        for sort, cells in zip(sorts, values, strict=True):
            record = {column.name: value for column, value in zip(self.columns, cells, strict=True)}
            yield {"row": sort, **record} if len(set(sorts)) > 1 else record

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas data frame, with exact figures.

        Raises:
            ImportError: pandas is missing; the text says how to install it.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_dataframe() needs pandas: pip install 'convatlas[tables]'") from None
        return pandas.DataFrame(list(self.records()))

    def __str__(self) -> str:
        return self.to("text").rstrip("\n")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from .text_layout import colour

        return colour(self, options.max_width)

    def _repr_html_(self) -> str:
        return self.to("html")


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that whoever looks finds the old file or the whole new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def tabulate(
    source: Any, *, columns: Sequence[str] | None = None, depth: int | None = None, input_shape: Any = None
) -> Table:
    """The table of a model's layers, with a subtotal for every block and a total that adds up at every depth.

    Args:
        source: what `trace` takes.
        columns: names from `columns.COLUMNS`, and those that add up with a `%` for their share; by default the name,
            kind, output shape, parameters and multiply-adds.
        depth: how many levels of blocks show, from 1; by default all where that needs at most 60 rows, else the
            greatest depth that does.
        input_shape: without the batch; for layers and unbuilt models.

    Raises:
        FormatError: a column does not exist.
        ValueError: `depth` is below 1.

    Example:
        >>> from convatlas import viz
        >>> print(viz.tabulate("lenet5_study", columns=["name", "params", "params%"], depth=1))
        lenet5_study
        name         params  params (%)
        ───────────────────────────────
        input             0        0.00
        stage1          156        0.25
        stage2        2,416        3.92
        flatten           0        0.00
        fc1          48,120       77.98
        fc2          10,164       16.47
        predictions     850        1.38
        ───────────────────────────────
        total        61,706      100.00
    """
    from .sources import trace

    if depth is not None and depth < 1:
        raise ValueError(f"`depth` (={depth}) must be a whole number of at least 1")
    names = tuple(DEFAULT if columns is None else columns)
    chosen = lookup(names)
    graph = trace(source, input_shape=input_shape)
    shown = _shown(graph, depth or fitting_depth(graph))
    figures = [_Figures(graph, column, name) for name, column in zip(names, chosen, strict=True)]
    rows = tuple(
        Row(tuple(f.of(node, own) for f in figures), node.depth + own, block and not own)
        for node, block, own in _rows(graph, shown)
    )
    heads = tuple(f.column for f in figures)
    return Table(heads, rows, _totals(figures), graph.name, tuple(_notes(graph)))


def fitting_depth(graph: Graph) -> int:
    """The greatest depth that needs at most `ROWS` rows, at least 1; a graph without blocks shows all."""
    depths = sorted(node.depth + 1 for node in graph.nodes)
    levels = range(1, max(depths, default=1) + 1)
    return max((level for level in levels if sum(d <= level for d in depths) <= ROWS), default=1)


def _shown(graph: Graph, depth: int) -> dict[str, Node]:
    return {node.path: node for node in graph.nodes if node.depth < depth}


def _rows(graph: Graph, shown: Mapping[str, Node]) -> Iterator[tuple[Node, bool, bool]]:
    """Every node shown, whether it is an open block, and whether this row is for the weights of its own."""
    for node in shown.values():
        block = any(child.path in shown for child in graph.children(node.path))
        yield node, block, False
        if block and node.params:
            yield node, block, True


class _Figures:
    """The figures of one column: of layers, of blocks, of the whole."""

    def __init__(self, graph: Graph, measured: Measured, name: str) -> None:
        self.measured = measured
        self.own = measured.measure(graph)
        self.inside = _gathered(graph, self.own, measured) if measured.over else dict(self.own)
        self.total = self._over([v for v in self.own.values() if isinstance(v, int)])
        self.share = name.endswith(PERCENT)
        self.column = Column(name, measured.heading, "percent" if self.share else measured.quantity)

    def _over(self, values: Iterable[int]) -> Value:
        values = list(values)
        return self.measured.over(values) if self.measured.over and values else ("" if not self.measured.over else 0)

    def of(self, node: Node, own: bool) -> Value:
        """The value of a row: of the node, or of what it owns itself."""
        if own and not self.measured.over:
            return OWN if self.measured.name == "name" else ""
        return self.shared((self.own if own else self.inside).get(node.path))

    def shared(self, value: Value) -> Value:
        if not self.share or not isinstance(value, int):
            return value
        return 100 * value / self.total if isinstance(self.total, int) and self.total else 0.0


def _gathered(graph: Graph, own: Mapping[str, Value], measured: Measured) -> dict[str, Value]:
    """For every node the figures inside it taken together; unknown where none is known."""
    lists: dict[str, list[int]] = {node.path: [] for node in graph.nodes}
    for node in graph.nodes:
        value = own.get(node.path)
        if isinstance(value, int):
            for path in (node.path, *graph.ancestors(node.path)):
                lists[path].append(value)
    return {path: measured.over(values) if measured.over and values else None for path, values in lists.items()}


def _totals(figures: Sequence[_Figures]) -> tuple[Value, ...]:
    return tuple("total" if f.column.name == "name" else f.shared(f.total) for f in figures)


def _notes(graph: Graph) -> Iterator[str]:
    """What a reader of the totals must know."""
    unknown = [node for node in graph.nodes if node.macs is None]
    if unknown:
        names = ", ".join(f"{node.path} ({node.kind})" for node in unknown)
        yield f"multiply-adds not known, counted as 0: {names}"
    again = [node for node in graph.nodes if node.shares]
    if again:
        names = ", ".join(f"{node.path} (of {node.shares})" for node in again)
        yield f"parameters used again, counted once: {names}"
