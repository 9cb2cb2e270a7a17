"""JSON with exact figures, one row a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from ....files import json_text

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".json",)
FORMAT = "convatlas-table"
VERSION = 1


def write(table: Table) -> str:
    """The table as an object: title, columns, rows and the total by column name, notes, and the origin."""
    head = {"format": FORMAT, "version": VERSION, "title": table.title, "notes": table.notes}
    columns = map(asdict, table.columns)
    origin = {"origin": table.origin.text} if table.origin else {}
    parts = [_text(head | origin)[1:-1], _list("columns", columns), _list("rows", table.records())]
    return "{" + ",\n".join(parts) + "}\n"


def _list(name: str, items: Iterable[object]) -> str:
    lines = ",\n".join(f"  {_text(item)}" for item in items)
    return f"{_text(name)}: [\n{lines}\n]"


def _text(value: object) -> str:
    return json_text(value)
