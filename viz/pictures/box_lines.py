"""What the formats made of text say of each node: the words of its box, line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..graph import Node
from ..layout import SMALL, TITLE, WIDEST, Box, block_box, box_of, cut
from ..views import View
from ..words import DOT, figure, params_of


@dataclass(frozen=True)
class Words:
    """The words of a node: its name and count where it is a block, what it is, its shape and parameters."""

    name: str
    title: str
    shape: str
    params: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The words in lines of a box."""
        return tuple(
            line for line in (self.name, self.title, DOT.join(filter(None, (self.shape, self.params)))) if line
        )

    @property
    def heading(self) -> str:
        """The words of an open block, in one line."""
        return DOT.join(part for part in (self.name, self.title, self.params) if part)


def words_of(view: View, node: Node) -> Words:
    """The words of a closed block or a layer."""
    return _words(view, box_of(view, node, compact=True))


def words_of_frame(view: View, node: Node) -> Words:
    """The words of an open block."""
    return _words(view, replace(block_box(view, node), detail=""))


def _words(view: View, box: Box) -> Words:
    count = params_of(view.graph.inside(box.path))
    params = "" if count == 0 else figure(count)
    name = cut(" ".join(filter(None, (box.mark, box.name, box.times))), WIDEST, TITLE, 600) if box.name else ""
    title = DOT.join(cut(text, WIDEST, TITLE) for text in (box.title, box.detail, box.below) if text)
    return Words(name, title, cut(box.shape, WIDEST, SMALL), params)
