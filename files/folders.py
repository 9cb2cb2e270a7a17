"""Write folders whole or not at all."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Collection
from pathlib import Path

from .drafts import draft_folder_beside
from .messages import ConvatlasError, first_line, shown

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, as Linux numbers them


def write_folder(
    path: str | os.PathLike[str], write: Callable[[Path], object], *, holds: Collection[str], name: str = "path"
) -> None:
    """Write a folder so that whoever looks finds the old one or the whole new one.

    Where systems cannot exchange two names at once, as others than Linux, none stands there for a moment.

    Args:
        path: the folder; one that is there is replaced.
        write: what fills the empty folder that it is given.
        holds: what such a folder may hold; one that holds other files is left as it is.
        name: of the argument, for messages.

    Raises:
        ConvatlasError: the folder cannot be written, or one is there that holds something else.
    """
    target = Path(os.path.realpath(path))
    try:
        _check_ours(target, holds)
        with draft_folder_beside(target) as draft:
            write(draft)
            _flush(draft)
            _put(draft, target)
    except (OSError, ValueError) as error:
        if isinstance(error, ConvatlasError):
            raise
        raise ConvatlasError(f"`{name}` (={shown(path)}): {_reason(error)}") from None
    except Foreign as foreign:
        raise ConvatlasError(f"`{name}` (={shown(path)}) {foreign}; name another folder") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or first_line(error)


class Foreign(Exception):  # noqa: N818 - it reads as what it says
    """Why what is there is not to be replaced."""


def _check_ours(target: Path, holds: Collection[str]) -> None:
    if not target.is_dir():
        if target.exists():
            raise Foreign("is a file")
        return
    other = sorted(set(os.listdir(target)) - set(holds))
    if other:
        raise Foreign(f"holds {shown(other[0])}, which would be lost")


def _flush(folder: Path) -> None:
    """Have all content on the disk before the folder's name points there."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _put(draft: Path, target: Path) -> None:
    """Give the draft the target's name, and the draft's name to what was there, which goes with it."""
    if not target.exists():
        draft.rename(target)
    elif not exchanged(draft, target):
        aside = draft.with_name(f"{target.name}.old")
        target.rename(aside)
        draft.rename(target)
        aside.rename(draft)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; False where the system has none."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)
