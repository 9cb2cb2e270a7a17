"""`convatlas table`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..tables import Table, formats, tabulate
from ..words import shape_of
from .parsing import Depth, InputShape, Output, Source, agreed
from .terminal import tell, write_out

EXAMPLES = """Examples:  convatlas table resnet50  |  convatlas table vgg16 --columns params,macs --format markdown  |
convatlas table model.keras -o layers.csv"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("table", epilog=EXAMPLES)(table_command)


def table_command(
    source: Source,
    *,
    output: Output = None,
    format: Annotated[  # noqa: A002
        str | None, typer.Option("--format", "-f", help=f"One of {', '.join(formats.names())}.", show_default=False)
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", "-c", help="Names separated by commas.", show_default=False)
    ] = None,
    depth: Depth = None,
    input_shape: InputShape = None,
) -> None:
    """Tabulate the layers of a model: shapes, parameters, costs."""
    chosen = agreed(format, output, formats.of_path) or "text"
    formats.get(chosen)
    wanted = [word.strip() for word in columns.split(",") if word.strip()] if columns else None
    table = tabulate(source, columns=wanted, depth=depth, input_shape=shape_of(input_shape))
    if output is not None:
        table.save(output, format=chosen)
        tell(f"{table.title} tabulated to {output}")
    elif chosen == "text" and sys.stdout.isatty():
        _print(table)
    else:
        write_out(table.to(chosen), chosen)


def _print(table: Table) -> None:
    from rich.console import Console

    Console().print(table)
