"""Graphs kept in a folder, each valid while the files that made it are as they were."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ...files import write_whole
from ..errors import ConvatlasError
from ..graph import Graph
from ..sources import REFERENCE
from .wanted import Traced, Wanted

TRACING = ("graph", "costs", "tracer", "sources")  # the rooms of viz that decide what a graph is
PARTS = ("blocks/**/*.py", "architectures/**/*.py", *(f"viz/{room}/*.py" for room in TRACING))


class Store:
    """A folder of graphs; several processes, builders and sites may use it at once."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def find(self, wanted: Wanted, site: str | os.PathLike[str] = "") -> Traced | None:
        """The graph kept for `wanted`, None where there is none or a file that made it has changed.

        `site` is the folder from which modules are found: two sites may have modules of one name.
        """
        try:
            record = json.loads(self._file(wanted, site).read_text(encoding="utf-8"))
            traced = Traced(Graph.from_json(record["graph"]), record["files"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return traced if all(digest(path) == known for path, known in traced.files.items()) else None

    def keep(self, wanted: Wanted, traced: Traced, site: str | os.PathLike[str] = "") -> None:
        """Keep a graph; a folder that cannot be written keeps nothing."""
        record = json.dumps({"graph": traced.graph.to_json(), "files": traced.files})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(wanted, site), record)
        except (OSError, ConvatlasError):
            return

    def _file(self, wanted: Wanted, site: str | os.PathLike[str]) -> Path:
        place = str(Path(site).resolve()) if site and REFERENCE.fullmatch(wanted.source) else ""
        text = json.dumps([made_by(), wanted.to_record(), place])
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.json"


@cache
def made_by() -> str:
    """What traces: the version, and the code itself for who works on it."""
    return f"{version('convatlas')} {code_digest(Path(__file__).parents[2])}"


def code_digest(folder: Path) -> str:
    """Hash of the code that decides what a graph is."""
    files = sorted(path for part in PARTS for path in folder.glob(part))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def digest(path: str | os.PathLike[str]) -> str:
    """Hash of a file's content, "" where there is none."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
