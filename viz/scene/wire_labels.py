"""Shapes of tensors beside the wires that carry them, where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..layout import NOTE, Layout, Placed, Point, Wire, header_height
from .scene import Text

ASIDE, ABOVE = 5.0, 5.0  # between a wire and the text at its right, or above it
ASCENT, DESCENT = 9.0, 3.0  # of the text, pixels
CLEAR = 2.0  # least room around a text
Area = tuple[float, float, float, float]  # left, top, right, bottom


def edge_labels(layout: Layout, texts: Mapping[str, str], shift: Point) -> Iterator[Text]:
    """One label a tensor, by what makes it, beside the first piece of its wires where it touches nothing."""
    taken = [*(_area(wire_piece) for wire in layout.wires for wire_piece in pairwise(wire.points))]
    taken += [area for placed in layout.placed for area in _closed(placed)]
    wires: dict[str, list[Wire]] = {}
    for wire in layout.wires:
        wires.setdefault(wire.source, []).append(wire)
    for source, ways in wires.items():
        said = texts.get(source, "")
        for text in (text for wire in ways for text in _places(wire, said)):
            area = (text.left - CLEAR, text.y - ASCENT, text.left + text.length + CLEAR, text.y + DESCENT)
            if said and not any(_touch(area, other) for other in taken):
                taken.append(area)
                yield Text(text.x + shift[0], text.y + shift[1], said, NOTE, tone="muted", anchor=text.anchor)
                break


def _places(wire: Wire, said: str) -> Iterator[Text]:
    """Where a label could stand: at the right of pieces that go down, above pieces that go along."""
    for (x, y), (to_x, to_y) in pairwise(wire.points):
        if abs(x - to_x) < 1:
            yield Text(x + ASIDE, (y + to_y) / 2 + 3, said, NOTE)
        else:
            yield Text((x + to_x) / 2, y - ABOVE, said, NOTE, anchor="middle")


def _closed(placed: Placed) -> Iterator[Area]:
    """The area of a box; of a frame its header and the lines around it."""
    left, top, right, bottom = placed.x, placed.y, placed.right, placed.bottom
    if not placed.is_frame:
        yield left, top, right, bottom
        return
    yield left, top, right, top + header_height(placed.box)
    yield left, bottom, right, bottom
    yield left, top, left, bottom
    yield right, top, right, bottom


def _area(piece: tuple[Point, Point]) -> Area:
    (x, y), (to_x, to_y) = piece
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _touch(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
