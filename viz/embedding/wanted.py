"""What a site wants to show, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..graph import Graph


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
