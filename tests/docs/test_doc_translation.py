"""Translations of the documentation are whole, none is a guess, and their markup is that of the text they translate."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Site, build

pofile = pytest.importorskip("babel.messages.pofile")
markdown_it = pytest.importorskip("markdown_it")
myst_role = pytest.importorskip("mdit_py_plugins.myst_role")

LOCALE = Path(__file__).parents[2] / "docs/locale"
CATALOGS = sorted(LOCALE.glob("*/LC_MESSAGES/**/*.po"))
PAGES = {"index", "compose", "families/lenet", "families/vgg", "families/googlenet", "families/resnet"}
WORDLESS = re.compile(r"\.\. image::.*|`[^`]*`")  # a picture's address, code
MARKDOWN = markdown_it.MarkdownIt("commonmark").use(myst_role.myst_role_plugin)

each_catalog = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: str(path.relative_to(LOCALE)))


def catalog(path: Path) -> Any:
    with path.open("rb") as file:
        return pofile.read_po(file)


def messages(path: Path) -> list[Any]:
    return [message for message in catalog(path) if message.id]


def markup(text: str) -> Iterator[tuple[str, str]]:
    """The code, roles, link targets and stresses of a text."""
    for block in MARKDOWN.parse(text):
        for token in block.children or ():
            if token.type in ("code_inline", "myst_role"):
                yield token.type, token.meta.get("name", "") + token.content
            elif token.type in ("link_open", "em_open", "strong_open"):
                yield token.type, str(token.attrs.get("href", ""))


def test_the_pages_of_a_beginner_are_translated() -> None:
    for language in LOCALE.iterdir():
        folder = language / "LC_MESSAGES"
        assert {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.po")} >= PAGES


@each_catalog
def test_every_text_with_words_is_translated(path: Path) -> None:
    missing = [message.id for message in messages(path) if not message.string]
    assert [text for text in missing if any(map(str.isalpha, WORDLESS.sub("", text)))] == []


@each_catalog
def test_no_translation_is_a_guess_or_of_a_text_that_is_gone(path: Path) -> None:
    found = catalog(path)
    assert not found.fuzzy
    assert [message.id for message in found if message.fuzzy] == []
    assert list(found.obsolete) == []


@each_catalog
def test_translations_keep_the_markup(path: Path) -> None:
    for message in messages(path):
        if message.string:
            assert Counter(markup(message.string)) == Counter(markup(message.id)), message.id


@pytest.mark.parametrize(
    "text",
    [
        "*Any* model, **whole**",
        "`lenet5`를 [그림](draw.md)으로",
        "{architecture-stat}`resnet50 params`",
    ],
)
def test_markup_that_is_lost_is_seen(text: str) -> None:
    bare = re.sub(r"[*`{}()\[\]]", "", text)
    assert Counter(markup(text)) != Counter(markup(bare))


@pytest.mark.slow
def test_the_korean_site_builds(site: Site, tmp_path: Path) -> None:
    said, status = build(tmp_path, "-t", "translation", "-D", "language=ko")
    assert status == 0, said
    page = (tmp_path / "families/vgg.html").read_text(encoding="utf-8")
    assert '<a href="../../families/vgg.html" hreflang="en" lang="en">English</a>' in page
    assert "합성곱" in page
    assert json.dumps("합성곱") in (tmp_path / "_static/convatlas.js").read_text(encoding="utf-8")
    bare = (tmp_path / "draw.html").read_text(encoding="utf-8")
    assert "이 페이지는 아직 번역되지 않아" in bare
    assert "아직 번역되지" not in page
    assert 'aria-label="Toggle' not in bare
