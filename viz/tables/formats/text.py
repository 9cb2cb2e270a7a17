"""Plain text, as wide as it needs; on a terminal `rich` adds colour and wraps to the width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text_layout import lay_out

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".txt",)


def write(table: Table) -> str:
    """The table as plain text, nothing cut off."""
    return "".join(f"{line.text}\n" for line in lay_out(table))


def document(table: Table) -> str:
    """The table as plain text, and below it the origin of the file."""
    return write(table) + (f"\n{table.origin.text}\n" if table.origin else "")
