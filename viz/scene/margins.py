"""What every picture has around it: a title with totals above, a legend of the colours used below."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..graph import OTHER, ROLES
from ..layout import NOTE, SMALL, cut
from ..words import width
from .scene import LEGEND_NAMES, MARGIN, Part, Rect, Scene, Shape, Text

HEADING = 20.0  # font size of the title
TOP = 50.0  # room for title and totals
LEGEND, LEGEND_ROW = 44.0, 20.0  # room for the legend, and what each further line adds
SWATCH = 12.0
FOOT = 22.0  # between what is shown and the legend


def framed(title: str, totals: str, size: tuple[float, float], parts: Sequence[Part], roles: Collection[str]) -> Scene:
    """The scene of parts that fill `size` from (MARGIN, MARGIN + TOP) on, with its title and legend."""
    inner = room_along(title, totals, size[0])
    foot = MARGIN + TOP + size[1] + FOOT
    legend, height = _legend(roles, inner, foot)
    every = (Part("", "", tuple(_heading(title, totals, inner))), *parts, Part("", "", tuple(legend)))
    return Scene(inner + 2 * MARGIN, 2 * MARGIN + TOP + size[1] + height, title, totals, every, foot)


def with_foot(scene: Scene, legend: Part, height: float, needed: float) -> Scene:
    """The scene with another legend, so high and with its right end there."""
    width = max(scene.width, needed + MARGIN)
    return replace(scene, parts=(*scene.parts[:-1], legend), width=width, height=scene.foot + height + MARGIN / 2)


def room_along(title: str, totals: str, length: float) -> float:
    """Width of a picture without its margins: of what it shows, or of its totals where these are wider."""
    return max(length, min(width(title, HEADING, 600), 600), width(totals, SMALL))


def _heading(title: str, totals: str, room: float) -> Iterator[Text]:
    yield Text(MARGIN, MARGIN + 14, cut(title, room, HEADING, 600), HEADING, 600)
    yield Text(MARGIN, MARGIN + 34, cut(totals, room, SMALL), SMALL, tone="muted")


def _legend(used: Collection[str], room: float, y: float) -> tuple[list[Shape], float]:
    """Swatches of the roles used, in as many lines as they need, and the height of it all."""
    x, shapes, line = MARGIN, list[Shape](), 0
    for role in (role for role in (*ROLES, OTHER) if role in used):
        name = LEGEND_NAMES.get(role, role)
        needed = SWATCH + 6 + width(name, NOTE) + 18
        if x > MARGIN and x + needed - 18 > MARGIN + room:
            x, line = MARGIN, line + 1
        top = y + line * LEGEND_ROW
        shapes.append(Rect(x, top, SWATCH, SWATCH, role, "line", 3))
        shapes.append(Text(x + SWATCH + 6, top + 10, name, NOTE, tone="muted"))
        x += needed
    return shapes, (LEGEND + line * LEGEND_ROW - MARGIN / 2) if shapes else 0.0
