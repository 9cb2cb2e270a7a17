"""Text in the room that it has: cut on one line, or broken into several."""

from __future__ import annotations

import re

from ..words import DOT, fitted, width

WIDEST = 560  # of a box; longer text is cut


def cut(text: str, room: float, size: float, weight: int = 400) -> str:
    """Text on one line that fits the room."""
    return fitted(" ".join(text.split()), room, size, weight)


def wrapped(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Text broken between words, but not at a stroke, into lines that fit the room; a word that is too long is cut."""
    lines: list[str] = []
    for word in _words(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(cut(word, room, size, weight))
    return lines


def broken(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Text in lines that fit the room, broken at its dots where these are; a long word makes the room wider.

    Example:
        >>> broken("Conv 3×3 · BN · ReLU", 90, 12), broken("first_and_longest_of_all", 90, 12)
        (['Conv 3×3 · BN', 'ReLU'], ['first_and_longest_of_all'])
    """
    lines: list[str] = []
    for piece in text.split(DOT):
        longer = f"{lines[-1]}{DOT}{piece}" if lines else piece
        if width(longer, size, weight) <= room:
            lines[-1:] = [longer]
        else:
            lines += wrapped(piece, room_for(piece, room, size, weight), size, weight)
    return lines


def room_for(text: str, least: float, size: float, weight: int = 400) -> float:
    """The room in which text can be broken without a cut: at `least` that, more for a long word, at most `WIDEST`."""
    return min(max(least, *(width(word, size, weight) for word in _words(text))), WIDEST)


def _words(text: str) -> list[str]:
    return re.split(r"(?<!/)\s+(?!/)", text)
