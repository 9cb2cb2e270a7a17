"""`convatlas draw`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..drawing import STYLES, Drawing, draw, format_of
from ..errors import FormatError
from ..files import write_whole
from ..fitting import PAGES
from ..layout import DIRECTIONS
from ..renderers import html, names, renderer
from ..shapes import shape_of
from ..theme import THEMES
from .parsing import SOURCE_HELP, Depth, InputShape, Output, tell, write_out
from .quiet import load_backend

EXAMPLES = """Examples:  convatlas draw resnet18 -o resnet18.svg  |  convatlas draw model.keras --depth 2 > model.svg  |
convatlas draw mypackage.models:build -o model.png --theme light"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("draw", epilog=EXAMPLES)(draw_command)


def draw_command(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help=f"{SOURCE_HELP} Several in the style columns.")
    ],
    *,
    output: Output = None,
    format: Annotated[  # noqa: A002
        str | None, typer.Option("--format", "-f", help=f"One of {', '.join(names())}.", show_default=False)
    ] = None,
    style: Annotated[str, typer.Option(help=f"One of {', '.join(STYLES)}.")] = "graph",
    depth: Depth = None,
    fold: Annotated[str, typer.Option(help="Fold runs of alike blocks (repeats), or show each (none).")] = "repeats",
    direction: Annotated[str, typer.Option(help=f"One of {', '.join(DIRECTIONS)}.")] = "TB",
    theme: Annotated[str, typer.Option(help=f"One of {', '.join(THEMES)}.")] = "auto",
    fit: Annotated[
        str, typer.Option(help=f"One of {', '.join(PAGES)}, a size in pixels such as 800x600, or none.")
    ] = "page",
    labels: Annotated[str | None, typer.Option(help="Also shown: shapes.", show_default=False)] = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help="As html: an element for a page of your own, with its style and script.")
    ] = False,
    input_shape: InputShape = None,
) -> None:
    """Draw the architecture of a model."""
    chosen = format or (format_of(output) if output else "html" if fragment else _usual())
    renderer(chosen)
    if fragment and chosen != "html":
        raise FormatError(f"`--fragment` goes with html alone, and not with {chosen}")
    load_backend()
    drawing = draw(
        sources if len(sources) > 1 else sources[0],
        style=style,
        depth=depth,
        fold=None if fold == "none" else fold,
        direction=direction.upper(),
        theme=theme,
        labels=_words(labels),
        fit=_page(fit),
        input_shape=shape_of(input_shape),
    )
    content = _fragment(drawing) if fragment else drawing.to(chosen)
    if output is None:
        write_out(content)
        return
    write_whole(output, content)
    tell(f"{drawing.graph.name} drawn to {output}")


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip()) if text else ()


def _fragment(drawing: Drawing) -> str:
    """The explorer as an element, and before it the style and the script that it needs."""
    files = html.assets()
    style, script = files["convatlas.css"], files["convatlas.js"]
    return f"<style>\n{style}</style>\n<script>\n{script}</script>\n{html.fragment(drawing.picture)}"


def _usual() -> str:
    """Text on a terminal, svg where the output goes elsewhere."""
    return "text" if sys.stdout.isatty() and "text" in names() else "svg"


def _page(text: str) -> str | tuple[float, float] | None:
    if text == "none":
        return None
    if text in PAGES or "x" not in text:
        return text
    try:
        width, height = (float(side) for side in text.split("x"))
    except ValueError:
        raise FormatError(
            f"`--fit` (={text}) must be one of {', '.join(PAGES)}, none, or a size such as 800x600"
        ) from None
    return width, height
