"""`convatlas table`, `convatlas compare` and `convatlas diff`: what is told in tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..difference import FORMATS as PICTURES
from ..errors import FormatError, suggestion
from ..tables import Table, formats, tabulate
from ..words import shape_of
from .parsing import Depth, InputShape, Output, Source, agreed
from .terminal import tell, write_out

FORMATS = (*formats.names(), *PICTURES)
FORMAT_HELP = f"One of {', '.join(formats.names())}."
Format = Annotated[str | None, typer.Option("--format", "-f", help=FORMAT_HELP, show_default=False)]


EXAMPLES = """Examples:  convatlas table resnet50  |  convatlas table vgg16 --columns params,macs --format markdown  |
convatlas table model.keras -o layers.csv"""


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("table", epilog=EXAMPLES)(table_command)
    app.command("compare", epilog="Examples:  convatlas compare vgg16 resnet50 googlenet --plot costs.svg")(compare)
    app.command("diff", epilog="Examples:  convatlas diff vgg16 vgg19  |  convatlas diff a.keras b.keras -f json")(diff)


def table_command(
    source: Source,
    *,
    output: Output = None,
    format: Format = None,  # noqa: A002
    columns: Annotated[
        str | None, typer.Option("--columns", "-c", help="Names separated by commas.", show_default=False)
    ] = None,
    depth: Depth = None,
    input_shape: InputShape = None,
) -> None:
    """Tabulate the layers of a model: shapes, parameters, costs."""
    chosen = _chosen(format, output)
    wanted = [word.strip() for word in columns.split(",") if word.strip()] if columns else None
    table = tabulate(source, columns=wanted, depth=depth, input_shape=shape_of(input_shape))
    if output is not None:
        table.save(output, format=chosen)
        tell(f"{table.title} tabulated to {output}")
    elif chosen == "text" and sys.stdout.isatty():
        _print(table)
    else:
        write_out(table.to(chosen), chosen)


def compare(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Networks, files or module:attribute.")],
    *,
    output: Output = None,
    format: Format = None,  # noqa: A002
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Plot parameters against MACs, .svg or .png.", show_default=False)
    ] = None,
    family: Annotated[
        bool, typer.Option("--family", help="As papers print them: stages as rows, models as columns.")
    ] = False,
    input_shape: InputShape = None,
) -> None:
    """Compare models: depth, parameters, costs, a row each."""
    chosen = _chosen(format, output)
    if family and plot:
        raise FormatError("`--plot` does not go with --family, whose rows are stages")
    table = _compared(family)(*sources, input_shape=shape_of(input_shape))
    if plot is not None:
        from ..tables import plot as plotted

        plotted(table, plot)
        tell(f"plotted to {plot}")
    if output is not None:
        table.save(output, format=chosen)
        tell(f"compared to {output}")
    else:
        write_out(table.to(chosen), chosen)


def diff(
    before: Source,
    after: Source,
    *,
    output: Output = None,
    format: Annotated[  # noqa: A002
        str | None,
        typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.", show_default=False),
    ] = None,
    input_shape: InputShape = None,
) -> None:
    """Tell what changed between two models; exit status 0 equal, 1 different, 2 error."""
    chosen = agreed(format, output, partial(_told_by, format)) or "text"
    if chosen not in FORMATS:
        near = suggestion(chosen, FORMATS)
        raise FormatError(f"`format` (={chosen!r}) is no format of differences{near} ({', '.join(FORMATS)})")
    from ..difference import diff as difference

    found = difference(before, after, input_shape=shape_of(input_shape))
    if output is not None:
        found.save(output, format=chosen)
        tell(f"difference written to {output}")
    else:
        write_out(found.to(chosen), chosen)
    raise typer.Exit(1 if found else 0)


def _told_by(format: str | None, path: Path) -> str:  # noqa: A002
    """The format of differences that a file's ending tells; `.tex` is that of two."""
    ending = path.suffix.removeprefix(".").lower()
    if ending == "tex" and format == "tikz":
        return "tikz"
    return ending if ending in PICTURES else formats.of_path(path)


def _compared(family: bool) -> Callable[..., Table]:
    if family:
        from ..tables import family_table

        return family_table
    from ..tables import compare

    return compare


def _chosen(format: str | None, output: Path | None) -> str:  # noqa: A002
    """The format asked for or told by the file's ending, refused before any work where there is none such."""
    chosen = agreed(format, output, formats.of_path) or "text"
    formats.get(chosen)
    return chosen


def _print(table: Table) -> None:
    from rich.console import Console

    Console().print(table)
