"""What the head of every page says to those who link to it: title, sentence, card, and where the other language is."""

from __future__ import annotations

from html import escape
from typing import Any

from .facts import families
from .languages import LANGUAGES

SENTENCE = "Blocks, classic networks exact to the last parameter, and maps of any Keras model."


def add_head(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Name card, title and sentence of a page, and the same page in every language."""
    if doctree is None or app.builder.name != "html":
        return
    tags = {
        "og:title": app.env.titles[page].astext(),
        "og:description": sentence_of(page),
        "og:image": f"{app.config.site_address}_static/cards/{stem(page)}.png",
        "og:type": "website",
    }
    lines = [f'<meta property="{name}" content="{escape(value)}">' for name, value in tags.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    for language, folder in LANGUAGES.items():
        address = f"{app.config.site_address}{folder}{page}.html"
        lines.append(f'<link rel="alternate" hreflang="{language}" href="{escape(address)}">')
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def stem(page: str) -> str:
    """The name of a page's card."""
    return page.replace("/", "-")


def sentence_of(page: str) -> str:
    """What a page is about."""
    record = families().get(page.removeprefix("families/"))
    return str(record["lead"]) if record else SENTENCE
