"""What the boxes and headers of a view say and how wide that is: all that a browser would have to measure."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ...graph import Node
from ...layout import GAP, NOTE, PAD, SMALL, TITLE, WIDEST, Box, block_box, box_of, cut, tall
from ...views import View
from ...words import UNITS, width

Record = list[Any]


class Index:
    """Distinct values in the order in which they come; each is known by its number from then on."""

    def __init__(self) -> None:
        self._number: dict[Hashable, int] = {}

    def of(self, value: Hashable) -> int:
        """The number of a value."""
        return self._number.setdefault(value, len(self._number))

    def all(self) -> list[Any]:
        """The values by number."""
        return list(self._number)


class Wording:
    """Texts with their widths, and records of boxes that point to them, each once."""

    def __init__(self, *, sideways: bool) -> None:
        self._sideways = sideways
        self._texts = Index()
        self._boxes = Index()
        self._blocks = Index()
        self._text("")  # the first text, which records leave out at their end

    def texts(self) -> list[Record]:
        """Each text and its width in units of the font."""
        return [list(text) for text in self._texts.all()]

    def boxes(self) -> list[Record]:
        """The records of leaves by number."""
        return [list(box) for box in self._boxes.all()]

    def blocks(self) -> list[Record]:
        """The records of blocks by number."""
        return [list(block) for block in self._blocks.all()]

    def box(self, view: View, node: Node, roles: list[str]) -> int:
        """Number of a leaf's record: role, title and shape, and the title of the narrow form where that is another."""
        beside, below = (box_of(view, node, compact=compact) for compact in (False, True))
        role = roles.index(beside.role)
        if beside.is_pill:
            return self._boxes.of((role, self._text(cut(beside.title, beside.width - 8, TITLE))))
        if self._sideways:
            return self._boxes.of((role, self._lines(beside)))
        shape = self._text(beside.shape)
        around = beside.inset + PAD
        title = self._filling(beside.title, WIDEST - around - GAP - width(beside.shape, SMALL))
        tight = self._filling(below.title, WIDEST - around)
        return self._boxes.of((role, title, shape, *([tight] if tight != title else [])))

    def block(self, closed: View, node: Node) -> int:
        """Number of a block's record: its count, name, title, shape, detail, figure and note; then how often it stands
        there, as text, and its short lines. What is empty at the end is left out."""
        box = block_box(closed, closed.graph.by_path[node.path])
        lines = self._lines(box) if self._sideways else 0
        times = self._text(box.times, 600)
        record = [*self._closed(box), self._text(cut(box.note, WIDEST - 2 * PAD, NOTE)), times, lines]
        while not record[-1]:
            record.pop()
        return self._blocks.of((box.count, *record))

    def _closed(self, box: Box) -> Record:
        times = width(box.times, TITLE, 600) + 10 if box.times else 0
        room = WIDEST - 2 * PAD - times - width(box.shape, SMALL) - GAP
        name = self._filling(box.name, room, 600)
        beside = room - width(box.name, TITLE, 600) - 8
        title = self._filling(box.title, beside) if beside > 0 else self._text("")
        detail = self._text(cut(box.detail, WIDEST - 3 * PAD - width(box.params, NOTE), NOTE))
        return [name, title, self._text(box.shape), detail, self._text(box.params)]

    def _lines(self, box: Box) -> tuple[tuple[int, float, int, int], ...]:
        """The short lines of a box in a picture from left to right: text, size, whether bold, whether muted."""
        return tuple(
            (self._filling(li.text, WIDEST, li.weight, li.size), li.size, int(li.weight > 400), int(li.tone == "muted"))
            for li in tall(box).lines
        )

    def _filling(self, text: str, room: float, weight: int = 400, size: float = TITLE) -> int:
        """A text that fits the room; one that has to be cut takes all of it."""
        line = " ".join(text.split())
        said = cut(line, room, size, weight)
        return self._text(line, weight) if said == line else self._texts.of((said, room * UNITS / size))

    def _text(self, text: str, weight: int = 400) -> int:
        line = " ".join(text.split())
        return self._texts.of((line, int(width(line, UNITS, weight))))
