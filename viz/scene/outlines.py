"""The shapes of boxes, pills and frames at their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..layout import BADGE, BAR, GAP, LINE, NEAR, NOTE, PAD, SMALL, SMALL_BAR, TITLE, WIDEST, Box, Placed, Point, cut
from ..words import width
from .scene import Bar, Part, Rect, Shape, Text

CORNER, FRAME_CORNER = 6.0, 10.0
BEHIND = 4.0  # shift of the sheets behind a box that counts


def part_of(placed: Placed, shift: Point) -> Part:
    """The shapes of a box or frame, and what it is about."""
    box, x, y = placed.box, placed.x + shift[0], placed.y + shift[1]
    shapes = tuple(_pen(placed)(box, x, y))
    if box.is_label:
        return Part("", "", shapes)
    if placed.is_frame and box.mark:  # a panel stands for several places; its own is elsewhere in the picture
        return Part("", ", ".join(filter(None, (f"panel {box.mark}", box.name, box.note))), shapes)
    about = box.mark, box.path, box.title, box.shape, box.detail, box.below
    return Part(box.path, ", ".join(filter(None, about)), shapes)


def _pen(placed: Placed) -> Callable[[Box, float, float], Iterator[Shape]]:
    """What draws a box or frame."""
    box = placed.box
    if placed.is_frame:
        return _frame
    if box.is_pill:
        return _label if box.is_label else _pill
    if box.lines:
        return _tall
    return _block if box.is_block else _small if box.is_small else _layer


def _label(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield Text(x + box.width / 2, y + box.height / 2 + 4, box.title, NOTE, tone="muted", anchor="middle")


def _outline(box: Box, x: float, y: float) -> Iterator[Shape]:
    """The sheet behind what counts, and the box or block itself."""
    if not box.is_block:
        if box.count > 1:
            yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "line", CORNER)
        yield Rect(x, y, box.width, box.height, "box", "line", CORNER)
        yield Bar(x, y, box.height, box.role, BAR, CORNER)
        return
    if box.count > 1:
        yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "border", CORNER + 2)
    yield Rect(x, y, box.width, box.height, "frame", "border", CORNER + 2)


def _layer(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield from _outline(box, x, y)
    room = box.width - box.inset - PAD
    if box.compact:
        yield Text(x + box.inset, y + 19, cut(box.title, room, TITLE))
        yield Text(x + box.inset, y + 36, cut(box.shape, room, SMALL), SMALL, tone="muted")
        return
    middle = y + box.height / 2 + 4.5
    left = cut(box.title, room - GAP - width(box.shape, SMALL), TITLE)
    yield Text(x + box.inset, middle, left)
    yield Text(x + box.width - PAD, middle, box.shape, SMALL, tone="muted", anchor="end")


def _tall(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield from _outline(box, x, y)
    start = y + (box.height - LINE * len(box.lines)) / 2 + 12
    yield from _badge(box, x + box.inset, start)
    for number, line in enumerate(box.lines):
        inset = box.inset + (0 if number else box.badge)
        shown = cut(line.text, box.width - inset - NEAR, line.size, line.weight)
        yield Text(x + inset, start + number * LINE, shown, line.size, line.weight, line.tone)


def _small(box: Box, x: float, y: float) -> Iterator[Shape]:
    if box.count > 1:
        yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "line", CORNER)
    yield Rect(x, y, box.width, box.height, "box", "line", CORNER)
    yield Bar(x, y, box.height, box.role, SMALL_BAR, CORNER)
    middle, room = x + (box.width + SMALL_BAR) / 2, box.width - SMALL_BAR - NEAR
    yield Text(middle, y + box.height / 2 + 4.2, cut(box.title, room, SMALL), SMALL, anchor="middle")


def _pill(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield Rect(x, y, box.width, box.height, box.role, "line", box.height / 2)
    text = cut(box.title, box.width - 8, TITLE)
    yield Text(x + box.width / 2, y + box.height / 2 + 4.5, text, anchor="middle")


def _block(box: Box, x: float, y: float) -> Iterator[Shape]:
    yield from _outline(box, x, y)
    right, below = x + box.width - PAD, box.width - 3 * PAD - width(box.params, NOTE)
    beside = right - (width(box.times, TITLE, 600) + 10 if box.times else 0)
    yield Text(right, y + 19, box.times, TITLE, 600, anchor="end")
    yield from _named(box, x + PAD, y + 19, beside - width(box.shape, SMALL) - GAP - x - PAD)
    yield Text(beside, y + 19, box.shape, SMALL, tone="muted", anchor="end")
    yield Text(right, y + 36, box.params, NOTE, tone="muted", anchor="end")
    yield Text(x + PAD, y + 36, cut(box.detail, below, NOTE), NOTE, tone="muted")
    yield Text(x + PAD, y + 52, cut(box.below, box.width - 2 * PAD, NOTE), NOTE, tone="muted")


def _badge(box: Box, x: float, y: float) -> Iterator[Shape]:
    """The mark of a box as a round sign on the line at `y`."""
    if box.mark:
        long = box.badge - 7
        yield Rect(x, y - 4.5 - BADGE / 2, long, BADGE, "text", "", BADGE / 2)
        yield Text(x + long / 2, y - 0.2, box.mark, SMALL, 600, tone="box", anchor="middle")


def _named(box: Box, x: float, y: float, room: float) -> Iterator[Shape]:
    yield from _badge(box, x, y)
    x, room = x + box.badge, room - box.badge
    name = cut(box.name, room, TITLE, 600)
    yield Text(x, y, name, TITLE, 600)
    used = width(name, TITLE, 600) + 8
    if box.title and room > used:
        yield Text(x + used, y, cut(box.title, room - used, TITLE), TITLE, tone="muted")


def _frame(box: Box, x: float, y: float) -> Iterator[Shape]:
    if box.count > 1:
        yield Rect(x + BEHIND, y + BEHIND, box.width, box.height, "back", "border", FRAME_CORNER)
    yield Rect(x, y, box.width, box.height, "frame", "border", FRAME_CORNER)
    right = x + box.width - PAD
    yield Text(right, y + 20, box.times, TITLE, 600, anchor="end")
    beside = right - (width(box.times, TITLE, 600) + 10 if box.times else 0)
    yield Text(beside, y + 20, box.params, SMALL, tone="muted", anchor="end")
    room = min(beside - width(box.params, SMALL) - GAP - x - PAD, WIDEST)
    yield from _named(box, x + PAD + 2, y + 20, room)
    yield Text(x + PAD + 2, y + 36, cut(box.note, min(box.width - 2 * PAD, WIDEST), NOTE), NOTE, tone="muted")
