"""Mistakes of a user, told in one line.

ConvatlasError
├── SourceError    a source cannot be found, read or built
└── FormatError    a format, style, theme or column that does not exist
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

WRAPPED = re.compile(r"Exception encountered when calling [^\n]*\n|Error encountered:\n|Exception encountered: ")
COLOURS = re.compile(r"\x1b\[\d*m")


class ConvatlasError(ValueError):
    """What a user can mend; the text says how."""


class SourceError(ConvatlasError):
    """A source cannot be found, read or built."""


class FormatError(ConvatlasError):
    """A format, style, theme or column that does not exist."""


def suggestion(word: str, words: Iterable[str]) -> str:
    """`, did you mean ...?` where some of `words` are near to `word`, else nothing."""
    near = difflib.get_close_matches(word, list(words), n=3, cutoff=0.55)
    return f", did you mean {' or '.join(near)}?" if near else ""


def first_line(error: BaseException, longest: int = 300) -> str:
    """What an error says, in one line; of the words that Keras wraps around a user's error, none."""
    inner = WRAPPED.split(str(error))[-1]
    lines = [line for line in map(str.strip, COLOURS.sub("", inner).splitlines()) if line]
    return lines[0][:longest] if lines else "no reason given"
