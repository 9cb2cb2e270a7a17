"""Marks on the boxes of a picture where a network at work showed that something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..graph import Observed
from ..layout import Placed, Point
from ..scene import Part, Rect, Text, part_of

SIGN, COLOUR = "!", "removed"
BADGE = 18.0  # diameter of a sign


def with_faults(observed: Mapping[str, Observed]) -> Callable[[Placed, Point], Part]:
    """The shapes of a box of a view of the graph, with a sign where it, or a layer that it stands for, has a fault."""
    wrong = {path: seen.fault for path, seen in observed.items() if seen.fault}

    def box(placed: Placed, shift: Point) -> Part:
        part = part_of(placed, shift)
        path = placed.box.path
        found = [text for at, text in wrong.items() if at == path or at.startswith(f"{path}/")]
        return _marked(part, (placed.x + shift[0], placed.y + shift[1]), found) if found else part

    return box if wrong else part_of


def _marked(part: Part, corner: Point, texts: list[str]) -> Part:
    x, y = corner
    shapes = (replace(s, stroke=COLOUR) if isinstance(s, Rect) and s.stroke else s for s in part.shapes)
    badge = Rect(x - BADGE / 2, y - BADGE / 2, BADGE, BADGE, "box", COLOUR, BADGE / 2)
    sign = Text(x, y + 4.5, SIGN, weight=600, anchor="middle")
    return replace(part, about="; ".join([part.about, *texts]), shapes=(*shapes, badge, sign))
