"""`convatlas demo`: the four networks of the study notes, drawn and tabulated, and a page to open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...files import Unreadable, read_text, shown, write_whole
from ..errors import ConvatlasError
from ..pictures import Drawing, draw
from ..tables import tabulate
from ..words import template, totals, xml
from .pages import page_of
from .terminal import tell

TITLE = "convatlas: four networks of the study notes"
NETWORKS = {
    "lenet5_study": "LeNet-5: convolution and pooling in turn, read by dense layers. It showed in 1998 that features "
    "can be learnt from pixels.",
    "vgg16_study": "VGG-16: nothing but 3x3 convolutions in five stages. Depth from one simple pattern, at the price "
    "of many parameters.",
    "googlenet_study": "GoogLeNet: inception blocks look at several scales side by side, and 1x1 convolutions keep "
    "that cheap.",
    "resnet18_study": "ResNet: blocks add to what they are given, so that gradients pass and networks can grow deep.",
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog="Examples:  convatlas demo  |  convatlas demo /tmp/atlas")(demo_command)


def demo_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to fill.")] = Path("convatlas-demo"),
) -> None:
    """Build LeNet-5, VGG-16, GoogLeNet and ResNet from our blocks; leave diagrams, tables and a page to open."""
    page = demonstrate(folder)
    typer.echo(f"open {page.resolve().as_uri()}")


def demonstrate(folder: Path) -> Path:
    """Fill the folder and return its page.

    Raises:
        ConvatlasError: the folder cannot be made, or holds the page of something else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "is a file, and has to be a folder" if folder.exists() else f"cannot be made: {error.strerror}"
        raise ConvatlasError(f"`DIR` (={shown(folder)}) {why}") from None
    page = folder / "index.html"
    if page.exists() and not _is_ours(page):
        raise ConvatlasError(f"`DIR` (={shown(folder)}) holds an index.html that is of no demo: name another folder")
    sections = []
    for number, (name, about) in enumerate(NETWORKS.items(), start=1):
        tell(f"[{number}/{len(NETWORKS)}] {name}")
        sections.append(_section(folder, name, about))
    write_whole(page, page_of("demo", TITLE, sections="\n".join(sections), links=_links()))
    return page


def _is_ours(page: Path) -> bool:
    try:
        return f"<title>{TITLE}</title>" in read_text(page)
    except Unreadable:
        return False


def _section(folder: Path, name: str, about: str) -> str:
    """Write the diagrams and tables of a network, and return its part of the page."""
    drawing = draw(name)
    for format_ in ("svg", "png"):
        drawing.save(folder / f"{name}.{format_}")
    table = tabulate(name)
    for ending in ("md", "csv"):
        table.save(folder / f"{name}.{ending}")
    return template(__package__, "demo_section.html").substitute(
        name=name, about=xml(about), totals=xml(totals(drawing.graph)), alt=xml(_alt(drawing)), table=table.to("html")
    )


def _alt(drawing: Drawing) -> str:
    return f"Diagram of {drawing.graph.name}: {totals(drawing.graph)}"


def _links() -> str:
    return "".join(f'<a href="#{name}">{name}</a>' for name in NETWORKS)
