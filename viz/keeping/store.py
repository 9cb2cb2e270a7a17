"""Graphs kept in a folder, each valid while the files that made it are as they were."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from ...files import ConvatlasError, write_whole
from ..graph import Graph
from ..sources import REFERENCE
from .made_by import made_by
from .project import is_installed

LARGEST = 128 << 20  # bytes of all that is kept; what was not asked for longest goes first
COARSE = 0.05  # seconds by which the clock of files may be behind
LEFT = 3600.0  # seconds after which what another process was writing was left by it


@dataclass(frozen=True)
class Wanted:
    """A source, and the input shape to see it at."""

    source: str
    input_shape: tuple[int | None, ...] | None = None

    def to_record(self) -> dict[str, Any]:
        """As plain values."""
        return {"source": self.source, "input_shape": self.input_shape}


@dataclass(frozen=True)
class Traced:
    """A graph, and the files of the project that it was made by, with their contents' hashes."""

    graph: Graph
    files: dict[str, str]


class Store:
    """A folder of graphs, None to keep nothing; several processes, builders and sites may use it at once."""

    def __init__(self, folder: str | os.PathLike[str] | None, *, largest: int = LARGEST) -> None:
        self.folder = Path(folder) if folder is not None else None
        self.largest = largest

    def find(self, wanted: Wanted, site: str | os.PathLike[str] = "") -> Traced | None:
        """The graph kept for `wanted`, None where there is none, it is damaged, or a file that made it has changed.

        `site` is the folder from which modules and files are found: two sites may have modules of one name.
        """
        file = self._file(wanted, site)
        try:
            if file is None:
                return None
            traced = _read(file.read_bytes())
            if not all(digest(path) == known for path, known in traced.files.items()):
                return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        with suppress(OSError):
            os.utime(file)  # it was asked for
        return traced

    def keep(
        self, wanted: Wanted, traced: Traced, site: str | os.PathLike[str] = "", *, since: float | None = None
    ) -> None:
        """Keep a graph; a folder that cannot be written keeps nothing.

        `since` is when its tracing began: what was saved after that may or may not have been seen, and is not kept.
        """
        file = self._file(wanted, site)
        if file is None or (since is not None and _changed([Path(site, wanted.source), *traced.files], since)):
            return
        content = _written(traced)
        if len(content) > self.largest // 4:
            return
        with suppress(OSError, ConvatlasError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(file, content)
            self._tidy()

    def _file(self, wanted: Wanted, site: str | os.PathLike[str]) -> Path | None:
        if self.folder is None:
            return None
        text = json.dumps([made_by(), *_named_by(wanted, site)])
        return self.folder / f"{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.graph"

    def _tidy(self) -> None:
        """Remove what was asked for longest ago while there is too much, and what killed processes left."""
        found = sorted(_sizes(self.folder), key=lambda entry: -entry[1]) if self.folder else []
        whole = 0
        for path, used, size in found:
            whole += size
            if whole > self.largest or (path.name.startswith(".") and time.time() - used > LEFT):
                path.unlink(missing_ok=True)


def _sizes(folder: Path) -> Iterator[tuple[Path, float, int]]:
    for path in folder.iterdir():
        with suppress(OSError):  # another process may have removed it
            if ".graph" in path.name:
                about = path.stat()
                yield path, about.st_mtime, about.st_size


def _changed(files: Iterable[str | os.PathLike[str]], since: float) -> bool:
    """Whether one of the files was written or moved to its place after a time."""
    for file in files:
        with suppress(OSError):
            about = os.stat(file)
            if max(about.st_mtime, about.st_ctime) > since - COARSE:
                return True
    return False


def _named_by(wanted: Wanted, site: str | os.PathLike[str]) -> list[Any]:
    """What tells a source from others: its name; the bytes of a file; of a reference also where it is found."""
    file = Path(site, wanted.source)
    if os.path.isfile(file):  # which is no error for a name that is too long
        return [wanted.input_shape, "".join(file.suffixes[-2:]).lower(), digest(file)]
    if REFERENCE.fullmatch(wanted.source):
        own = (path for path in sys.path if path and not is_installed(f"{path}{os.sep}"))
        places = [*dict.fromkeys(os.path.realpath(path) for path in (site, *own))]  # said twice, it is one place
        found = PathFinder.find_spec(wanted.source.partition(":")[0].partition(".")[0], [*places, *sys.path])
        return [wanted.to_record(), places, found and found.origin]
    return [wanted.to_record()]


def _written(traced: Traced) -> bytes:
    """A line with the hash of what follows, so that what is damaged shows."""
    record = json.dumps({"graph": traced.graph.to_json(), "files": traced.files}).encode()
    return hashlib.sha256(record).hexdigest().encode() + b"\n" + record


def _read(content: bytes) -> Traced:
    """What `_written` wrote.

    Raises:
        ValueError: it is damaged.
    """
    known, _, record = content.partition(b"\n")
    if hashlib.sha256(record).hexdigest().encode() != known:
        raise ValueError("what is kept is damaged")
    found = json.loads(record)
    return Traced(Graph.from_json(found["graph"]), dict(found["files"]))


def digest(path: str | os.PathLike[str]) -> str:
    """Hash of a file's content, "" where there is none."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
