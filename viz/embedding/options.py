"""Options of directives and fences: how each is read from its text, and what is said of a wrong or unknown one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import FormatError, suggestion
from ..layout import PAGES, USUAL, Options, check_options
from ..pictures import USUAL_FINISH, Finish, finish_of
from ..words import shape_of

Read = Callable[[str, str], Any]  # from an option's name and text to its value
ALIGNMENTS = ("left", "center", "right")
LENGTH = re.compile(r"\d+(\.\d+)?\s*(px|em|ex|rem|%|cm|mm|in|pt|pc)?")
CLASS = re.compile(r"-?[A-Za-z_][\w-]*")
NAMED = re.compile(r"`([\w-]+)`")
PAGE = re.compile(r"(\d+(?:\.\d+)?)\s*x\s*(\d+(?:\.\d+)?)")


def _text(name: str, text: str) -> str:
    return " ".join(text.split())


def _words(name: str, text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


def _classes(name: str, text: str) -> list[str]:
    words = text.split()
    if not words or not all(map(CLASS.fullmatch, words)):
        raise FormatError(f"`{name}` (={text}) must be names of classes such as wide")
    return words


def _alignment(name: str, text: str) -> str:
    if text not in ALIGNMENTS:
        near = suggestion(text, ALIGNMENTS)
        raise FormatError(f"`{name}` (={text}) must be one of {', '.join(ALIGNMENTS)}{near}")
    return text


def _length(name: str, text: str) -> str:
    if not LENGTH.fullmatch(text):
        raise FormatError(f"`{name}` (={text}) must be a length such as 400px, 60% or 12cm")
    return text.replace(" ", "")


def _depth(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise FormatError(f"`{name}` (={text}) must be a whole number of at least 1")
    return int(text)


def _shape(name: str, text: str) -> tuple[int | None, ...] | None:
    return shape_of(text)


def _flag(name: str, text: str) -> bool:
    if text:
        raise FormatError(f"`{name}` (={text}) takes no value")
    return True


def _page(name: str, text: str) -> str | tuple[float, float]:
    size = PAGE.fullmatch(text)
    if size:
        return float(size[1]), float(size[2])
    if text not in (*PAGES, "none"):
        raise FormatError(f"`{name}` (={text}) must be one of {', '.join(PAGES)}, none, or a size such as 800x600")
    return text


FIGURE: dict[str, Read] = {
    "caption": _text,
    "name": _text,
    "align": _alignment,
    "class": _classes,
    "input-shape": _shape,
}
SHOWN: dict[str, Read] = {"alt": _text, "width": _length, "theme": _text, "direction": _text}
PICTURE: dict[str, Read] = {
    **SHOWN,
    "depth": _depth,
    "style": _text,
    "fold": _text,
    "fit": _page,
    "labels": _words,
    "interactive": _flag,
    "background": _text,
    "text": _text,
    "color-by": _text,
}
TABLE: dict[str, Read] = {"depth": _depth, "columns": _words}
DIFF: dict[str, Read] = {**SHOWN, "picture": _flag}


class Texts(dict[str, Callable[[str | None], str]]):
    """What docutils asks how to read an option: as text, known or not, so that we can say what is wrong with it."""

    def __missing__(self, name: str) -> Callable[[str | None], str]:
        return as_text


def as_text(text: str | None) -> str:
    """The text of an option, "" where it has none."""
    return (text or "").strip()


def texts(allowed: Mapping[str, Read]) -> Texts:
    """The option specification of a directive."""
    return Texts(dict.fromkeys(allowed, as_text))


def read(
    directive: str, given: Mapping[str, str], allowed: Mapping[str, Read], *, written: str = ":{}:"
) -> dict[str, Any]:
    """The values of the options given, which are `written` so.

    Raises:
        FormatError: an option is unknown, or has a value that is not allowed; the text says what is.
    """
    for name in given:
        if name not in allowed:
            known = ", ".join(map(written.format, sorted(allowed)))
            near = suggestion(name, allowed)
            raise FormatError(f"`{written.format(name)}` is no option of {directive}{near} ({known})")
    return {name: allowed[name](name, text) for name, text in given.items()}


def as_written(message: str, allowed: Mapping[str, Read]) -> str:
    """A message with the option that it begins with, and the shape that it asks for, as pages write them.

    Example:
        >>> as_written("`fold` (=x) must be repeats or none", PICTURE)
        '`:fold:` (=x) must be repeats or none'
        >>> as_written("block does not know its shape: give `input_shape`", PICTURE)
        'block does not know its shape: give `:input-shape:`'
    """
    found = NAMED.match(message)
    name = found[1].replace("_", "-") if found else ""
    begun = f"`:{name}:`{message[found.end() :]}" if found and name in allowed else message
    return begun.replace("`input_shape`", "`:input-shape:`")


def finish(given: Mapping[str, Any]) -> Finish:
    """How a picture of a page is written, by the options of a directive.

    Raises:
        FormatError: names the option, its value and what is allowed.
    """
    return finish_of(text=given.get("text", USUAL_FINISH.text))


def drawing_options(given: Mapping[str, Any]) -> Options:
    """What a drawing shows, by the options of a directive.

    Raises:
        FormatError: names the option, its value and what is allowed.
    """
    fold, fit = given.get("fold", USUAL.fold), given.get("fit", USUAL.fit)
    options = Options(
        depth=given.get("depth"),
        fold=None if fold == "none" else fold,
        direction=str(given.get("direction", USUAL.direction)).upper(),
        fit=None if fit == "none" else fit,
        labels=tuple(given.get("labels", ())),
    )
    check_options(options)
    return options
