"""`llms.txt`: the site's pages with what each is about, for programs that read documentation (llmstxt.org)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes


def write_listing(app: Any, error: Exception | None) -> None:
    """Beside the front page, in the order of its tables of contents."""
    if error or app.builder.name not in ("html", "dirhtml") or app.config.language != "en":
        return
    front = app.env.get_doctree(app.config.root_doc)
    lines = [f"# {app.config.project}", "", f"> {_first_paragraph(front)}", ""]
    for contents in front.findall(addnodes.toctree):
        lines += [f"## {contents['caption']}", ""]
        lines += [_entry(app, name) for _, name in contents["entries"]]
        lines.append("")
    Path(app.outdir, "llms.txt").write_text("\n".join(lines), encoding="utf-8")


def _entry(app: Any, name: str) -> str:
    address = app.config.html_baseurl + app.builder.get_target_uri(name)
    about = _first_paragraph(app.env.get_doctree(name))
    return f"- [{app.env.titles[name].astext()}]({address})" + (f": {about}" if about else "")


def _first_paragraph(tree: nodes.document) -> str:
    for found in tree.findall(nodes.paragraph):
        if isinstance(found.parent, nodes.section):
            return " ".join(found.astext().split())
    return ""
