"""`convatlas watch`."""

from __future__ import annotations

import os
import threading
from typing import Annotated

import typer

from ..errors import ConvatlasError
from ..keeping import Store, Wanted, folder
from ..sources import check_there
from ..words import shape_of
from .mistakes import in_words
from .parsing import InputShape, Source
from .terminal import tell

EXAMPLES = "Examples:  convatlas watch mypackage.models:build  |  convatlas watch mine.toml"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("watch", epilog=EXAMPLES)(watch_command)


def watch_command(
    source: Source,
    *,
    input_shape: InputShape = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="On 127.0.0.1; 0 for a free one.")] = 0,
) -> None:
    """Show a model in a page on this machine, drawn anew whenever a file behind it is saved; Ctrl-C ends it."""
    from ..watching import Follower, Server, Versions

    check_there(source)
    versions = Versions(tell=tell, words=in_words)
    wanted = Wanted(source, shape_of(input_shape))
    follower = Follower(wanted, os.getcwd(), Store(folder()), versions)
    try:
        served = Server(source, versions, port)
    except OSError as error:
        raise ConvatlasError(f"`--port` (={port}) cannot be used: {error.strerror}; 0 takes a free one") from None
    with served as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        typer.echo(f"open {server.url}")
        try:
            follower.run()
        except KeyboardInterrupt:
            return
        finally:
            server.shutdown()
