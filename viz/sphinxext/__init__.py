"""Sphinx extension: diagrams and tables of architectures in documentation.

    extensions = ["convatlas.viz.sphinxext"]

Directives `architecture`, `layer-table`, `family-table`, `architecture-diff`; the role `architecture-stat`.
Models are built outside of Sphinx's process, all of a site's in one go. Settings in conf.py:

    architecture_time_limit      seconds for all models of a site
    architecture_cache           folder of traced graphs, relative to conf.py; by default the user's cache folder
    architecture_autodoc         True, or options by name: draw the models that autodoc documents
    architecture_autodoc_inputs  input shapes of documented classes and functions, by name: {"nets.Block": "32,32,3"}
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ..embedding import TIME_LIMIT

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENV_VERSION = 2


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    from . import directives, linking, pages, reading, roles

    app.add_config_value("architecture_time_limit", TIME_LIMIT, "", types=(int, float))
    app.add_config_value("architecture_cache", "", "", types=(str,))
    for name, directive in directives.DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("architecture-stat", roles.architecture_stat)
    pages.add_to(app)
    app.connect("env-before-read-docs", reading.trace_all)
    app.connect("missing-reference", linking.resolve, priority=linking.AFTER_INTERSPHINX)
    _add_autodoc(app)
    return {
        "version": version("convatlas"),
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_autodoc(app: Sphinx) -> None:
    """Draw what autodoc documents, once that extension is there."""
    from . import autodoc

    app.add_config_value("architecture_autodoc", False, "env", types=(bool, dict))
    app.add_config_value("architecture_autodoc_inputs", {}, "env", types=(dict,))
    app.connect("config-inited", autodoc.check)
    app.connect("object-description-transform", autodoc.add_figures)
    app.connect("builder-inited", autodoc.listen)
