"""Options that several commands share, in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
