"""The site that a fence stands in: where its files are, what its graphs are, and how mistakes are told there."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..embedding import Wanted
from ..graph import Graph
from .reading import Shape, fences
from .tracing import graphs_of, located

logger = logging.getLogger("mkdocs.convatlas")  # below MkDocs' own, whose strict mode counts warnings
STRICT = re.compile(r"--strict|-[a-z]*s[a-z]*")  # as Zensical's command line takes it


@dataclass(frozen=True)
class Site:
    """A site: the project's folder, the folder of pages and the page at hand where there are such."""

    folder: Path
    pages: Path | None = None
    page: str = ""
    raises: bool = False  # whether a mistake has to be raised to fail the build

    def graphs(self, sources: Iterable[str], shape: Shape | None) -> list[Graph]:
        """The graphs of sources; a file is looked for beside the page first, then from the project's folder.

        Raises:
            SourceError: there is none for one of them; one line says why.
        """
        wanted = [Wanted(located(source, self.folder, self._file), shape) for source in sources]
        return graphs_of(self.folder, self.pages).of(wanted)

    def complain(self, name: str, text: str, message: str) -> None:
        """Tell a mistake with its page and line: as a warning, or as an error where only that fails a build."""
        told = f"{self._place(name, text)}{name}: {message}"
        if self.raises:
            from pymdownx.superfences import SuperFencesException  # any other error is swallowed

            sys.tracebacklimit = 0  # the build ends here: with one line, instead of where in Zensical it was
            raise SuperFencesException(told)
        logger.warning("%s", told)

    @property
    def _file(self) -> Path | None:
        return self.pages / self.page if self.pages and self.page else None

    def _place(self, name: str, text: str) -> str:
        """`models.md:12: ` for a fence, as far as it is known."""
        if not self._file:
            return ""
        try:
            found = fences(self._file.read_text(encoding="utf-8"))
            lines = [each.line for each in found if each.name == name and each.text.split() == text.split()]
        except (OSError, UnicodeDecodeError):
            lines = []
        return f"{self.page}:{lines[0]}: " if lines else f"{self.page}: "


def site_of(md: Any) -> Site:
    """The site that a page is converted for; outside of one the current folder."""
    return _of_mkdocs(md) or _of_zensical(md) or Site(Path.cwd())


def _of_mkdocs(md: Any) -> Site | None:
    found = _processor(getattr(md, "treeprocessors", ()), "relpath")
    if found is None:
        return None
    config = found.config
    return Site(_folder(config.config_file_path), Path(config.docs_dir), found.file.src_uri)


def _of_zensical(md: Any) -> Site | None:
    """Zensical counts no warnings, and hands its option `--strict` to nobody."""
    found = _processor(getattr(md, "preprocessors", ()), "rendering_context")
    if found is None:
        return None
    folder = Path(found.config["root_dir"])
    asked = "build" in sys.argv and any(map(STRICT.fullmatch, sys.argv))
    strict = bool(found.config.get("strict")) or asked
    return Site(folder, folder / found.config["docs_dir"], found.page.path, strict)


def announce(name: str, md: Any) -> None:
    """Tell MkDocs, which looks for ids in what a page's author wrote, that an element has one."""
    found = _processor(getattr(md, "treeprocessors", ()), "mkdocs_extract_anchors")
    if name and found is not None:
        found.present_anchor_ids.add(name)


def _processor(registry: Iterable[Any], name: str) -> Any:
    return registry[name] if name in registry else None  # type: ignore[index]  # noqa: SIM401 - it has no `get`


def _folder(settings: str | None) -> Path:
    return Path(settings).resolve().parent if settings else Path.cwd()
