"""The Markdown extension that adds the fences to `pymdownx.superfences`, wherever that stands in the list."""

from __future__ import annotations

from functools import partial
from inspect import signature
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pymdownx.superfences import SuperFencesCodeExtension

from .fences import FENCES, attributes

BEFORE_SUPERFENCES = 26  # which run at 25


class Fences(Extension):  # type: ignore[misc]
    """All fences, without any setting."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Add superfences where none are yet, and our fences before the first page is read.

        Superfences that come later in the list, with settings of their own, take the place of these.
        """
        if not _superfences(md):
            md.registerExtensions(["pymdownx.superfences"], {})
        md.preprocessors.register(_Adding(md), "convatlas", BEFORE_SUPERFENCES)


class _Adding(Preprocessor):  # type: ignore[misc]
    """Adds the fences once all extensions are there: ours may come before superfences."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.waiting = True

    def run(self, lines: list[str]) -> list[str]:
        if self.waiting:
            self.waiting = False
            for each in _superfences(self.md):
                more = [None] * (len(signature(each.extend_super_fences).parameters) - 3)  # of 12.1: its reset
                for name, fence in FENCES.items():
                    each.extend_super_fences(name, partial(_formatted, fence), attributes, *more)
        return lines


def _superfences(md: Markdown) -> list[Any]:
    return [each for each in md.registeredExtensions if isinstance(each, SuperFencesCodeExtension)]


def _formatted(fence: Any, src: str, language: str, options: Any, md: Markdown, **header: Any) -> str:
    """A fence under the names that superfences give what it holds."""
    made: str = fence(src, language, "", options, md, **header)
    return made
