"""The boxes of panels: one short line each, without shapes, and text where ways begin and end."""

from __future__ import annotations

from dataclasses import replace

from ..words import width
from .boxes import NEAR, NOTE, PILL, SMALL, Box, sized
from .text_lines import WIDEST

SMALL_ROW, SMALL_PILL, LABEL = 26, 24, 16  # heights
SMALL_BAR = 7  # width of the colour bar


def label(path: str, text: str) -> Box:
    """Text without a box: what comes in or goes out."""
    return Box(path, title=text, is_label=True, is_pill=True, width=width(text, NOTE) + 4, height=LABEL)


def small(box: Box) -> Box:
    """The box of a layer as one short line without its shape; a sum or join as it is, a block without its shape."""
    if box.is_pill:
        return replace(box, width=max(SMALL_PILL, box.width - PILL + SMALL_PILL), height=SMALL_PILL)
    if box.is_block:
        return sized(replace(box, shape=""), compact=True)
    long = SMALL_BAR + 2 * NEAR + width(box.title, SMALL)
    return replace(box, shape="", is_small=True, width=min(long, WIDEST), height=SMALL_ROW)
