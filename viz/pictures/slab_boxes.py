"""Boxes that hold solids, and below them what these measure and what made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..graph import Node
from ..layout import NOTE, SMALL, Box, Saying, box_of, broken
from ..scene import Part, Shape, Slab, Text, side_by_side, solid_of
from ..views import View
from ..words import DOT, width

LINE, BELOW = 15.0, 19.0  # height of a line of text, and room for the channels below the front


@dataclass(frozen=True)
class Made:
    """A layer as a slab: its path, what a reader may ask of it, and the colour it has."""

    path: str
    about: str
    role: str
    slab: Slab


@dataclass(frozen=True)
class SolidBox(Box):
    """A box that holds solids side by side, and below them what they measure and what made them."""

    made: tuple[Made, ...] = ()

    @property
    def breadth(self) -> float:
        """From the left of its first solid to the right of all."""
        return max(one.slab.x + one.slab.solid.breadth for one in self.made)

    @property
    def low(self) -> float:
        """Where the lowest front ends."""
        return max(one.slab.low for one in self.made)

    @property
    def solid_left(self) -> float:
        """Where in the box the solids begin."""
        return (self.width - self.breadth) / 2


@dataclass(frozen=True)
class Maker:
    """Makes the boxes of a picture whose solids have a scale, with texts about as wide as allowed.

    Attributes:
        layers: what is drawn, each layer by itself.
        stacks: the layers of nodes that stand for several.
        changes: the nodes that tell their height and width.
        ends: those that tell what these are behind them, which nothing after them does.
        scale, widest: of solids, and of texts.
        has_pills: whether sums and joins are small and round, and no solids.
    """

    layers: View
    stacks: Mapping[str, Sequence[Node]]
    changes: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    scale: float = 1.0
    widest: float = 118.0
    has_pills: bool = True

    def __call__(self, _: View, node: Node) -> Box:
        """The box of a layer, stack or closed block; a sum or join as a pill."""
        members = self.stacks.get(node.path, (node,))
        boxes = [box_of(self.layers, member, compact=True) for member in members]
        if len(members) == 1 and boxes[0].is_pill and self.has_pills:
            return boxes[0]
        slabs = side_by_side([solid_of(member, self.scale) for member in members])
        made = tuple(
            Made(box.path, _about(box), self.layers.work(member) if box.is_block else box.role, slab)
            for box, member, slab in zip(boxes, members, slabs, strict=True)
        )
        empty = SolidBox(node.path, made[0].role, title=boxes[0].title, shape=boxes[0].shape, made=made)
        lines = (*self._size(node.path, members), *self._lines(boxes, max(self.widest, empty.breadth)))
        first = slabs[0]
        texts = [width(line.text, line.size, line.weight) for line in lines]
        return replace(
            empty,
            lines=lines,
            middle=first.y + first.solid.slant + first.solid.height / 2,
            width=max(empty.breadth, width(first.solid.across, SMALL), *texts, 0.0),
            height=empty.low + BELOW + LINE * len(lines) + 4,
        )

    def _size(self, path: str, members: Sequence[Node]) -> Iterator[Saying]:
        """Height and width, where they change."""
        told = [members[0]] * (path in self.changes) + [members[-1]] * (path in self.ends)
        sizes = [node.outputs[0].shape[1:-1] if node.outputs else () for node in told]
        said = [" × ".join("?" if size is None else str(size) for size in each) for each in sizes if each]
        if said:
            yield Saying(" → ".join(said), NOTE, tone="muted")

    def _lines(self, boxes: Sequence[Box], widest: float) -> Iterator[Saying]:
        """What stands below solids: the name of a block, and what it is; shape and parameters go without saying."""
        box = boxes[0]
        if box.is_block:
            yield from _broken(f"{box.name} {box.times}".strip(), widest, SMALL, 600)
            for text in filter(None, (box.title, box.detail, box.below)):
                yield from _broken(text, widest, NOTE)
            return
        if len(boxes) == 1:
            name, *said = box.title.split(DOT)
            yield from _broken(name, widest, SMALL)
            yield from _broken(DOT.join(said), widest, NOTE) if said else ()
            return
        for title, alike in groupby(box.title for box in boxes):
            number = len(list(alike))
            yield from _broken(f"{title} ×{number}" if number > 1 else title, widest, NOTE)


def _broken(text: str, widest: float, size: float, weight: int = 400) -> Iterator[Saying]:
    """Text in lines, none of which is cut."""
    tone = "text" if size == SMALL else "muted"
    yield from (Saying(line, size, weight, tone) for line in broken(text, widest, size, weight))


def _about(box: Box) -> str:
    return ", ".join(text for text in (box.path, box.title, box.shape, box.detail) if text)


def parts_of_box(box: SolidBox, x: float, y: float) -> Iterator[Part]:
    """Every solid of a box as a part of its own, with the figure below its front; texts belong to the first."""
    left = x + box.solid_left
    for number, one in enumerate(box.made):
        shapes: list[Shape] = [*one.slab.solid.faces(left + one.slab.x, y + one.slab.y, one.role)]
        shapes += _figure(box, one, left, y) if number == 0 or one.slab.solid.across != "" else []
        shapes += _captions(box, x, y) if number == 0 else []
        yield Part(one.path, one.about, tuple(shapes))


def _figure(box: SolidBox, one: Made, left: float, y: float) -> list[Shape]:
    """The channels or units below the front."""
    solid = one.slab.solid
    middle = left + one.slab.x + solid.depth / 2
    return [Text(middle, y + box.low + 13, solid.across, SMALL, tone="muted", anchor="middle")]


def _captions(box: SolidBox, x: float, y: float) -> list[Shape]:
    return [
        Text(
            x + box.width / 2, y + box.low + BELOW + 12 + number * LINE, li.text, li.size, li.weight, li.tone, "middle"
        )
        for number, li in enumerate(box.lines)
    ]
