"""Drafts: what is being written, under a name of its own until it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".convatlas-"
KIND = ".draft"

if sys.platform == "win32":

    def _held(file: int) -> bool:
        """A draft that is open cannot be removed there, so that it needs no lock."""
        return True

    def _same(file: int, path: Path) -> bool:
        return True

else:
    import fcntl

    def _held(file: int) -> bool:
        """Lock a draft for as long as it is open, whatever ends its process; False where another has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks
        return True

    def _same(file: int, path: Path) -> bool:
        """Whether a path still leads to the file that is open."""
        try:
            return os.path.samestat(os.fstat(file), os.stat(path))
        except FileNotFoundError:
            return False


@contextmanager
def draft_beside(target: Path, mode: int) -> Iterator[Path]:
    """A new empty file in the target's folder, there as long as the context; what killed processes left is removed."""
    sweep(target.parent)
    path, lock = _made(target, mode)
    try:
        yield path
    finally:
        os.close(lock)
        path.unlink(missing_ok=True)


@contextmanager
def draft_folder_beside(target: Path) -> Iterator[Path]:
    """A new empty folder in the target's folder, there as long as the context, whatever has come into it."""
    sweep(target.parent)
    path, lock = _made(target, 0o777, _folder)
    try:
        yield path
    finally:
        os.close(lock)
        shutil.rmtree(path, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove the drafts whose writers are gone."""
    with suppress(OSError), os.scandir(folder) as found:
        for path in [entry.path for entry in found if entry.name.startswith(PREFIX) and KIND in entry.name]:
            with suppress(OSError):
                _remove(path)


def _remove(path: str) -> None:
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        if not _held(file):
            return
        if os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
    finally:
        os.close(file)


def _file(path: Path, mode: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)


def _folder(path: Path, mode: int) -> int:
    os.mkdir(path, mode)
    return os.open(path if os.name == "posix" else os.devnull, os.O_RDONLY)


def _made(target: Path, mode: int, make: Callable[[Path, int], int] = _file) -> tuple[Path, int]:
    """A draft and the file that holds its lock; made again where a sweeper was faster than the lock."""
    while True:
        path = target.with_name(f"{PREFIX}{secrets.token_hex(8)}{KIND}{_ending(target)}")
        file = make(path, mode)
        if _held(file) and _same(file, path):
            return path, file
        os.close(file)


def _ending(target: Path) -> str:
    """The target's ending, by which writers know what to write; none that is longer than an ending."""
    return target.suffix if len(target.suffix) <= 8 else ""
