"""Widths of text by the metrics that we ship, so that a picture is the same on every machine."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files

UNITS = 2048  # units of an em in the table
AVERAGE = 1200  # of a character that the table lacks
FAMILY = "Inter, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
ELLIPSIS = "…"


@cache
def _advances(weight: int) -> dict[str, int]:
    text = files(__package__).joinpath("fonts", "advances.json").read_text(encoding="utf-8")
    table: dict[str, int] = json.loads(text)[str(weight)]
    return table


def _advance(character: str, table: dict[str, int]) -> int:
    if character in table:
        return table[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn"):
        return 0
    return UNITS if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF else AVERAGE


@cache
def width(text: str, size: float, weight: int = 400) -> float:
    """Width of `text` in pixels at a font size in pixels.

    Example:
        >>> round(width("Conv 3×3", 13), 1) < round(width("Conv 3×3", 13, 600), 1)
        True
    """
    table = _advances(600 if weight >= 500 else 400)
    return sum(_advance(character, table) for character in text) * size / UNITS


def fitted(text: str, room: float, size: float, weight: int = 400) -> str:
    """`text`, cut and ended by … where it is wider than `room` pixels.

    Example:
        >>> fitted("a name that is much too long", 80, 13)
        'a name tha…'
    """
    if width(text, size, weight) <= room:
        return text
    low, high = 0, min(len(text), int(room) + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle] + ELLIPSIS, size, weight) <= room else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS


def has_all(text: str) -> bool:
    """Whether the fonts that we ship hold every character of `text`."""
    return all(character in _advances(400) for character in text)
