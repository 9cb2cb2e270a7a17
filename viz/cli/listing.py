"""`convatlas list`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..errors import SourceError
from ..words import dimensions, figure
from .figures import figures_of
from .terminal import write_out

WIDE = 10_000  # columns of a terminal in which nothing is cut
COLUMNS = ("name", "parameters", "MACs", "input", "paper")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list", epilog="Examples:  convatlas list  |  convatlas list resnet")(list_command)


def list_command(
    family: Annotated[str | None, typer.Argument(help="Of one family alone.", show_default=False)] = None,
) -> None:
    """List the networks of the atlas with parameters, multiply-adds, input and paper."""
    rows = list_rows(family)
    if sys.stdout.isatty():
        _print(rows)
        return
    for row in (COLUMNS, *rows):
        write_out("\t".join(row))  # `typer.echo` takes ASCII for a mistake


def list_rows(family: str | None) -> list[tuple[str, ...]]:
    """A row for every network.

    Raises:
        SourceError: there is no such family.
    """
    from ...architectures import get, names

    try:
        wanted = names(family)
    except ValueError as error:
        raise SourceError(str(error)) from None
    rows: list[tuple[str, ...]] = []
    for name in wanted:
        declared, counted = get(name), figures_of(name)
        rows.append(
            (
                name,
                figure(counted["params"]),
                figure(counted["macs"]),
                dimensions(declared.input_shape),
                declared.paper,
            )
        )
    return rows


def _print(rows: list[tuple[str, ...]]) -> None:
    """Print a table; in a narrow terminal, which would cut its columns, a paragraph for each network."""
    from rich import box
    from rich.console import Console
    from rich.measure import Measurement
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table, console = Table(box=box.SIMPLE_HEAD, pad_edge=False), Console()
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in ("parameters", "MACs") else "left", no_wrap=name != "paper")
    for row in rows:
        table.add_row(*row)
    least = Measurement.get(console, console.options.update(max_width=WIDE), table).minimum
    if least <= console.width:
        console.print(table)
        return
    for name, parameters, macs, taken, paper in rows:
        about = Text(f"{parameters} parameters, {macs} MACs, input {taken}. {paper}", overflow="fold")
        console.print(Text(name, "bold", overflow="fold"), Padding(about, (0, 0, 0, 2)))
