"""What is said of a mistake: in one line, with the nearest right names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

WRAPPED = re.compile(r"Exception encountered when calling [^\n]*\n|Error encountered:\n|Exception encountered: ")
COLOURS = re.compile(r"\x1b\[\d*m")


class ConvatlasError(ValueError):
    """What a user can mend; the text says how."""


def suggestion(word: str, words: Iterable[str]) -> str:
    """`, did you mean ...?` where some of `words` are near to `word`, else nothing.

    Example:
        >>> suggestion("resnet51", ["resnet50", "vgg16"])
        ', did you mean resnet50?'
    """
    near = difflib.get_close_matches(word, list(words), n=3, cutoff=0.55)
    return f", did you mean {' or '.join(near)}?" if near else ""


def first_line(error: BaseException, longest: int = 300) -> str:
    """What an error says, in one line; of the words that Keras wraps around a user's error, none."""
    inner = WRAPPED.split(str(error))[-1]
    lines = [line for line in map(str.strip, COLOURS.sub("", inner).splitlines()) if line]
    return lines[0][:longest] if lines else "no reason given"
