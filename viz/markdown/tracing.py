"""The graphs of a site: whichever is missing first, all that the site's pages want are traced in one process."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock

from ..embedding import ENDINGS, Failure, Store, Traced, Wanted, graphs
from ..errors import FormatError, SourceError
from ..graph import Graph
from ..keeping import folder_for_sites
from .reading import fences, wanted_of

MOST_PAGES = 5_000
LARGEST = 1_000_000  # bytes of a page that is looked into
PAGES = (".md", ".markdown")


class SiteGraphs:
    """The graphs of one site; pages may be converted in several threads."""

    def __init__(self, folder: Path, pages: Path | None) -> None:
        self.folder = folder
        self.pages = pages
        self.store = Store(folder_for_sites())
        self.failures: Counter[tuple[Wanted, Failure]] = Counter()  # that fences still have to tell
        self.lock = Lock()

    def of(self, wanted: Sequence[Wanted]) -> list[Graph]:
        """The graphs of a fence's sources.

        Raises:
            SourceError: there is none for one of them; one line says why.
        """
        with self.lock:
            found = [self._kept(one) or self._told(one) or self._traced(one, wanted) for one in wanted]
        for one in found:
            if isinstance(one, Failure):
                raise SourceError(one.message)
        return [one.graph for one in found if isinstance(one, Traced)]

    def _kept(self, wanted: Wanted) -> Traced | None:
        return self.store.find(wanted, self.folder)

    def _told(self, wanted: Wanted) -> Failure | None:
        """Why a source has no graph: once for each fence that shows it, as it may be mended for the next build."""
        found = next((key for key in self.failures if key[0] == wanted), None)
        if found is None:
            return None
        self.failures -= Counter([found])
        return found[1]

    def _traced(self, wanted: Wanted, beside: Sequence[Wanted]) -> Traced | Failure:
        numbers = Counter(self._wanted())
        results = graphs([wanted, *beside, *numbers], self.store, folder=self.folder)
        failed = {one: result for one, result in results.items() if isinstance(result, Failure)}
        self.failures = Counter({(one, result): numbers[one] for one, result in failed.items()})
        return self._told(wanted) or results[wanted]

    def _wanted(self) -> Iterator[Wanted]:
        for path in _pages(self.pages):
            for fence in fences(_text(path)):
                try:
                    sources, shape = wanted_of(fence)
                except FormatError:
                    continue  # the fence will say so
                yield from (Wanted(located(source, self.folder, path), shape) for source in sources)


@cache
def graphs_of(folder: Path, pages: Path | None) -> SiteGraphs:
    """The graphs of a site, the same for all its pages."""
    return SiteGraphs(folder, pages)


def located(source: str, folder: Path, page: Path | None) -> str:
    """A source with the path of its file made absolute where there is such a file, beside the page or in the folder."""
    if not source.endswith(ENDINGS):
        return source
    beside = [page.parent / source] if page else []
    found = [path for path in (*beside, folder / source) if path.is_file()]
    return str(found[0].resolve()) if found else source


def _pages(folder: Path | None) -> Iterator[Path]:
    """Some thousand pages of a folder at most, hidden folders left out."""
    found = (Path(where) / name for where, names in _walked(folder) for name in sorted(names) if name.endswith(PAGES))
    yield from islice(found, MOST_PAGES)


def _walked(folder: Path | None) -> Iterator[tuple[str, list[str]]]:
    for where, below, names in os.walk(folder) if folder else ():
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield where, names


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= LARGEST else ""
    except (OSError, UnicodeDecodeError):
        return ""
