"""How each builder writes our nodes, and the style and script that pages with diagrams get, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..files import write_whole
from . import pictures

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLE = "convatlas-sphinx.css"
READ_AS_TEXT = ("text", "man")
OTHERS = ("html", "latex", "texinfo")


def add_to(app: Sphinx) -> None:
    """Register nodes and events."""
    shown = dict.fromkeys(READ_AS_TEXT, (pictures.enter, pictures.enter))
    hidden = dict.fromkeys(OTHERS, (pictures.skip, None))
    app.add_node(pictures.text_only, **shown, **hidden)
    inside = dict.fromkeys((*READ_AS_TEXT, "latex", "texinfo"), (pictures.enter, pictures.enter))
    app.add_node(pictures.interactive_diagram, html=(pictures.visit_html, None), **inside)
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", write_assets)


def add_assets(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give a page with diagrams the style sheet, and one with explorers their script and style."""
    if doctree is None:
        return
    if any("architecture-diagram" in image["classes"] for image in doctree.findall(nodes.image)):
        app.add_css_file(STYLE)
    if any(doctree.findall(pictures.interactive_diagram)):
        for name in assets():
            app.add_css_file(name) if name.endswith(".css") else app.add_js_file(name, loading_method="defer")


def assets() -> dict[str, str]:
    """Files of the explorer by name."""
    from ..renderers import html

    found: dict[str, str] = html.assets()
    return found


def write_assets(app: Sphinx, error: Exception | None) -> None:
    """Write style and script beside the theme's own."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    style = Path(__file__).parents[1].joinpath("diagrams.css").read_text(encoding="utf-8")
    for name, content in {STYLE: style, **_explorer()}.items():
        write_whole(folder / name, content)


def _explorer() -> dict[str, str]:
    from ..renderers import names

    return assets() if "html" in names() else {}
