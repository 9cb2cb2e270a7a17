"""How each builder shows our nodes, and the style and script that pages with diagrams or tables get, and no others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...files import write_whole
from ..pictures.renderers import html
from . import pictures
from .figures import FIGURE_MARK, SCROLLS, TABLE_MARK, TEXT_ONLY
from .tabular import words

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLE = "convatlas-sphinx.css"  # of pages with pictures and tables
STYLE_AND_MORE, SCRIPT = "convatlas.css", "convatlas.js"  # of pages with explorers
EXPLORER_MARK = "architecture-explorer"
READ_AS_TEXT = ("text", "man")
WITHOUT_SCRIPTS = ("epub",)
SHOWN_BY_MOST = "image/png"


class scrolling(nodes.General, nodes.Element):  # noqa: N801 - docutils' way of naming nodes
    """A region that scrolls by itself, by mouse and by keyboard; in HTML alone."""


class Shown(SphinxPostTransform):
    """Turn the containers that pages are read with into what a builder can show; none of ours are left."""

    default_priority = 4  # before references are resolved, so that none are in what is left out

    def run(self, **_: Any) -> None:
        """Replace containers, and pictures where there are none."""
        for container in list(self.document.findall(nodes.container)):
            shown = self._shown(container)
            if shown is not None:
                container.replace_self(shown)
        if self.app.builder.name in READ_AS_TEXT:
            _as_text(self.document)
        else:
            for image in self.document.findall(nodes.image):
                if pictures.MARK in image["classes"]:
                    _choose(image, self.app, self.env.docname)

    def _shown(self, container: nodes.Element) -> list[nodes.Node] | None:
        """What stands in place of a container; None for one that is not ours."""
        builder = self.app.builder
        if TEXT_ONLY in container:
            return list(container.children) if builder.name in READ_AS_TEXT else []
        if "explorer" in container:
            runs = builder.format == "html" and builder.name not in WITHOUT_SCRIPTS
            return [_explorer(container)] if runs else list(container.children)
        if SCROLLS in container:
            inside = list(container.children)
            return [scrolling("", *inside, label=container[SCROLLS])] if builder.format == "html" else inside
        return None


def _choose(image: nodes.image, app: Sphinx, page: str) -> None:
    """Take what most show for builders of others: some just say that they know svg, some say and copy nothing."""
    candidates, known = image.get("candidates", {}), set(app.builder.supported_image_types)
    is_foreign = not type(app.builder).__module__.startswith("sphinx.")
    if "*" in candidates or (known & set(candidates) and (app.builder.format == "html" or not is_foreign)):
        return
    best = candidates.get(SHOWN_BY_MOST) or next(iter(candidates.values()), image["uri"])
    if is_foreign and not known:
        best = _beside(page, Path(app.srcdir, best), Path(app.outdir))
    image["uri"], image["candidates"] = best, {"*": best}


def _beside(page: str, file: Path, folder: Path) -> str:
    """The way from a page to a copy of a file in the folder of images there."""
    images = folder / "_images"
    images.mkdir(parents=True, exist_ok=True)
    write_whole(images / file.name, file.read_bytes())
    return Path(os.path.relpath(images / file.name, (folder / page).parent)).as_posix()


def _as_text(document: nodes.document) -> None:
    """Say what pictures show, and let captions be paragraphs: pages of text run them into what follows."""
    for image in [one for one in document.findall(nodes.image) if pictures.MARK in one["classes"]]:
        image.replace_self(words(image["alt"].rstrip(".") + "."))
    for figure in [one for one in document.findall(nodes.figure) if FIGURE_MARK in one["classes"]]:
        figure.replace_self([_plain(node) for node in figure.children])
    for table in [one for one in document.findall(nodes.table) if TABLE_MARK in one["classes"]]:
        titles = [node for node in table.children if isinstance(node, nodes.title)]
        table.replace_self([*map(_plain, titles), table])
        table.children = [node for node in table.children if node not in titles]


def _plain(node: nodes.Element) -> nodes.Element:
    captions = isinstance(node, (nodes.caption, nodes.title))
    return nodes.paragraph("", "", *node.children) if captions else node


def _explorer(container: nodes.Element) -> nodes.raw:
    return nodes.raw("", container["explorer"], format="html", classes=[EXPLORER_MARK])


class FilesAreNotWords(SphinxTransform):
    """Keep the names of generated pictures from translators, whose words for them stay."""

    default_priority = 11  # just behind the transform that marks images for them

    def apply(self, **_: Any) -> None:
        """Take the mark away from pictures of ours."""
        for image in self.document.findall(nodes.image):
            if pictures.MARK in image["classes"]:
                image.attributes.pop("translatable", None)


def add_to(app: Sphinx) -> None:
    """Register nodes, transforms and events."""
    app.add_node(scrolling, html=(_open, _close))
    app.add_transform(FilesAreNotWords)
    app.add_post_transform(Shown)
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", add_assets)
    app.connect("env-updated", keep_out_of_books)


def _open(self: Any, node: nodes.Element) -> None:
    named = {"tabindex": "0", "role": "group", "aria-label": node["label"]}
    self.body.append(self.starttag(node, "div", CLASS="architecture-scroll", **named))


def _close(self: Any, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def add_assets(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give a page with our nodes its one style sheet, and one with explorers their script."""
    marks = set(_marks(doctree)) if doctree is not None else set()
    if EXPLORER_MARK in marks:
        app.add_css_file(STYLE_AND_MORE)
        app.add_js_file(SCRIPT, loading_method="defer")
    elif marks & {pictures.MARK, TABLE_MARK}:
        app.add_css_file(STYLE)


def _marks(doctree: nodes.document) -> Iterator[str]:
    for kind in (nodes.image, nodes.table, nodes.raw):
        for node in doctree.findall(kind):
            yield from node["classes"]


def write_assets(app: Sphinx) -> None:
    """Write style and script beside the theme's own, before pages refer to them and books list their files."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in assets(app.builder.name, app.config.language).items():
        write_whole(folder / name, content)


def keep_out_of_books(app: Sphinx, _: Any) -> None:
    """Leave what is kept between builds out of an epub, which takes all files of its folder."""
    kept, into = Path(app.doctreedir) / pictures.FOLDER, Path(app.outdir)
    if app.builder.name == "epub" and kept.is_relative_to(into):
        app.config.epub_exclude_files += [path.relative_to(into).as_posix() for path in kept.rglob("*")]


def assets(builder: str, language: str) -> dict[str, str]:
    """Our files for the pages of a builder in a language, by name."""
    style = Path(__file__).parents[1].joinpath("embedding", "diagrams.css").read_text(encoding="utf-8")
    if builder in WITHOUT_SCRIPTS:
        return {STYLE: style}
    explorer = html.assets(language.partition("_")[0])
    return {STYLE: style, STYLE_AND_MORE: style + explorer["convatlas.css"], SCRIPT: explorer["convatlas.js"]}
