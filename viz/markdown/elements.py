"""The elements that stand in a page, with a style and a script that a page holds once, whatever it shows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ..pictures import Picture, address
from ..pictures.renderers import html
from ..tables import Table
from ..tables.formats.html import STYLE as STYLE_OF_TABLES
from ..tables.formats.html import write
from ..words import xml
from .reading import Said


def picture(shown: Picture, said: Said, md: Any, alternative: str) -> str:
    """A figure with the static picture, which follows the page's dark switch."""
    alt = xml(said.options.get("alt") or alternative)
    wide = ' style="width:100%"' if said.width else ""
    image = f'<img class="architecture-diagram" alt="{alt}"{wide} src="{address(shown)}">'
    return _figure(image, said, md, "architecture")


def interactive(shown: Picture, said: Said, md: Any) -> str:
    """A figure with the explorer; search is kept from what only its picture says."""
    files = html.assets()
    style = _once(f"<style>{files['convatlas.css']}</style>", md)
    script = _once(f"<script>{files['convatlas.js']}</script>", md)
    label = f' role="group" aria-label="{xml(said.options["alt"])}"' if said.options.get("alt") else ""
    inside = f"<div{label} data-search-exclude>{style}{script}{html.fragment(shown)}</div>"
    return _figure(inside, said, md, "architecture architecture-interactive")


def table(table: Table, said: Said, md: Any) -> str:
    """A table that scrolls inside itself."""
    captioned = replace(table, title=said.options.get("caption") or table.title)
    text = write(captioned).replace(f"<style>\n{STYLE_OF_TABLES}</style>\n", "")
    label = xml(captioned.title or "Networks side by side")
    inside = f'<div class="architecture-sideways" role="group" aria-label="{label}" tabindex="0">{text}</div>'
    return f"<div{_attributes(said, 'architecture-table')}>{_style(md)}{inside}</div>"


def note(name: str, message: str) -> str:
    """A mistake for whoever looks at the page."""
    title = f'<p class="admonition-title">{xml(name)}</p>'
    return f'<div class="admonition warning architecture-error">{title}<p>{xml(message)}</p></div>'


def _figure(inside: str, said: Said, md: Any, classes: str) -> str:
    caption = said.options.get("caption")
    below = f"<figcaption>{xml(caption)}</figcaption>" if caption else ""
    return f"<figure{_attributes(said, classes)}>{_style(md)}{inside}{below}</figure>"


def _attributes(said: Said, classes: str) -> str:
    words = f"{classes} align-{said.options.get('align', 'center')} {' '.join(said.options.get('class', ()))}".split()
    found = {"id": said.name, "class": " ".join(words), "style": said.width and f"width:{said.width}"}
    return "".join(f' {key}="{xml(value)}"' for key, value in found.items() if value)


def _style(md: Any) -> str:
    return _once(f"<style>{_rules()}</style>", md)


@cache
def _rules() -> str:
    """The rules for pictures, which every kind of site shares, those for tables, and those for fences alone."""
    here = Path(__file__)
    pictures = here.parents[1].joinpath("embedding", "diagrams.css").read_text(encoding="utf-8")
    return pictures + STYLE_OF_TABLES + here.with_name("fences.css").read_text(encoding="utf-8")


def _once(element: str, md: Any) -> str:
    """The element, "" where an earlier fence of the page brought it."""
    stash = getattr(getattr(md, "htmlStash", None), "rawHtmlBlocks", ())
    return "" if any(isinstance(block, str) and element in block for block in stash) else element
