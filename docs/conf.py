"""Settings of the documentation site."""

project = "convatlas"
author = "The convatlas authors"
project_copyright = "2026, the convatlas authors"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "convatlas.viz.sphinxext",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "make_comparison.py"]
html_theme = "furo"
html_title = "convatlas"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
