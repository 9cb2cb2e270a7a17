"""The directives: each turns sources into nodes, or says at its line why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..difference import diff
from ..embedding import sources_of
from ..embedding.options import DIFF, FIGURE, PICTURE, TABLE, Read, as_written, read, texts
from ..errors import FormatError
from ..graph import Graph
from ..tables import Table, family_table
from . import figures
from .reading import graph_of
from .tabular import table_nodes, words

logger = logging.getLogger(__name__)
EXAMPLE = "such as resnet50, model.keras or module:attribute"
NUMBERS = {None: "a source is needed", 1: "one source is needed", 2: "two sources are needed"}


class _Directive(SphinxDirective):
    """What all directives share: sources as arguments, and mistakes told where they stand."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = False
    allowed: ClassVar[Mapping[str, Read]] = FIGURE
    option_spec: ClassVar[dict[str, Callable[[str | None], str]]] = texts(FIGURE)
    number: ClassVar[int | None] = None  # of sources; None for any
    options: dict[str, Any]

    def run(self) -> list[nodes.Node]:
        try:
            self.options = read(self.name, self.options, self.allowed)
            graphs = [graph_of(self.env, source, self.options.get("input-shape")) for source in self._sources()]
            return self.made(graphs)
        except ValueError as error:  # a user's mistake, or a model that cannot be built
            return self._failed(as_written(str(error), self.allowed))

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """The nodes for the graphs of the sources."""
        raise NotImplementedError

    def _sources(self) -> list[str]:
        found = sources_of(" ".join(self.arguments))
        if not found or (self.number and len(found) != self.number):
            given = f"{len(found)} given ({' '.join(found)})" if found else "none given"
            raise FormatError(f"{NUMBERS[self.number]}, {EXAMPLE}, and {given}")
        return found

    def _failed(self, message: str) -> list[nodes.Node]:
        """Warn with file and line, mark the page, and read it again next time."""
        logger.warning("%s: %s", self.name, message, location=self.get_location(), type="architecture", subtype="build")
        self.env.note_reread()
        text = " ".join([self.name, *self.arguments]) + f": {message}"
        return [nodes.warning("", words(text), classes=["architecture-error"])]

    def _captioned(self, made: nodes.Element, caption: type[nodes.TextElement], at: int) -> nodes.Element:
        """A figure or table with the caption and the name of the directive."""
        text = self.options.get("caption")
        if text:
            parsed, messages = self.state.inline_text(text, self.lineno)
            made.insert(at, caption(text, "", *parsed, *messages))
            made[at].source, made[at].line = self.state_machine.get_source_and_line(
                self.lineno + self._line_of(":caption:")
            )
        figures.set_place(made, *self.state_machine.get_source_and_line(self.lineno))
        self.add_name(made)
        return made

    def _line_of(self, option: str) -> int:
        """How many lines below the directive's first line an option stands."""
        lines = self.block_text.splitlines()
        return next((number for number, line in enumerate(lines) if line.strip().startswith(option)), 0)

    def _table(self, table: Table, made: nodes.table, name: str) -> list[nodes.Node]:
        """A table with its caption and what must be known; a table without rows says nothing."""
        if not table.rows:
            return figures.notes(table)
        self._captioned(made, nodes.title, 0)
        return [figures.in_container(made, self.options, self.options.get("caption") or name), *figures.notes(table)]


class ArchitectureDirective(_Directive):
    """`.. architecture:: resnet50`: the diagram of a network, or of several in the style columns."""

    allowed: ClassVar[Mapping[str, Read]] = FIGURE | PICTURE
    option_spec = texts(allowed)

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A figure with the picture, and what text pages show."""
        picture = figures.drawn(self.env, graphs, self.options)
        figure = figures.figure(self.env, picture, self.options, alt=figures.alternative(graphs))
        self._captioned(figure, nodes.caption, 1)
        return [figure, figures.text_only(graphs, self.options)]


class LayerTableDirective(_Directive):
    """`.. layer-table:: resnet50`: the table of its layers."""

    allowed: ClassVar[Mapping[str, Read]] = FIGURE | TABLE
    option_spec = texts(allowed)
    number = 1

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table, kinds of layers referring to their pages."""
        return self._table(*figures.layers(graphs[0], self.options), f"Layers of {graphs[0].name}")


class FamilyTableDirective(_Directive):
    """`.. family-table:: resnet18 resnet34`: stages as rows, networks as columns."""

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table as papers print them."""
        table = family_table(*graphs)
        return self._table(table, table_nodes(table), ", ".join(graph.name for graph in graphs))


class ArchitectureDiffDirective(_Directive):
    """`.. architecture-diff:: vgg16 vgg19`: what changed from the first to the second."""

    allowed: ClassVar[Mapping[str, Read]] = FIGURE | DIFF
    option_spec = texts(allowed)
    number = 2

    def made(self, graphs: Sequence[Graph]) -> list[nodes.Node]:
        """A table of changes; before it a picture where one is asked for, which then has caption and name."""
        changed = diff(*graphs)
        name = f"Changes from {graphs[0].name} to {graphs[1].name}"
        pictured = [self._picture(changed, name)] if self.options.get("picture") else []
        return [*pictured, *self._table(changed.table, table_nodes(changed.table), name)]

    def _picture(self, changed: Any, name: str) -> nodes.Element:
        picture = figures.drawn_difference(self.env, changed, self.options)
        figure = figures.figure(self.env, picture, self.options, alt=name)
        self._captioned(figure, nodes.caption, 1)
        self.options = {key: value for key, value in self.options.items() if key not in ("caption", "name")}
        return figure


DIRECTIVES: dict[str, type[_Directive]] = {
    "architecture": ArchitectureDirective,
    "layer-table": LayerTableDirective,
    "family-table": FamilyTableDirective,
    "architecture-diff": ArchitectureDiffDirective,
}
