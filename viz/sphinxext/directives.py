"""The directives: each turns a source into nodes, or says at its line why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..difference import diff
from ..drawing import Drawing
from ..errors import FormatError
from ..family_tables import family_table
from ..fitting import options_of
from ..graph import Graph
from ..labels import totals
from ..shapes import shape_of
from ..tables import Table, tabulate
from ..theme import theme_of
from . import pictures
from .reading import graph_of, sources_of
from .tabular import table_nodes

logger = logging.getLogger(__name__)
ALIGNMENTS = ("left", "center", "right")


def _alignment(text: str) -> str:
    return str(directives.choice(text, ALIGNMENTS))


FIGURE: dict[str, Callable[[str], Any]] = {
    "caption": directives.unchanged,
    "name": directives.unchanged,
    "align": _alignment,
    "class": directives.class_option,
    "input-shape": shape_of,
}
PICTURE: dict[str, Callable[[str], Any]] = {
    "depth": directives.positive_int,
    "style": directives.unchanged,
    "fold": directives.unchanged,
    "direction": directives.unchanged,
    "theme": directives.unchanged,
    "fit": directives.unchanged,
    "alt": directives.unchanged,
    "width": directives.length_or_percentage_or_unitless,
    "interactive": directives.flag,
}
TABLE: dict[str, Callable[[str], Any]] = {"depth": directives.positive_int, "columns": directives.unchanged}


class _Directive(SphinxDirective):
    """What all directives share: sources as arguments, and mistakes told where they stand."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = FIGURE

    def run(self) -> list[nodes.Node]:
        try:
            return self.made([self._graph(source) for source in sources_of(self.arguments[0])])
        except ValueError as error:  # a user's mistake, or a model that cannot be built
            return self._failed(str(error))

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """The nodes for the graphs of the sources."""
        raise NotImplementedError

    def _graph(self, source: str) -> Graph:
        return graph_of(self.env, source, self.options.get("input-shape"))

    def _failed(self, message: str) -> list[nodes.Node]:
        """Warn with file and line, mark the page, and read it again next time."""
        logger.warning("%s: %s", self.name, message, location=self.get_location(), type="architecture", subtype="build")
        self.env.note_reread()
        text = f"{self.name} {self.arguments[0]}: {message}"
        return [nodes.warning("", nodes.paragraph("", "", nodes.Text(text)), classes=["architecture-error"])]

    def _captioned_table(self, table: Table, graph: Graph | None = None) -> list[nodes.Node]:
        made = table_nodes(table, graph)
        if "caption" in self.options:
            made.insert(0, nodes.title("", "", *self._inline(self.options["caption"])))
        made["classes"] += ["architecture-table", *self.options.get("class", [])]
        if "align" in self.options:
            made["align"] = self.options["align"]
        self.set_source_info(made)
        self.add_name(made)
        return [made]

    def _inline(self, text: str) -> list[nodes.Node]:
        parsed, messages = self.state.inline_text(text, self.lineno)
        return [*parsed, *messages]


class ArchitectureDirective(_Directive):
    """`.. architecture:: resnet50`: the diagram of a network."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = FIGURE | PICTURE

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A figure with the picture, and what text pages show."""
        graph = graphs[0]
        options = options_of(self.options, self.options.get("depth"))
        drawing = Drawing(graph, options, theme_of(self.options.get("theme", "auto")))
        image = pictures.image(self.env, drawing, alt=self.options.get("alt") or alternative(graph))
        if "width" in self.options:
            image["width"] = self.options["width"]
        figure = nodes.figure("", self._picture(drawing, image))
        if "caption" in self.options:
            figure += nodes.caption("", "", *self._inline(self.options["caption"]))
        figure["align"] = self.options.get("align", "center")
        figure["classes"] += ["architecture", *self.options.get("class", [])]
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure, pictures.text_only("", *table_nodes_for_text(graph, self.options.get("depth")))]

    def _picture(self, drawing: Drawing, image: nodes.image) -> nodes.Node:
        return pictures.interactive(drawing, image) if "interactive" in self.options else image


class LayerTableDirective(_Directive):
    """`.. layer-table:: resnet50`: the table of its layers."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = FIGURE | TABLE

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table, kinds of layers referring to their pages."""
        text = self.options.get("columns")
        columns = [word.strip() for word in text.split(",") if word.strip()] if text else None
        table = tabulate(graphs[0], columns=columns, depth=self.options.get("depth"))
        return self._captioned_table(table, graphs[0])


class FamilyTableDirective(_Directive):
    """`.. family-table:: resnet18 resnet34`: stages as rows, networks as columns."""

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table as papers print them."""
        return self._captioned_table(family_table(*graphs))


class ArchitectureDiffDirective(_Directive):
    """`.. architecture-diff:: vgg16 vgg19`: what changed from the first to the second."""

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table of changes."""
        if len(graphs) != 2:
            raise FormatError(f"two sources are needed, and {len(graphs)} given")
        return self._captioned_table(diff(*graphs).table)


DIRECTIVES: dict[str, type[_Directive]] = {
    "architecture": ArchitectureDirective,
    "layer-table": LayerTableDirective,
    "family-table": FamilyTableDirective,
    "architecture-diff": ArchitectureDiffDirective,
}


def alternative(graph: Graph) -> str:
    """What a picture shows, for who cannot see it."""
    return f"{graph.name}: {totals(graph)}"


def table_nodes_for_text(graph: Graph, depth: int | None) -> list[nodes.Node]:
    """What text and manual pages show in place of a picture: a sentence and a table."""
    sentence = nodes.paragraph("", "", nodes.Text(alternative(graph) + "."))
    return [sentence, table_nodes(tabulate(graph, depth=depth or 1), None)]
