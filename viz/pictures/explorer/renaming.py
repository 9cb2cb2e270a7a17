"""Short names in the explorer's script for what its modules declare at their top."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count
from string import ascii_letters

DECLARED = re.compile(r"^(?:export )?(?:const|let|async function|function|class) ([\w$]+)", re.MULTILINE)
WORD = re.compile(r"[\w$]+")
LONG = 4  # characters of a name that is worth a shorter one
OPENING, CLOSING, QUOTES = "([{", ")]}", "\"`'/"


def short_names(code: str, pieces: Sequence[str]) -> dict[str, str]:
    """Short names for those that code declares at its top; `pieces` are its words, texts and signs.

    A name that is also a property, a key or part of a text somewhere stays as it is.

    Example:
        >>> short_names("const first = 1;\\nconst other = {first: 2};", ["other", "=", "{", "first", ":", "2", "}"])
        {'other': '$a'}
    """
    declared = {name for name in DECLARED.findall(code) if len(name) >= LONG} - {*_otherwise(pieces)}
    found = [name for name, _ in Counter(pieces).most_common() if name in declared]
    return dict(zip(found, _names({*pieces}), strict=False))


def _otherwise(pieces: Sequence[str]) -> Iterator[str]:
    """Names that stand in texts, behind dots, or as keys of objects and names of methods."""
    opened: list[str] = []
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if piece in OPENING:
            opened.append(piece)
        elif piece in CLOSING:
            opened.pop()
        elif piece[0] in QUOTES:
            yield from WORD.findall(piece)
        elif before == "." or (opened[-1:] == ["{"] and before in "{,};" and after in ":,}("):
            yield piece


def _names(taken: Collection[str]) -> Iterator[str]:
    letters = (f"${letter}" for letter in ascii_letters)
    further = (f"${letter}{number}" for number in count() for letter in ascii_letters)
    return (name for name in chain(letters, further) if name not in taken)
