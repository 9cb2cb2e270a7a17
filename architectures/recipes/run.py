"""`Run`: the folder of a training, whose files are written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...files import (
    Content,
    ConvatlasError,
    Unreadable,
    check_plain,
    first_line,
    parsed_json,
    put,
    read_text,
    shown,
    sweep,
)
from .division import Split
from .errors import RecipeError

FILES = {
    "record": "run.json",
    "scaling": "scaling.npz",
    "split": "split.json",
    "last": "last.keras",
    "best": "best.keras",
    "history": "history.json",
    "table": "history.csv",
    "metrics": "metrics.json",
    "confusion": "confusion.csv",
    "curves_svg": "curves.svg",
    "curves_png": "curves.png",
    "predictions": "predictions.csv",
    "samples": "samples",
    "logs": "logs",
}


@dataclass(frozen=True)
class Run:
    """A run's folder.

    Example:
        >>> from convatlas.architectures.recipes.run import Run
        >>> Run.at("digits-run").path("last").as_posix()
        'digits-run/last.keras'
    """

    folder: Path

    @classmethod
    def at(cls, folder: str | os.PathLike[str]) -> Run:
        """The run in a folder."""
        return cls(Path(folder))

    def path(self, name: str) -> Path:
        """The path of one of `FILES`, whether or not it is there."""
        return self.folder / FILES[name]

    @property
    def paths(self) -> dict[str, Path]:
        """The files that are there, by name."""
        return {name: self.path(name) for name in FILES if self.path(name).exists()}

    @property
    def exists(self) -> bool:
        """Whether a training has begun here."""
        return self.path("record").is_file()

    @property
    def is_foreign(self) -> bool:
        """Whether the folder holds no run, and files that none leaves which was stopped before it began."""
        if self.exists or not self.folder.is_dir():
            return False
        early = (FILES["scaling"], FILES["split"])
        return any(not path.name.startswith(".") and path.name not in early for path in self.folder.iterdir())

    def begin(self) -> None:
        """Make the folder, and clear away what a killed process was writing."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = "is a file, and has to be a folder" if self.folder.exists() else f"cannot be made: {error.strerror}"
            raise RecipeError(f"`output` (={shown(self.folder)}) {why}") from None
        self.end()

    def end(self) -> None:
        """Leave nothing but what is finished."""
        sweep(self.folder)
        sweep(self.path("samples"))

    def write(self, path: Path, content: Content) -> None:
        """Write a file, whole or not at all; `content` may be what writes it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, content)

    def write_json(self, name: str, value: Any) -> None:
        """Write one of `FILES` as JSON."""
        self.write(self.path(name), json.dumps(value, indent=1) + "\n")

    def read_json(self, name: str) -> Any:
        """Read one of `FILES`.

        Raises:
            RecipeError: there is no run in the folder, or the file is broken.
        """
        try:
            return parsed_json(read_text(self.path(name)))
        except Unreadable as error:
            if not self.path(name).exists():
                raise RecipeError(f"`run` (={self.folder}) is no folder of a run: there is no {FILES[name]}") from None
            raise RecipeError(f"`run` (={shown(self.folder)}): {FILES[name]} {error}") from None

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """The path of one of `FILES`, a plain file, while it is read.

        Raises:
            RecipeError: there is no such file, or what it holds cannot be used.
        """
        try:
            check_plain(self.path(name))
            yield self.path(name)
        except Unreadable as error:
            raise RecipeError(f"`run` (={shown(self.folder)}): {FILES[name]} {error}") from None
        except ConvatlasError:
            raise
        except Exception as error:  # of zip, zlib, struct, numpy, Keras and others, as the file is broken
            raise RecipeError(f"`run` (={shown(self.folder)}): {FILES[name]} is broken: {first_line(error)}") from None


def split_of(run: Run) -> Split | None:
    """How the images of a run were divided, None where they were so already."""
    if not run.path("split").exists():
        return None
    record = run.read_json("split")
    with run.reading("split"):
        return Split.from_dict(record)
