"""Figures and tables of graphs as docutils nodes, by the options of a directive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from ..colours import Theme, on_background, theme_of
from ..difference import Diff, picture_of
from ..embedding.options import drawing_options, finish
from ..graph import Graph
from ..pictures import ROLE, Drawing, Picture, styles
from ..tables import Table, family_table, tabulate
from ..words import totals
from . import pictures
from .tabular import paragraph, table_nodes, words

Given = Mapping[str, Any]
TEXT_ONLY = "text-only"  # of a container: what text and manual pages show in place of a picture
SCROLLS = "scrolls"  # of a container: its name, for it scrolls by itself in HTML
FIGURE_MARK, TABLE_MARK, WIDE_MARK = "architecture", "architecture-table", "architecture-wide"
SHEET = 110  # characters of a line on paper, by small letters


def drawn(env: BuildEnvironment, graphs: Sequence[Graph], given: Given) -> Picture:
    """The picture of one network, or of several in a style that shows several."""
    style = given.get("style", styles.USUAL_STYLE)
    styles.check_number(style, len(graphs))
    first, *beside = graphs
    sheeted = on_background(theme(env, given), given.get("background"))
    options, coloured = drawing_options(given), given.get("color-by", ROLE)
    return Drawing(first, options, sheeted, None, style, tuple(beside), finish(given), coloured).picture


def drawn_difference(env: BuildEnvironment, changed: Diff, given: Given) -> Picture:
    """The picture of a difference."""
    direction = drawing_options(given).direction
    return picture_of(changed, theme=theme(env, given), direction=direction)


def theme(env: BuildEnvironment, given: Given) -> Theme:
    """The theme by its name, or from a file beside the page."""
    name = str(given.get("theme", "auto"))
    if not name.endswith(".toml"):
        return theme_of(name)
    _, path = env.relfn2path(name, env.docname)
    env.note_dependency(path)
    return theme_of(path)


def figure(env: BuildEnvironment, picture: Picture, given: Given, *, alt: str) -> nodes.figure:
    """A picture, or the explorer around it, as a figure without a caption."""
    image = pictures.image(env, picture, alt=given.get("alt") or alt)
    if "width" in given:
        image["width"] = given["width"]
    shown = pictures.interactive(picture, image) if given.get("interactive") else image
    made = nodes.figure("", shown, align=given.get("align", "center"))
    made["classes"] += [FIGURE_MARK, *given.get("class", [])]
    return made


def set_place(figure: nodes.Element, source: str | None, line: int | None) -> None:
    """Where a figure and the picture in it come from, for translators."""
    for node in (figure, *figure.findall(nodes.image)):
        node.source, node.line = source, line


def alternative(graphs: Sequence[Graph]) -> str:
    """What a picture shows, for who cannot see it."""
    return "; ".join(f"{graph.name}: {totals(graph)}" for graph in graphs)


def text_only(graphs: Sequence[Graph], given: Given) -> nodes.container:
    """What text and manual pages show beside the picture's words: its figures, if these are others, and a table."""
    table = tabulate(graphs[0], depth=given.get("depth", 1)) if len(graphs) == 1 else family_table(*graphs)
    sentence = [words(f"{alternative(graphs)}.")] if given.get("alt") else []
    made = nodes.container("", *sentence, table_nodes(table))
    made[TEXT_ONLY] = True
    return made


def layers(graph: Graph, given: Given) -> tuple[Table, nodes.table]:
    """The table of a network's layers, kinds of layers referring to their pages."""
    table = tabulate(graph, columns=given.get("columns"), depth=given.get("depth"))
    return table, table_nodes(table, graph)


def in_container(table: nodes.table, given: Given, name: str) -> nodes.container:
    """A table with the classes of its directive, in what scrolls where it is too wide."""
    width = sum(column["colwidth"] for column in table.findall(nodes.colspec))
    wide = [WIDE_MARK] if width > SHEET else []
    table["classes"] += [TABLE_MARK, *wide, *given.get("class", [])]
    if "align" in given:
        table["align"] = given["align"]
    made = nodes.container("", table)
    made[SCROLLS] = name
    return made


def notes(table: Table) -> list[nodes.Node]:
    """What a reader of a table must know."""
    return [paragraph(nodes.Text(note), classes=["architecture-note"]) for note in table.notes]
