"""What is said of a mistake: in one line of printable text, with the nearest right names."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from typing import Any

WRAPPED = re.compile(r"Exception encountered when calling [^\n]*\n|Error encountered:\n|Exception encountered: ")
COLOURS = re.compile(r"\x1b\[[\d;]*m")
HALF = re.compile("[\ud800-\udfff]")
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)  # what steers a terminal, turns the direction of reading or hides a text
LONGEST = 390  # characters of a message
LONGEST_VALUE = 120  # of what it quotes
MARK = " ... "


class ConvatlasError(ValueError):
    """What a user can mend; the text, one printable line of bounded length, says how."""

    def __init__(self, text: object = "") -> None:
        super().__init__(one_line(str(text)))


def one_line(text: str, longest: int = LONGEST) -> str:
    """Text of any origin as one line: nothing moves the cursor, turns the writing or fills the screen.

    Example:
        >>> one_line("no layer \\x1b[31m\\u202eknird\\n")
        'no layer \\\\x1b[31m\\\\u202eknird'
    """
    words = " ".join(text.split()) if "\n" in text or "\r" in text else text
    return _shortened(printable(_shortened(words, 8 * longest)), longest)


def printable(text: str) -> str:
    """Text whose control, bidirectional and half characters are written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def shown(value: object, longest: int = LONGEST_VALUE) -> str:
    """A value as messages quote it; of a long one its beginning and its end."""
    return one_line(str(value), longest)


def json_text(value: Any) -> str:
    """A value as JSON on one line that steers no terminal, and that UTF-8 can hold: of half a character stands a sign.

    Example:
        >>> json_text({"망": "\\x9b31m \\ud800"}).encode().decode()
        '{"망": "\\\\u009b31m \ufffd"}'
    """
    text = HALF.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return UNSEEN.sub(lambda found: "".join(map(_escaped, found[0])), text)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]  # as two, where one takes so many


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = longest // 3
    return text[: longest - end - len(MARK)] + MARK + text[-end:]


def suggestion(word: str, words: Iterable[str]) -> str:
    """`, did you mean ...?` where some of `words` are near to `word`, else nothing.

    Example:
        >>> suggestion("resnet51", ["resnet50", "vgg16"])
        ', did you mean resnet50?'
    """
    near = difflib.get_close_matches(word[:LONGEST_VALUE], list(words), n=3, cutoff=0.55)
    return f", did you mean {' or '.join(near)}?" if near else ""


def said(error: BaseException) -> str:
    """The words of an error, none where its own code fails to give them.

    Example:
        >>> said(ValueError("too many"))
        'too many'
    """
    try:
        return str(error)
    except (Exception, SystemExit):
        return ""


def first_line(error: BaseException, longest: int = 300) -> str:
    """What an error says, in one line; of the words that Keras wraps around a user's error, none."""
    inner = WRAPPED.split(said(error))[-1]
    lines = [line for line in map(str.strip, COLOURS.sub("", inner).splitlines()) if line]
    return one_line(lines[0], longest) if lines else "no reason given"
