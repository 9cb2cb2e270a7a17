"""Read a fence: sources in its first line, options below it and in its header; and find the fences of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from ..embedding import options as directives
from ..embedding import sources_of
from ..errors import FormatError
from ..words import shape_of

LONGEST = 10_000  # characters of a fence
OPENER = re.compile(
    r"[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?P<name>architecture(?:-diff)?|(?:layer|family)-table)\b"
)
SHAPE_IN_HEADER = re.compile(r"input[-_]shape=[\"']?([\w?,()]+)")

Shape = tuple[int | None, ...]


def _classes(name: str, text: str) -> list[str]:
    return text.split()


def _number(name: str, text: str) -> int:
    if len(text) > 9:
        raise FormatError(f"`{name}` (={text[:9]}...) must be a whole number of at least 1, and no more than 9 digits")
    depth: int = directives.PICTURE["depth"](name, text)
    return depth


FIGURE = {**directives.FIGURE, "class": _classes}
ALLOWED: Mapping[str, Mapping[str, directives.Read]] = {
    "architecture": {**FIGURE, **directives.PICTURE, "depth": _number},
    "layer-table": {**FIGURE, **directives.TABLE, "depth": _number},
    "family-table": FIGURE,
    "architecture-diff": {**FIGURE, **directives.DIFF},
}


@dataclass(frozen=True)
class Said:
    """What a fence says: its sources, and the values of its options."""

    sources: tuple[str, ...]
    options: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The id of the element, to link to."""
        return "-".join(self.options.get("name", "").split())

    @property
    def width(self) -> str:
        """A figure's width as CSS writes it, "" for its own."""
        text: str = self.options.get("width", "")
        return f"{text}px" if text[-1:].isdigit() else text


def read(name: str, text: str, header: Mapping[str, Any]) -> Said:
    """What a fence's text and header say.

    Raises:
        FormatError: there is no source, an option is unknown or wrong, or the text is too long to be meant.
    """
    if len(text) > LONGEST:
        raise FormatError(f"the fence holds {len(text):,} characters, and may hold {LONGEST:,}")
    first, *rest = [line.strip() for line in text.strip().splitlines() if line.strip()] or [""]
    if not first or first.startswith(":"):
        raise FormatError("the first line must be a source, such as resnet50 or module:attribute")
    given = {**_of_header(header), **dict(map(_option, rest))}
    return Said(tuple(sources_of(first)), directives.read(name, given, ALLOWED[name]))


def _option(line: str) -> tuple[str, str]:
    key, colon, value = line.removeprefix(":").partition(":")
    if not colon:
        raise FormatError(f"{line[:80]!r} is no option: they are written as `:depth: 1`")
    return key.strip(), value.strip()


def _of_header(header: Mapping[str, Any]) -> dict[str, str]:
    """The options in a fence's header: `{#name .class depth=1}`, or `depth="1"`; a word alone has itself as value."""
    given = {**header, **(header.get("attrs") or {})}
    own = {"name": given.pop("id_value", ""), "class": " ".join(given.pop("classes", ()))}
    given.pop("attrs", None)
    options = {key.replace("_", "-"): "" if value in (None, key) else str(value) for key, value in given.items()}
    return options | {key: value for key, value in own.items() if value}


@dataclass(frozen=True)
class Fence:
    """A fence as it stands in a page: the line it begins at, its name, its first line, and the text inside."""

    line: int
    name: str
    header: str
    text: str


def fences(page: str) -> Iterator[Fence]:
    """The fences of a page that are ours."""
    lines = iter(enumerate(page.splitlines(), start=1))
    for number, line in lines:
        opened = OPENER.match(line)
        if opened:
            inside = takewhile(opened["fence"].__ne__, (plain(each) for _, each in lines))
            yield Fence(number, opened["name"], line, "\n".join(inside))


def plain(line: str) -> str:
    """A line without what may stand before it in a quotation or list."""
    return line.strip(" \t>")


def wanted_of(fence: Fence) -> tuple[tuple[str, ...], Shape | None]:
    """The sources of a fence and the shape to see them at, however wrong the rest may be.

    Raises:
        FormatError: the shape is no shape.
    """
    first, *rest = [line for line in fence.text.splitlines() if line] or [""]
    shapes = [line.partition("input-shape:")[2].strip() for line in rest if "input-shape:" in line]
    found = SHAPE_IN_HEADER.search(fence.header)
    shape = shapes[0] if shapes else found[1] if found else None
    return tuple(sources_of(first[:LONGEST])), shape_of(shape)
