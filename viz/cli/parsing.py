"""Options that several commands share, in one place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ...files import shown
from ..errors import FormatError

STANDARD_OUTPUT = "-"
OUTPUT_HELP = "File to write, whose ending tells the format; - is standard output."
SOURCE_HELP = "Name of a network, file, or module:attribute."


def file_named(text: str) -> Path | None:
    """The path of a file to write, None for standard output, which is called `-`.

    Of a name that ends as a folder's does `Path` would make that of a file.

    Raises:
        typer.BadParameter: it is empty, or the name of a folder.
    """
    if not text.strip():
        raise typer.BadParameter("it is empty: name a file", param_hint="'--output' / '-o'")
    if text.endswith(("/", os.sep)):
        raise typer.BadParameter(f"{shown(text)} names a folder: name a file in it", param_hint="'--output' / '-o'")
    return None if text == STANDARD_OUTPUT else Path(text)


def agreed(format: str | None, output: Path | None, of_path: Callable[[Path], str]) -> str | None:  # noqa: A002
    """The format that is asked for, or that the ending of a file tells; None where neither does.

    Raises:
        FormatError: the two contradict each other, or the ending alone has to tell and tells none.
    """
    if output is None or format is None:
        return format if output is None else of_path(output)
    try:
        told = of_path(output)
    except FormatError:  # such as that of a device
        return format
    if told != format:
        named = f"`--output` (={shown(output)})"
        raise FormatError(f"`--format` (={format}) contradicts {named}, whose ending tells {told}: give one of them")
    return format


FILE: Any = {"parser": file_named, "metavar": "<path>", "show_default": False}
Source = Annotated[str, typer.Argument(help=SOURCE_HELP, show_default=False)]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help=OUTPUT_HELP, **FILE),
]
Depth = Annotated[
    int | None, typer.Option("--depth", "-d", min=1, help="Levels of blocks that are open.", show_default=False)
]
InputShape = Annotated[
    str | None, typer.Option("--input-shape", help="Without the batch: 224x224x3, ? where unknown.", show_default=False)
]
