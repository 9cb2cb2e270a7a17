"""Sphinx extension: diagrams and tables of architectures in documentation.

    extensions = ["convatlas.viz.sphinxext"]

Directives `architecture`, `layer-table`, `family-table`, `architecture-diff`; the role `architecture-stat`.
Models are built outside of Sphinx's process, all of a site's in one go.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ..embedding import TIME_LIMIT

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENV_VERSION = 1


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    from . import directives, pages, reading, roles

    app.add_config_value("architecture_time_limit", TIME_LIMIT, "", types=(int, float))
    for name, directive in directives.DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("architecture-stat", roles.architecture_stat)
    pages.add_to(app)
    app.connect("env-before-read-docs", reading.trace_all)
    return {
        "version": version("convatlas"),
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
