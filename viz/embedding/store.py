"""Graphs kept in a folder, each valid while the files that made it are as they were."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

from ..errors import ConvatlasError
from ..files import write_whole
from ..graph import Graph
from .wanted import Traced, Wanted


class Store:
    """A folder of graphs; several processes may use it at once."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def find(self, wanted: Wanted) -> Traced | None:
        """The graph kept for `wanted`, None where there is none or a file that made it has changed."""
        try:
            record = json.loads(self._file(wanted).read_text(encoding="utf-8"))
            traced = Traced(Graph.from_json(record["graph"]), record["files"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return traced if all(digest(path) == known for path, known in traced.files.items()) else None

    def keep(self, wanted: Wanted, traced: Traced) -> None:
        """Keep a graph; a folder that cannot be written keeps nothing."""
        record = json.dumps({"graph": traced.graph.to_json(), "files": traced.files})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(wanted), record)
        except (OSError, ConvatlasError):
            return

    def _file(self, wanted: Wanted) -> Path:
        text = json.dumps([version("convatlas"), wanted.to_record()])
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.json"


def digest(path: str | os.PathLike[str]) -> str:
    """Hash of a file's content, "" where there is none."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
