"""The command line, `convatlas`: one module a command, a mistake told in one line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from ..errors import ConvatlasError
from ..keeping import VARIABLE, Store, folder, kept, shown
from ..sources import tracing_by
from . import terminal
from .mistakes import line_of, warnings_told
from .quiet import load_backend

COMMANDS = (
    "listing",
    "drawing",
    "tabulating",
    "exporting",
    "training",
    "observing",
    "watching",
    "demonstrating",
)
HELP = """An atlas of convolutional networks: draw and tabulate any Keras model.

A SOURCE is the name of a network (`convatlas list`), a `.keras` or `.h5` file, a declaration (`.toml`, `.json`), an
exported graph (`.arch.json`), or `module:attribute`, a model or a function that returns one.
"""
KEPT = f"Trace anew. Graphs are kept in {shown()} else, or where {VARIABLE} says: a folder, or off."
EPILOG = """Examples:  convatlas draw resnet50 -o resnet50.svg  |  convatlas table vgg16 --depth 1  |
convatlas draw mypackage.models:build -o model.png  |  convatlas demo"""
MISTAKE = 2  # exit status
ANYWHERE = ("--debug", "--no-cache")  # before a command or behind it

app = typer.Typer(
    name="convatlas",
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"convatlas {version('convatlas')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help=KEPT)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
) -> None:
    """Options of every command; `main` reads them itself, wherever they stand."""


for _command in COMMANDS:
    import_module(f".{_command}", __name__).add_to(app)


def main() -> None:
    """Run the command line; exit status 2 and one line for a user's mistake, never a traceback without `--debug`."""
    terminal.prepare()
    arguments = [word for word in sys.argv[1:] if word not in ANYWHERE]
    store = Store(None if "--no-cache" in sys.argv else folder())
    try:
        _check_here()
        with tracing_by(kept(store, before=load_backend)), warnings_told():
            status = app(arguments, standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except (BrokenPipeError, SystemExit):  # by which click ends where the pipe breaks amid its work
        terminal.silence(sys.stdout)  # whoever read our output has had enough
        sys.exit(0)
    except BaseException as error:
        if "--debug" in sys.argv:
            raise
        terminal.silence(sys.stdout)
        terminal.tell(f"convatlas: {line_of(error)}")
        sys.exit(MISTAKE)
    sys.exit(status if isinstance(status, int) else 0)


def _check_here() -> None:
    """Refuse to work in a folder that was removed, which much of Python stumbles over."""
    try:
        os.getcwd()
    except FileNotFoundError:
        raise ConvatlasError("the current folder was removed: go to one that is there") from None
