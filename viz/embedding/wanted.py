"""What a site wants to show, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..graph import Graph

SOURCE = re.compile(r"[^\s()]+(?:\((?:[^()]|\([^()]*\))*\))?")
ENDINGS = (".keras", ".h5", ".hdf5", ".toml", ".json")  # of sources that are files


@dataclass(frozen=True)
class Wanted:
    """A source, and the input shape to see it at."""

    source: str
    input_shape: tuple[int | None, ...] | None = None

    def to_record(self) -> dict[str, Any]:
        """As the worker reads it."""
        return {"source": self.source, "input_shape": self.input_shape}


@dataclass(frozen=True)
class Failure:
    """Why a source has no graph, in one line."""

    message: str


@dataclass(frozen=True)
class Traced:
    """A graph, and the files of the project that it was made by, with their contents' hashes."""

    graph: Graph
    files: dict[str, str]


def sources_of(text: str) -> list[str]:
    """The sources that a directive's argument names, separated by spaces; those in parentheses separate nothing.

    Example:
        >>> sources_of("vgg16 my.models:build(shape=(8, 8, 3), n=2)")
        ['vgg16', 'my.models:build(shape=(8, 8, 3), n=2)']
    """
    return SOURCE.findall(text)
