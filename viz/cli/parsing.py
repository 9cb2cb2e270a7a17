"""Options that several commands share, and the reading of their texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import FormatError

SOURCE_HELP = "Name of a network, file, or module:attribute."

Source = Annotated[str, typer.Argument(help=SOURCE_HELP, show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; its ending tells the format.", show_default=False)
]
Depth = Annotated[
    int | None, typer.Option("--depth", "-d", min=1, help="Levels of blocks that are open.", show_default=False)
]
InputShape = Annotated[
    str | None, typer.Option("--input-shape", help="Without the batch: 224x224x3, ? where unknown.", show_default=False)
]


def write_out(content: str | bytes) -> None:
    """Write to standard output; bytes only where it is no terminal.

    Raises:
        FormatError: bytes would go to a terminal.
    """
    if isinstance(content, str):
        sys.stdout.write(content if content.endswith("\n") else content + "\n")
        return
    if sys.stdout.isatty():
        raise FormatError("this format is not for a terminal: give a file by -o")
    sys.stdout.buffer.write(content)


def tell(text: str) -> None:
    """A message for the person at the terminal, on standard error."""
    typer.echo(text, err=True)
