"""Settings of the documentation site."""

import os
import sys
from importlib.metadata import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "convatlas"
author = "The convatlas authors"
project_copyright = "2026, the convatlas authors"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "convatlas.viz.sphinxext",
    "atlas",
]
if not tags.has("translation"):  # noqa: F821 - Sphinx gives it
    extensions.append("sphinx.ext.viewcode")  # imports all modules at every build, once is enough
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "atlas", "locale"]
templates_path = ["_templates"]
architecture_cache = atlas_cache = "../build/docs-cache"

language = "en"
locale_dirs = ["locale"]
gettext_compact = False
gettext_additional_targets = ["image"]

html_theme = "furo"
html_title = "convatlas"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/icon.svg"
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/languages.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/repository.html",
        "sidebar/scroll-end.html",
    ]
}
html_context = {"project_urls": dict(line.split(", ", 1) for line in metadata("convatlas").get_all("Project-URL", []))}
HOSTS = ("SITE_ADDRESS", "READTHEDOCS_CANONICAL_URL")  # where GitHub Pages and Read the Docs say what they are
site_address = next(filter(None, map(os.environ.get, HOSTS)), "https://convatlas.readthedocs.io/en/latest/")

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
default_role = "code"  # docstrings have names between single backticks
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
