"""The history of a run as CSV and JSON, a row an epoch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...files import as_cell
from .run import Run


def write_history(run: Run, history: Mapping[str, Sequence[float]]) -> None:
    """Write a run's history in both forms."""
    run.write_json("history", history)
    rows = zip(*history.values(), strict=True)
    run.write(run.path("table"), csv_text(["epoch", *history], ((n, *row) for n, row in enumerate(rows, start=1))))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, of which no name is a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([as_cell(value) if isinstance(value, str) else value for value in row])
    return file.getvalue()
