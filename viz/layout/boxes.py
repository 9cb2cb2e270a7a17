"""The text and size of every box and frame of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..graph import STEPS, Graph, Node
from ..views import View
from ..words import DOT, along, figure, params_of, shape_text, title, unit_title, width, with_operand, with_ports
from .text_lines import WIDEST, broken

TITLE, SMALL, NOTE = 13, 12, 11  # font sizes in pixels
BAR, PAD, GAP = 10, 12, 18  # colour bar at the left, space at the sides, least space between left and right text
ROW, TWO_ROWS, PILL = 32, 46, 26  # heights of boxes
BADGE = 18  # diameter of a mark
HEADER, NOTED = 30, 16  # height of a frame's header, and what a note adds
MOST_JOINED = 8  # tensors whose channels a join lists
SIGNS = {
    "Add": "+",
    "Multiply": "×",
    "Subtract": "\N{MINUS SIGN}",
    "Concatenate": "concat",
    "Average": "mean",
    "Maximum": "max",
}
LINE, NEAR, NARROW = 16, 8, 168  # boxes of short lines: height of a line, space at the right, widest


@dataclass(frozen=True)
class Saying:
    """A line of text in a box."""

    text: str
    size: float = SMALL
    weight: int = 400
    tone: str = "text"


@dataclass(frozen=True)
class Box:
    """What a box says and how large it is; a frame is a box that is open.

    Attributes:
        path: of the node it stands for.
        role: decides the colour of its bar; "" for blocks, which have none.
        name: of a block, in bold.
        title: what it is.
        shape: of its output.
        detail: what a block holds.
        note: what else a reader should know of a block.
        params: its parameters, as text.
        count: how often it stands in a row.
        unit: what is counted, where that does not go without saying.
        compact: whether the shape stands below the title instead of beside it.
        is_pill: whether it is drawn small and round, as sums and joins are.
        mark: letter of a block that is drawn once for several places.
        is_label: whether it is text alone.
        is_small: whether it is a box of one short line, as in panels.
        lines: what it says in short lines one below the other, in pictures from left to right.
        middle: where ways meet it, from its top, where that is not its middle.
    """

    path: str
    role: str = ""
    name: str = ""
    title: str = ""
    shape: str = ""
    detail: str = ""
    note: str = ""
    params: str = ""
    count: int = 1
    unit: str = ""
    compact: bool = False
    is_pill: bool = False
    mark: str = ""
    is_label: bool = False
    is_small: bool = False
    lines: tuple[Saying, ...] = ()
    middle: float | None = None
    width: float = 0
    height: float = 0

    @property
    def is_block(self) -> bool:
        """Whether it stands for a block."""
        return bool(self.name)

    @property
    def below(self) -> str:
        """Its note, where that stands on a line of its own when it is closed."""
        return "" if self.detail.endswith(self.note) else self.note

    @property
    def inset(self) -> float:
        """Where its text begins."""
        return PAD if self.is_block else BAR + PAD - 2

    @property
    def badge(self) -> float:
        """Room that its mark takes before its name."""
        return max(BADGE, width(self.mark, SMALL, 600) + 8) + 7 if self.mark else 0.0

    @property
    def times(self) -> str:
        """`×3` where it stands for several, `×3 steps` for calls of one layer."""
        return f"×{self.count} {self.unit}".strip() if self.count > 1 else ""


def box_of(view: View, node: Node, *, compact: bool) -> Box:
    """The box of a closed block or a layer."""
    members = view.members.get(node.path)
    if members is None and node.path in view.blocks:
        return sized(block_box(view, node), compact=compact)
    sign = SIGNS.get(node.kind)
    if sign and node.count == 1:
        return pill(node, sign, view.graph)
    said = unit_title(members) if members else title(node)
    shares = f" (as {node.shares})" if node.shares else ""
    steps = f" {STEPS}" if node.note == STEPS else ""
    times = f" ×{node.count}{steps}" if node.count > 1 else ""
    text = with_ports(view.graph, node, said + shares + times)
    box = Box(node.path, node.role, title=text, shape=shape_text(node.outputs), count=node.count)
    return sized(box, compact=compact)


def pill(node: Node, sign: str, graph: Graph) -> Box:
    """A small round box: a sum by its sign, a join by the channels that it joins."""
    text = with_operand(node) or (f"{sign} {_joined(node)}".strip() if node.kind == "Concatenate" else sign)
    text = with_ports(graph, node, text)
    long = width(text, TITLE) + 2 * PAD
    return Box(
        node.path, node.role, title=text, is_pill=True, width=max(PILL, long if len(text) > 1 else PILL), height=PILL
    )


def _joined(node: Node) -> str:
    """The sizes that a join puts side by side, and along which axis where that is not the last."""
    axis = node.setting("axis", "-1")
    place = int(axis) if axis.lstrip("-").isdigit() else -1
    sizes = [spec.shape[place] for spec in node.inputs if -len(spec.shape) <= place < len(spec.shape)]
    parts = " + ".join(str(size or "?") for size in sizes) if len(node.inputs) <= MOST_JOINED else ""
    return ", ".join(filter(None, [parts, along(node)]))


def block_box(view: View, node: Node) -> Box:
    """What a block says of itself, open or closed."""
    params = figure(params_of(view.graph.inside(node.path)))
    steps, note = (STEPS, "") if node.note == STEPS else ("", view.notes.get(node.path, ""))
    return Box(
        node.path,
        name=view.name(node),
        title=with_ports(view.graph, node, view.blocks.get(node.path, "")).strip(),
        shape=shape_text(node.outputs),
        detail=_detail(view.chains.get(node.path, ""), note, params),
        note=note,
        params=params if params != "0" else "",
        count=node.count,
        unit=steps,
        mark=view.marks.get(node.path, ""),
    )


def _detail(held: str, note: str, params: str) -> str:
    """What a block holds, and what else there is to know where both go on one line."""
    both = DOT.join(filter(None, (held, note)))
    return both if 2 * PAD + width(both, NOTE) + GAP + width(params, NOTE) <= WIDEST else held


def sized(box: Box, *, compact: bool) -> Box:
    """The box with the size that its text needs."""
    compact = compact or box.is_block
    box = replace(box, compact=compact, height=(TWO_ROWS if compact else ROW) + (NOTED if box.below else 0))
    return replace(box, width=min(needed_width(box), WIDEST))


def tall(box: Box, narrow: float = NARROW) -> Box:
    """The box as a narrow one of short lines; a sum or join as it is."""
    if box.is_pill or box.is_small:
        return box
    said = block_lines(box) if box.is_block else layer_lines(box)
    room = narrow - box.inset - NEAR
    lines = tuple(piece for line in said if line.text for piece in _pieces(line, room))
    first, *others = (width(line.text, line.size, line.weight) for line in lines)
    long = max(box.badge + first, *others, 0.0)
    return replace(box, lines=lines, width=box.inset + long + NEAR, height=LINE * len(lines) + 14)


def _pieces(line: Saying, room: float) -> Iterator[Saying]:
    """A line in as many as it needs; a name stays on one, by which it is looked up."""
    room = WIDEST if line.weight > 400 else room
    yield from (replace(line, text=text) for text in broken(line.text, room, line.size, line.weight))


def block_lines(box: Box) -> tuple[Saying, ...]:
    """What a block says, line by line."""
    return (
        Saying(f"{box.name} {box.times}".strip(), TITLE, 600),
        *(Saying(part) for part in (box.title, *box.detail.split(DOT))),
        Saying(box.below, NOTE, tone="muted"),
        Saying(box.shape, NOTE, tone="muted"),
        Saying(box.params, NOTE, tone="muted"),
    )


def layer_lines(box: Box) -> tuple[Saying, ...]:
    """What a layer says, line by line."""
    first, *more = box.title.split(DOT)
    return Saying(first), Saying(DOT.join(more)), Saying(box.shape, NOTE, tone="muted")


def needed_width(box: Box) -> float:
    """Pixels that the text of a box needs."""
    left = width(box.title, TITLE)
    shape = width(box.shape, SMALL)
    if box.is_block:
        times = 10 + width(box.times, TITLE, 600) if box.times else 0
        named = box.badge + width(box.name, TITLE, 600) + (8 + left if box.title else 0) + GAP + shape + times
        below = width(box.detail, NOTE) + GAP + width(box.params, NOTE)
        return 2 * PAD + max(named, below, width(box.below, NOTE))
    beside = max(left, shape) if box.compact else left + GAP + shape
    return box.inset + PAD + beside


def header_widths(box: Box) -> tuple[float, float]:
    """Room that the header of a frame needs at its left, for name and title, and at its right, for figures."""
    named = box.badge + width(box.name, TITLE, 600) + (8 + width(box.title, TITLE) if box.title else 0)
    left = min(max(named, width(box.note, NOTE)), WIDEST)
    right = width(box.params, SMALL) + (10 + width(box.times, TITLE, 600) if box.times else 0)
    return left + 2 * PAD, right + 2 * PAD


def header_height(box: Box) -> float:
    """Height of a frame's header: one line, two where there is a note."""
    return HEADER + (NOTED if box.note else 0)
