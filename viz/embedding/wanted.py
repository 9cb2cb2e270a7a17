"""What a site wants to show, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

SOURCE = re.compile(r"[^\s()]+(?:\((?:[^()]|\([^()]*\))*\))?")
ENDINGS = (".keras", ".h5", ".hdf5", ".toml", ".json")  # of sources that are files


@dataclass(frozen=True)
class Failure:
    """Why a source has no graph, in one line; in which file of the project and line, where that is known.

    `files` are those of the project that were read before it failed.
    """

    message: str
    file: str = ""
    line: int = 0
    files: tuple[str, ...] = ()


def sources_of(text: str) -> list[str]:
    """The sources that a directive's argument names, separated by spaces; those in parentheses separate nothing.

    Example:
        >>> sources_of("vgg16 my.models:build(shape=(8, 8, 3), n=2)")
        ['vgg16', 'my.models:build(shape=(8, 8, 3), n=2)']
    """
    return SOURCE.findall(text)
