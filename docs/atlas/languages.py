"""What a translation needs beside its texts: its place, the theme's words, a word on pages without a translation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.locale import get_translation

LANGUAGES = {"en": "", "ko": "ko/"}
UNTRANSLATED = "This page is not translated yet."
OF_THE_THEME = (  # what furo's pages say in English whatever their language is
    "Auto light/dark, in dark mode",
    "Auto light/dark, in light mode",
    "Contents",
    "Dark mode",
    "Expand",
    "Hide navigation sidebar",
    "Hide table of contents sidebar",
    "Light mode",
    "Menu",
    "Skip to content",
    "Toggle Light / Dark / Auto color theme",
    "Toggle navigation of",
    "Toggle site navigation sidebar",
    "Toggle table of contents sidebar",
)


def place_language(app: Any, config: Any) -> None:
    """Give the pages of a translation the address of their folder."""
    config.html_baseurl = config.site_address + LANGUAGES[config.language]


def tell_untranslated(app: Any, doctree: nodes.document) -> None:
    """Say so above a page of a translation whose texts have no catalog."""
    if app.config.language == "en" or _has_catalog(app, app.env.docname):
        return
    say = get_translation("sphinx")
    note = nodes.note("", nodes.paragraph("", say(UNTRANSLATED)), classes=["untranslated"])
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is not None:
        section.insert(1, note)  # below the title


def _has_catalog(app: Any, page: str) -> bool:
    folders = (Path(app.srcdir, folder) for folder in app.config.locale_dirs)
    return any((folder / app.config.language / "LC_MESSAGES" / f"{page}.po").exists() for folder in folders)


def translate_theme(app: Any, error: Exception | None) -> None:
    """Put the words of a language where the theme writes its own."""
    if error or app.config.language == "en" or app.builder.format != "html":
        return
    say = get_translation("sphinx")
    known = {phrase: str(say(phrase)) for phrase in OF_THE_THEME}
    for path in Path(app.outdir).rglob("*.html"):
        before = path.read_text(encoding="utf-8")
        if (after := in_words(before, known)) != before:
            path.write_text(after, encoding="utf-8")


def in_words(page: str, known: dict[str, str]) -> str:
    """A page with phrases replaced where one is a whole text or the whole value of an attribute.

    Example:
        >>> in_words('<b title="Menu">Menu</b><i>Menu card</i>', {"Menu": "메뉴"})
        '<b title="메뉴">메뉴</b><i>Menu card</i>'
    """
    for phrase, word in known.items():
        page = page.replace(f">{phrase}<", f">{word}<").replace(f'="{phrase}"', f'="{word}"')
    return page
