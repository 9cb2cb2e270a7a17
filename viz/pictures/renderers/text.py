"""A tree for the terminal: every block and layer with its shape and parameters, and where it takes its input from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...views import View
from ...words import plain
from ..box_lines import Words, words_of, words_of_frame
from ..picture import Picture

if TYPE_CHECKING:
    from rich.text import Text

MEDIA = "text/plain"
BRANCH, LAST, DOWN, EMPTY = "├─ ", "└─ ", "│  ", "   "
GAP = "  "
WIDEST_NAME, NARROW_NAME = 60, 30  # columns of a name, and of one among several
FEW = 4  # sources that a line names
MUTED, STRONG = "dim", "bold"


@dataclass(frozen=True)
class Row:
    """A line of the tree: the lines that lead to it, its name, what it is, and its figures."""

    stem: str
    name: str
    words: Words
    sources: str
    role: str

    @property
    def width(self) -> int:
        """Columns up to its figures."""
        return cell_len(self.stem + self.name + GAP + self.words.title)


def render(picture: Picture) -> str:
    """The picture as lines of plain text."""
    return "\n".join(text.plain.rstrip() for text in colour(picture)) + "\n"


def colour(picture: Picture) -> Iterator[Text]:
    """The lines as a terminal shows them, in the colours of the theme."""
    from rich.text import Text

    yield Text(plain(picture.scene.title), STRONG)
    yield Text(plain(picture.scene.description), MUTED)
    rows = list(_rows(picture, _sources(picture.view), "", ""))
    columns = max((row.width for row in rows), default=0)
    shape = max((cell_len(row.words.shape) for row in rows), default=0)
    for row in rows:
        yield _line(picture, row, columns, shape)


def _line(picture: Picture, row: Row, columns: int, shape: int) -> Text:
    from rich.text import Text

    mark = f"on {picture.theme.palette.colour(row.role)}" if row.role else ""
    what = GAP + row.words.title + " " * (columns - row.width)
    figures = GAP + " " * (shape - cell_len(row.words.shape)) + row.words.shape + GAP + f"{row.words.params:>7}"
    return Text.assemble(
        (row.stem[:-1], MUTED),
        (row.stem[-1:], mark),
        (row.name, STRONG if not row.role else ""),
        what,
        (figures, MUTED),
        (f"{GAP}← {row.sources}" if row.sources else "", MUTED),
    )


def _rows(picture: Picture, sources: Mapping[str, str], container: str, stem: str) -> Iterator[Row]:
    view = picture.view
    children = view.graph.children(container)
    for node in children:
        is_last = node is children[-1]
        is_block = bool(view.graph.children(node.path))
        words = (words_of_frame if is_block else words_of)(view, node)
        words = replace(words, title=plain(words.title))
        name = _fitted(plain(words.name or node.name), WIDEST_NAME)
        role = picture.fill(node) if picture.scale and not is_block else "" if words.name else node.role
        yield Row(stem + (LAST if is_last else BRANCH), name, words, sources.get(node.path, ""), role)
        yield from _rows(picture, sources, node.path, stem + (EMPTY if is_last else DOWN)) if is_block else ()


def _sources(view: View) -> dict[str, str]:
    """For every layer that does not take the output of the layer before it alone the names of those that it takes."""
    graph = view.graph
    taken: dict[str, list[str]] = defaultdict(list)
    for source, target in graph.links:
        taken[target].append(source)
    usual = {after.path: [before.path] for before, after in pairwise(graph.leaves)}
    unusual = {path: sources for path, sources in taken.items() if sources != usual.get(path)}
    return {path: _names(view, sources) for path, sources in unusual.items()}


def _names(view: View, sources: list[str]) -> str:
    names = (view.names.get(path) or view.graph.by_path[path].name for path in sources[:FEW])
    more = f" and {len(sources) - FEW} more" if len(sources) > FEW else ""
    return ", ".join(_fitted(plain(name), NARROW_NAME) for name in names) + more


def _fitted(name: str, columns: int) -> str:
    return name if cell_len(name) <= columns else set_cell_size(name, columns - 1) + "…"
