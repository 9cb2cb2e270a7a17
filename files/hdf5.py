"""Read what an HDF5 file tells of itself, without its numbers, in a process of its own.

libhdf5 runs forever on some broken files, in a loop that nothing in the same process can interrupt, and may crash on
others. `main` runs there: it answers in JSON what it is asked on standard input.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

from .limits import Limits, beyond, bound, limits
from .messages import one_line
from .reading import Unreadable

BROKEN = (OSError, RuntimeError, KeyError, TypeError, ValueError)  # as h5py fails on a broken file
SHORT = 1000  # bytes of a text beside an array
OBJECTS = 10  # groups and arrays for each layer that there may be


def attribute_of(path: Path, name: str) -> str:
    """The text in an attribute of the file's root; "" where there is none such.

    Raises:
        Unreadable: the file is broken, or the attribute is too large or no text.
    """
    return str(_answer({"path": str(path), "attribute": name})["text"])


def arrays_of(path: Path, title: str, *, start: int = 0, size: int | None = None) -> list[tuple[str, Any, str]]:
    """All groups and arrays of a file, or of the part of it that is one, by their paths, outer ones first.

    Behind the path of an array stand its shape and the kind of its numbers, as NumPy writes that; of a group None and
    the text of its attribute `title`. Links to elsewhere are not followed.

    Raises:
        Unreadable: the file is broken, or holds too much.
    """
    asked = {"path": str(path), "title": title, "start": start, "size": size}
    return [(name, shape, told) for name, shape, told in _answer(asked)["found"]]


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]  # nothing is imported from here
    task = json.dumps(asked | {"limits": {field.name: bound(field.name) for field in fields(Limits)}}).encode()
    try:
        done = subprocess.run(command, input=task, capture_output=True, timeout=bound("seconds"))
    except subprocess.TimeoutExpired:
        raise Unreadable(beyond("seconds", "is a broken HDF5 file, or takes too many seconds to read")) from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise Unreadable(f"is a broken HDF5 file: what reads it ended with status {done.returncode}") from None
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return answer


class Part(io.RawIOBase):
    """A stretch of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self.file, self.start, self.size, self.place = file, start, size, 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place on."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def readinto(self, buffer: Any) -> int:
        """Read from the place on, as far as the stretch goes."""
        self.file.seek(self.start + self.place)
        content = self.file.read(min(len(buffer), max(self.size - self.place, 0)))
        buffer[: len(content)] = content
        self.place += len(content)
        return len(content)


def main() -> None:
    """Answer one question."""
    asked = json.load(sys.stdin)
    try:
        with limits(**asked["limits"]):
            answer = {"text": _text(asked)} if "attribute" in asked else {"found": _found(asked)}
    except Unreadable as error:
        answer = {"refused": str(error)}
    except BROKEN as error:
        answer = {"refused": f"is no HDF5 file, or a broken one: {one_line(str(error).partition(chr(10))[0])}"}
    json.dump(answer, sys.stdout)


@contextmanager
def _opened(path: str, start: int = 0, size: int | None = None) -> Iterator[Any]:
    import h5py

    if size is None:
        with h5py.File(path, "r") as file:
            yield file
        return
    with open(path, "rb") as whole, h5py.File(Part(whole, start, size), "r") as file:
        yield file


def _text(asked: dict[str, Any]) -> str:
    with _opened(asked["path"]) as file:
        name = asked["attribute"]
        if name not in file.attrs:
            return ""
        size = file.attrs.get_id(name).get_storage_size()
        if size > bound("text"):
            raise Unreadable(beyond("text", f"holds a configuration of {size:,} bytes"))
        found = file.attrs[name]
    found = found.decode() if isinstance(found, bytes) else found
    if not isinstance(found, str):
        raise Unreadable(f"holds a configuration that is no text, but {type(found).__name__}")
    return found


def _found(asked: dict[str, Any]) -> list[tuple[str, Any, str]]:
    found: list[tuple[str, Any, str]] = []

    def note(name: str, item: Any) -> bool | None:
        if hasattr(item, "shape"):
            found.append((name, [0] if item.shape is None else list(item.shape), item.dtype.kind))
        else:
            found.append((name, None, _title(item, asked["title"])))
        return len(found) > OBJECTS * bound("nodes") or name.count("/") > bound("nesting") or None

    with _opened(asked["path"], asked["start"], asked["size"]) as file:
        if file.visititems(note):
            raise Unreadable("holds more groups and arrays, or deeper ones, than are read")
    return found


def _title(group: Any, name: str) -> str:
    if name not in group.attrs or group.attrs.get_id(name).get_storage_size() > SHORT:
        return ""
    return str(group.attrs[name])
