"""What a page shows: the last good picture, what changed in it, and a mistake where there is one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..difference import diff
from ..embedding import Failure
from ..graph import Graph
from ..pictures import Drawing
from ..pictures.renderers import html

CHANGED = "changed"


@dataclass(frozen=True)
class Version:
    """One state of the page.

    Attributes:
        number: counts up; pages ask for what is newer than theirs.
        element: the explorer as an element, "" before the first good one.
        changes: the difference to the good version before, as text.
        marks: for paths that came or changed what happened to them.
        mistake: why the newest files give no picture, "" where they do.
        busy: whether a newer version is on its way.
    """

    number: int = 0
    element: str = ""
    changes: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    mistake: str = ""
    busy: bool = True

    def to_record(self) -> dict[str, Any]:
        """As the page reads it."""
        names = ("number", "element", "changes", "mistake", "busy")
        return {name: getattr(self, name) for name in names} | {"marks": dict(self.marks)}


class Versions:
    """The versions of one source, from the first on; many threads may wait for the next.

    Mistakes are told as well, in the `words` of whoever watches.
    """

    def __init__(self, tell: Callable[[str], object] = len, words: Callable[[str], str] = str) -> None:
        self.tell, self.words = tell, words
        self.current = Version()
        self.graph: Graph | None = None
        self.news = threading.Condition()

    def busy(self) -> None:
        """Tell that files were saved and are being looked at."""
        self._publish(replace(self.current, busy=True))

    def good(self, graph: Graph) -> None:
        """Show a graph, with what changed since the last one."""
        before, self.graph = self.graph, graph
        if before == graph:
            self._publish(replace(self.current, mistake="", busy=False))
            return
        changed = diff(before, graph) if before is not None else None
        marks = dict(changed.marks) if changed else {}
        element = html.fragment(Drawing(graph).picture)
        self._publish(Version(0, element, str(changed) if changed else "", _shown(graph, marks), "", False))

    def bad(self, failure: Failure) -> None:
        """Tell a mistake; the last good picture stays."""
        place = f"{failure.file}, line {failure.line}: " if failure.file else ""
        mistake = f"{place}{self.words(failure.message)}"
        self.tell(mistake)
        self._publish(replace(self.current, mistake=mistake, busy=False))

    def after(self, number: int, patience: float) -> Version:
        """The newest version once it is newer than `number`, or as it is after `patience` seconds."""
        with self.news:
            self.news.wait_for(lambda: self.current.number > number, patience)
            return self.current

    def _publish(self, version: Version) -> None:
        with self.news:
            self.current = replace(version, number=self.current.number + 1)
            self.news.notify_all()


def _shown(graph: Graph, marks: Mapping[str, str]) -> dict[str, str]:
    """The marks of nodes that are there, and of the blocks around them, which may be closed."""
    found = {path: mark for path, mark in marks.items() if mark and path in graph.by_path}
    around = {outer: CHANGED for path in found for outer in graph.ancestors(path)}
    return around | found
