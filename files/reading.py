"""Read plain files, as far as their bounds allow, and the texts in them; every refusal is a reason in words."""

from __future__ import annotations

import json
import math
import os
import re
import stat
import sys
import tomllib
from typing import Any

from .limits import beyond, bound
from .messages import one_line

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
WORD = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"


class Unreadable(ValueError):  # noqa: N818 - it reads as what it says
    """Why a file cannot be read, in words that stand behind its name."""

    def __init__(self, reason: str) -> None:
        super().__init__(one_line(reason))


def check_plain(path: str | os.PathLike[str], limit: str | None = None) -> None:
    """Return where a path leads to a plain file, within its bound where it has one.

    Raises:
        Unreadable: there is none, or something else; nothing is waited for.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read: {_reason(error)}") from None
    kind = KINDS.get(stat.S_IFMT(found.st_mode))
    if kind:
        raise Unreadable(f"is {kind}; only plain files are read")
    if limit is not None and found.st_size > bound(limit):
        raise Unreadable(beyond(limit, f"has {found.st_size:,} bytes"))


def read_bytes(path: str | os.PathLike[str], limit: str = "text") -> bytes:
    """What a plain file holds.

    Raises:
        Unreadable: there is no plain file, or it is larger than the bound `limit`.
    """
    check_plain(path, limit)
    try:
        with open(path, "rb", opener=_at_once) as file:
            content = file.read(bound(limit) + 1)  # files of the kernel do not tell how large they are
    except OSError as error:
        raise Unreadable(f"cannot be read: {_reason(error)}") from None
    if len(content) > bound(limit):
        raise Unreadable(beyond(limit, f"has more than {bound(limit):,} bytes"))
    return content


def read_text(path: str | os.PathLike[str], limit: str = "text") -> str:
    """What a plain file of UTF-8 text holds.

    Raises:
        Unreadable: as `read_bytes`, or the file holds other bytes.
    """
    try:
        text = read_bytes(path, limit).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is no UTF-8 text: byte {error.start} is 0x{error.object[error.start]:02x}") from None
    return text.replace("\r\n", "\n")


def parsed_json(text: str | bytes) -> Any:
    """The value of a JSON text.

    Raises:
        Unreadable: the text is no JSON, or nests too deep.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"is no JSON: {error}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"is no JSON: {error.reason} at byte {error.start}") from None
    except ValueError:
        raise Unreadable(f"holds a number of more than {sys.get_int_max_str_digits():,} digits") from None
    except RecursionError:
        raise _too_deep() from None


def parsed_toml(text: str) -> dict[str, Any]:
    """The table of a TOML text.

    Raises:
        Unreadable: the text is no TOML, or nests too deep.
    """
    if re.search(rf"(?<![\w\"'.-]){WORD}(?:[ \t]*\.[ \t]*{WORD}){{{bound('nesting')}}}", text):
        raise _too_deep()
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"is no TOML: {error}") from None
    except ValueError:
        raise Unreadable(f"holds a number of more than {sys.get_int_max_str_digits():,} digits") from None
    except RecursionError:
        raise _too_deep() from None


def check_nesting(value: Any) -> None:
    """Return where lists and tables stand in each other no deeper than the bound, and texts are whole.

    Raises:
        Unreadable: they do not.
    """
    waiting = [(value, 0)]
    while waiting:
        found, depth = waiting.pop()
        if depth > bound("nesting"):
            raise _too_deep()
        if isinstance(found, dict):
            waiting += [(inner, depth + 1) for pair in found.items() for inner in pair]
        elif isinstance(found, list):
            waiting += [(inner, depth + 1) for inner in found]
        else:
            _check_figure(found)


def _check_figure(value: Any) -> None:
    if isinstance(value, str) and not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise Unreadable("holds half a character, which no text may")
    if isinstance(value, float) and not math.isfinite(value):
        raise Unreadable(f"holds {value}, which is no number")
    if isinstance(value, int) and abs(value) > bound("figure"):
        raise Unreadable(f"holds a number that is not within {bound('figure'):.0e}")


def _too_deep() -> Unreadable:
    return Unreadable(f"nests deeper than {bound('nesting')} levels, more within `viz.limits(nesting=...)`")


def _at_once(path: str, flags: int) -> int:
    """Open without waiting: what was a file a moment ago may be a pipe by now."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _reason(error: OSError | ValueError) -> str:
    text = str(getattr(error, "strerror", None) or error)
    return text[:1].lower() + text[1:]
