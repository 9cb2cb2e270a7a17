"""Which files of a project are read while a model is made: a configuration that it loads decides what it is, too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Opened = set[str]  # paths
WRITING = os.O_WRONLY | os.O_RDWR
LISTENING: list[Opened] = []  # an audit hook stays for good: one listens, for whoever is here


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """Inside, the paths of files below `folder` that this process opens to read are gathered."""
    if not HOOKED:
        sys.addaudithook(_heard)
        HOOKED.append(True)
    found: Opened = set()
    LISTENING.append(found)
    try:
        yield found
    finally:
        LISTENING[:] = [one for one in LISTENING if one is not found]
        below = f"{folder.resolve()}{os.sep}"
        found.intersection_update({path for path in found if os.path.realpath(path).startswith(below)})


HOOKED: list[bool] = []


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not LISTENING:
        return
    path, mode, flags = arguments
    reads = not (flags or 0) & WRITING and not (isinstance(mode, str) and set(mode) & set("wax+"))
    if reads and isinstance(path, (str, bytes, os.PathLike)):
        text = os.path.abspath(os.fsdecode(path))
        for found in LISTENING:
            found.add(text)
