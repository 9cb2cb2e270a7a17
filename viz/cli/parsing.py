"""Options that several commands share, in one place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ...files import shown

SOURCE_HELP = "Name of a network, file, or module:attribute."


def file_named(text: str) -> Path:
    """The path of a file to write; of a name that ends as a folder's does `Path` would make that of a file.

    Raises:
        typer.BadParameter: it is the name of a folder.
    """
    if text.endswith(("/", os.sep)):
        raise typer.BadParameter(f"{shown(text)} names a folder: name a file in it", param_hint="'--output' / '-o'")
    return Path(text)


FILE: Any = {"parser": file_named, "metavar": "<path>", "show_default": False}
Source = Annotated[str, typer.Argument(help=SOURCE_HELP, show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; its ending tells the format.", **FILE)
]
Depth = Annotated[
    int | None, typer.Option("--depth", "-d", min=1, help="Levels of blocks that are open.", show_default=False)
]
InputShape = Annotated[
    str | None, typer.Option("--input-shape", help="Without the batch: 224x224x3, ? where unknown.", show_default=False)
]
