"""Headings of Markdown tables take part in translation, which they lack the place in the source for."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform


class TranslatedHeadings(SphinxTransform):
    """Give the cells of headings the place of their table."""

    default_priority = 5  # before texts are translated

    def apply(self, **_: Any) -> None:
        for table in self.document.findall(nodes.table):
            for head in table.findall(nodes.thead):
                for cell in head.findall(nodes.paragraph):
                    cell.source, cell.line, cell.rawsource = self.document["source"], table.line, cell.astext()
