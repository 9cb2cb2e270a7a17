"""Write files whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .drafts import draft_beside
from .messages import ConvatlasError, first_line, shown
from .streams import descriptor_of, write_all, write_through

Content = str | bytes | Callable[[Path], object]
KERNEL = ("/proc", "/sys")  # files there are settings of the machine


def write_whole(path: str | os.PathLike[str], content: Content, *, name: str = "path") -> None:
    """Write a file so that whoever looks finds the old one or the whole new one; text as UTF-8 with `\\n`.

    A link stays a link to the new content; mode and owner of a file that is there are kept; pipes, devices and sockets
    are written through. What a killed process has left half written in the folder is removed.

    Args:
        path: the file.
        content: text, bytes, or what writes the content to the path that it is given.
        name: of the argument, for messages.

    Raises:
        ConvatlasError: the file cannot be written; the text says why.
    """
    try:
        put(path, content)
    except BrokenPipeError:
        raise  # whoever reads has had enough, which is no mistake
    except (OSError, ValueError) as error:
        if isinstance(error, ConvatlasError):
            raise
        raise ConvatlasError(f"`{name}` (={shown(path)}): {_reason(path, error)}") from None


def put(path: str | os.PathLike[str], content: Content) -> None:
    """As `write_whole`, for callers who tell of it themselves.

    Raises:
        OSError: the file cannot be written.
        ValueError: its name holds what no name can hold.
    """
    place = os.fspath(path)
    if not os.path.basename(place):
        raise IsADirectoryError(0, "is a folder")
    own, kind = descriptor_of(place), _kind(place)
    if kind is not None and stat.S_ISDIR(kind):
        raise IsADirectoryError(0, "is a folder")
    if own is not None:
        write_all(own, _bytes(place, content))
    elif kind is None or stat.S_ISREG(kind):
        _replace(Path(os.path.realpath(place)), content)
    elif stat.S_ISBLK(kind):
        raise OSError(0, "is a disk, whose content would be lost")
    else:
        write_through(place, kind, _bytes(place, content))


def _kind(place: str) -> int | None:
    """What is there: the mode of its status, None where there is nothing."""
    try:
        return os.stat(place).st_mode
    except FileNotFoundError:
        return None


def _bytes(place: str, content: Content) -> bytes:
    if callable(content):
        raise OSError(0, "is no plain file, which this format needs")
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


def _replace(target: Path, content: Content) -> None:
    """Put a file whole in the place of what is there."""
    if target.is_relative_to(KERNEL[0]) or target.is_relative_to(KERNEL[1]):
        raise OSError(0, "belongs to the kernel, and holds no files of yours")
    there = _status(target)
    if there is not None and not os.access(target, os.W_OK):
        raise PermissionError(0, "is write-protected")
    with draft_beside(target, 0o666) as draft:
        if callable(content):
            content(draft)
        else:
            draft.write_bytes(_bytes("", content))
        _flush(draft, there)
        os.replace(draft, target)


def _status(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _flush(draft: Path, there: os.stat_result | None) -> None:
    """Have the content on the disk before its name points there, and owner and mode as they were."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    if there is None:
        return
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # who may write here but is not the owner becomes it
            os.chown(draft, there.st_uid, there.st_gid)
    draft.chmod(stat.S_IMODE(there.st_mode))


def _reason(path: str | os.PathLike[str], error: Exception) -> str:
    """Why a file was not written, in words that need no manual."""
    folder = os.path.dirname(os.fspath(path)) or "."
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not os.path.isdir(folder):
        return f"there is no folder {shown(folder)}"
    text = getattr(error, "strerror", None) or first_line(error)
    return text[:1].lower() + text[1:]
