"""A table's figures as the texts that people read, the same in every format for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..words import Unit, Value, choose, plain

if TYPE_CHECKING:
    from .table import Column, Row, Table


@dataclass(frozen=True)
class Line:
    """A printed row: its cells, how deep it stands, and whether it sums up the deeper rows that follow."""

    cells: tuple[str, ...]
    level: int = 0
    block: bool = False


@dataclass(frozen=True)
class Printed:
    """Headings with their units, the rows and the total as texts; `numeric` tells the columns to align to the right.

    No text holds what steers a terminal, cells may have several lines.
    """

    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    lines: tuple[Line, ...]
    total: tuple[str, ...]
    title: str
    notes: tuple[str, ...]


def printed(table: Table) -> Printed:
    """The texts of a table, each column in one unit.

    Example:
        >>> from convatlas import viz
        >>> printed(viz.tabulate("vgg16", columns=["macs"], depth=1)).headings
        ('name', 'MACs (M)')
    """
    units = [_unit(table, index) for index in range(len(table.columns))]

    def texts(values: Sequence[Value]) -> tuple[str, ...]:
        return tuple(_shown(unit.text(value)) for unit, value in zip(units, values, strict=True))

    def line(row: Row) -> Line:
        first, *rest = texts(row.values)
        return Line((plain(row.label) or first, *rest), row.level, row.block)

    return Printed(
        headings=tuple(map(_heading, table.columns, units)),
        numeric=tuple(column.quantity != "text" for column in table.columns),
        lines=tuple(map(line, table.rows)),
        total=texts(table.totals) if table.totals else (),
        title=plain(table.title).strip(),
        notes=tuple(map(plain, table.notes)),
    )


def _shown(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def _unit(table: Table, index: int) -> Unit:
    values = [row.values[index] for row in table.rows]
    return choose(table.columns[index].quantity, [*values, *table.totals[index : index + 1]])


def _heading(column: Column, unit: Unit) -> str:
    return f"{plain(column.heading)} ({unit.symbol})" if unit.symbol else plain(column.heading)
