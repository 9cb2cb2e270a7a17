"""`convatlas draw`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ...files import write_whole
from ..colours import THEMES
from ..errors import FormatError
from ..layout import DIRECTIONS, PAGES
from ..pictures import COLOURINGS, ENGINES, STYLES, TEXTS, Drawing, draw, format_of, renderers, styles
from ..pictures.renderers import html, text
from ..words import shape_of
from .parsing import SOURCE_HELP, Depth, InputShape, Output, agreed
from .terminal import tell, write_out

EXAMPLES = """Examples:  convatlas draw resnet18 -o resnet18.svg  |  convatlas draw model.keras --depth 2 > model.svg  |
convatlas draw mypackage.models:build -o model.png --theme light"""


Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help=f"{SOURCE_HELP} Several in the style columns.")]
Format = Annotated[
    str | None, typer.Option("--format", "-f", help=f"One of {', '.join(renderers.names())}.", show_default=False)
]
Style = Annotated[str, typer.Option(help=f"One of {', '.join(STYLES)}.")]
Fold = Annotated[str, typer.Option(help="Fold runs of alike blocks (repeats), or show each (none).")]
Direction = Annotated[str, typer.Option(help=f"One of {', '.join(DIRECTIONS)}.")]
ThemeName = Annotated[str, typer.Option(help=f"One of {', '.join(THEMES)}, or a .toml file.")]
Fit = Annotated[str, typer.Option(help=f"One of {', '.join(PAGES)}, a size in pixels such as 800x600, or none.")]
Labels = Annotated[str | None, typer.Option(help="Also shown: shapes.", show_default=False)]
Background = Annotated[str | None, typer.Option(help="The sheet: none, or a colour.", show_default=False)]
TextKind = Annotated[str, typer.Option("--text", help=f"Text of svg: one of {', '.join(TEXTS)}.")]
Scale = Annotated[float | None, typer.Option(help="Pixels of a png for one of the picture.", show_default=False)]
Dpi = Annotated[float | None, typer.Option(help="Pixels of a png to the inch.", show_default=False)]
Engine = Annotated[str, typer.Option(help=f"What lays out: one of {', '.join(ENGINES)} (of Graphviz).")]
ColorBy = Annotated[str, typer.Option(help=f"Colours of boxes: one of {', '.join(COLOURINGS)}.")]
Fragment = Annotated[
    bool, typer.Option("--fragment", help="As html: an element for a page of your own, with its style and script.")
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("draw", epilog=EXAMPLES)(draw_command)


def draw_command(
    sources: Sources,
    *,
    output: Output = None,
    format: Format = None,  # noqa: A002
    style: Style = styles.USUAL_STYLE,
    depth: Depth = None,
    fold: Fold = "repeats",
    direction: Direction = "TB",
    theme: ThemeName = "auto",
    fit: Fit = "page",
    labels: Labels = None,
    fragment: Fragment = False,
    input_shape: InputShape = None,
    background: Background = None,
    text_kind: TextKind = "live",
    scale: Scale = None,
    dpi: Dpi = None,
    engine: Engine = "convatlas",
    color_by: ColorBy = "role",
) -> None:
    """Draw the architecture of a model."""
    chosen = _chosen(format, output, fragment)
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
        background=background,
        text=text_kind,
        scale=scale,
        dpi=dpi,
        engine=engine,
        color_by=color_by,
    )
    _deliver(drawing, chosen, output, fragment)


def _chosen(format: str | None, output: Path | None, fragment: bool) -> str:  # noqa: A002
    """The format that is asked for, checked before any work is done."""
    chosen = agreed(format, output, format_of) or ("html" if fragment else _usual())
    renderers.renderer(chosen)
    if fragment and chosen != "html":
        raise FormatError(f"`--fragment` goes with html alone, and not with {chosen}")
    return chosen


def _deliver(drawing: Drawing, chosen: str, output: Path | None, fragment: bool) -> None:
    """Write or show the drawing."""
    if output is None and chosen == "text" and sys.stdout.isatty():
        _print(drawing)
        return
    content = _fragment(drawing) if fragment else drawing.to(chosen)
    if output is None:
        write_out(content, chosen)
    else:
        write_whole(output, content)
        tell(f"{drawing.graph.name} drawn to {output}")


def _print(drawing: Drawing) -> None:
    """Show a drawing as a tree in the terminal's colours."""
    from rich.console import Console

    for line in text.colour(drawing.picture):
        Console().print(line)


def _words(said: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in said.split(",") if word.strip()) if said else ()


def _fragment(drawing: Drawing) -> str:
    """The explorer as an element, and before it the style and the script that it needs."""
    files = html.assets()
    style, script = files["convatlas.css"], files["convatlas.js"]
    return f"<style>\n{style}</style>\n<script>\n{script}</script>\n{html.fragment(drawing.picture)}"


def _usual() -> str:
    """Text on a terminal, svg where the output goes elsewhere."""
    return "text" if sys.stdout.isatty() and "text" in renderers.names() else "svg"


def _page(said: str) -> str | tuple[float, float] | None:
    if said == "none":
        return None
    if said in PAGES or "x" not in said:
        return said
    try:
        width, height = (float(side) for side in said.split("x"))
    except ValueError:
        raise FormatError(
            f"`--fit` (={said}) must be one of {', '.join(PAGES)}, none, or a size such as 800x600"
        ) from None
    return width, height
