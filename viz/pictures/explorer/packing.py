"""Write text so that what repeats stands there once: later copies are a sign, how far back, and how long."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

SIGN = "~"
DIGITS = "".join(chr(code) for code in range(35, 126) if chr(code) not in "&'<>\\`")  # safe in an attribute
FAR = len(DIGITS) ** 2  # characters back that a copy may lie, less one
LEAST = 5  # characters of a copy; a shorter one is not worth its four signs
MOST = LEAST + len(DIGITS) - 1
ENOUGH = 40  # a copy as long as this is not searched for further
TRIES = 200  # places that are looked at for the longest copy, the nearest first


def packed(text: str) -> str:
    r"""ASCII text without `SIGN`, packed; `packing.js` undoes it.

    Example:
        >>> packed("conv1,conv2,conv3")
        'conv1,conv2~#+#3'
    """
    found: list[str] = []
    places: dict[str, list[int]] = {}
    at = 0
    while at < len(text):
        start, length = _longest(text, at, places.get(text[at : at + LEAST], ()))
        found.append(_copy(at - start, length) if length else text[at])
        end = at + max(length, 1)
        for place in range(at, end):
            places.setdefault(text[place : place + LEAST], []).append(place)
        at = end
    return "".join(found)


def _longest(text: str, at: int, places: Sequence[int]) -> tuple[int, int]:
    """Start and length of the longest copy of what comes at a place; a length of 0 for none."""
    best = (0, 0)
    for start in islice(reversed(places), TRIES):
        if at - start >= FAR or best[1] >= ENOUGH:
            break
        length = _common(text, start, at)
        if length > best[1]:
            best = (start, length)
    return best if best[1] >= LEAST else (0, 0)


def _common(text: str, one: int, other: int) -> int:
    length = 0
    while length < MOST and other + length < len(text) and text[one + length] == text[other + length]:
        length += 1
    return length


def _copy(back: int, length: int) -> str:
    high, low = divmod(back, len(DIGITS))
    return SIGN + DIGITS[high] + DIGITS[low] + DIGITS[length - LEAST]
