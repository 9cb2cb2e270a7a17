"""CSV with a heading line and exact figures; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ...words import Value, at_least
from ...words import csv as safe

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".csv",)
SOURCE = "source"  # CSV has no comments, so the origin has a column


def write(table: Table) -> str:
    """The rows, with blocks and the total told apart by the column `row`."""
    return _written(table, list(table.records()))


def document(table: Table) -> str:
    """The rows, and in a column of its own, beside the first row, the origin of the file."""
    records = list(table.records())
    if table.origin:
        records = records or [dict.fromkeys((column.name for column in table.columns), "")]
        origins = [table.origin.text, *[""] * (len(records) - 1)]
        records = [record | {SOURCE: origin} for record, origin in zip(records, origins, strict=False)]
    return _written(table, records)


def _written(table: Table, records: Sequence[Mapping[str, Value]]) -> str:
    names = list(records[0]) if records else [column.name for column in table.columns]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(safe, names))
    writer.writerows([_cell(value) for value in record.values()] for record in records)
    return file.getvalue()


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return safe(value)
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else f"{at_least(value)}{value:d}"
