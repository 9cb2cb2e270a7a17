"""What MyST leaves undone in translations: headings of tables are not translated, those of pages lose their anchors."""

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


class KeptAnchors(SphinxTransform):
    """Keep the anchors of a page's headings: the last one that is translated takes the place of all."""

    default_priority = 21  # after texts are translated

    def apply(self, **_: Any) -> None:
        if slugs := getattr(self.document, "myst_slugs", {}):
            self.env.metadata[self.env.docname]["myst_slugs"] = slugs
