"""Fences for Markdown sites (MkDocs, Zensical, plain Python-Markdown): diagrams and tables of architectures.

    markdown_extensions:
      - convatlas.viz.markdown

This one line brings `pymdownx.superfences` and adds four fences to it: `architecture`, `layer-table`, `family-table`
and `architecture-diff`. A fence holds its sources in the first line and options below it, as the Sphinx directives take
them (`:depth: 1`); options may stand in its header too (`{depth=1}`). A mistake is told with page and line, and stands
in the page; in strict mode it fails the build.

Who would rather list fences under `custom_fences` names these functions there as `format`.
"""

from __future__ import annotations

from typing import Any

from .fences import architecture, architecture_diff, attributes, family_table, layer_table

__all__ = ["architecture", "architecture_diff", "attributes", "family_table", "layer_table", "makeExtension"]


def makeExtension(**settings: Any) -> Any:  # noqa: N802 - the name that Python-Markdown asks for
    """The extension that adds the fences."""
    from .extension import Fences

    return Fences(**settings)
