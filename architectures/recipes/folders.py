"""Folders of images: which folders are classes, which hold a part of the set, and which files are images."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...files import suggestion
from .errors import RecipeError
from .pictures import endings

TRAIN = ("train", "training")
VALIDATION = ("validation", "val", "valid", "validate", "dev", "eval", "evaluation")
TEST = ("test", "testing")
WORDS = re.compile(r"[^a-z]+")
SYSTEM = ("$recycle.bin", "system volume information", "lost+found", "@eadir", "thumbs.db")


@dataclass(frozen=True)
class Listing:
    """Image files and their classes.

    Attributes:
        folder: that they are in.
        names: of the files, relative to the folder.
        labels: of each the number of its class.
    """

    folder: Path
    names: tuple[str, ...]
    labels: tuple[int, ...]

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [self.folder / name for name in self.names]


def parts_of(folder: Path) -> dict[str, Path]:
    """The folders by which images are divided already: "train" and "validation", or nothing.

    A folder `test` validates where there is none for that; beside one, it is left for `evaluate`.
    """
    inner = _folders(folder)
    train, validation, test = (_called(inner, names) for names in (TRAIN, VALIDATION, TEST))
    unseen = validation or test
    return {"train": train, "validation": unseen} if train and unseen and train != unseen else {}


def _called(folders: list[Path], names: tuple[str, ...]) -> Path | None:
    """The folder of one of these names; else the one that has such a word in its name, and classes inside."""
    exact = {folder.name.lower(): folder for folder in folders}
    found = [exact[name] for name in names if name in exact]
    found += [
        folder for folder in sorted(folders) if {*WORDS.split(folder.name.lower())} & {*names} and _has_classes(folder)
    ]
    return found[0] if found else None


def _has_classes(folder: Path) -> bool:
    """Whether a folder holds folders, and no image beside them."""
    return len(_folders(folder)) > 1 and not any(_is_image(inner.name) for inner in folder.iterdir())


def classes_of(folder: Path) -> tuple[str, ...]:
    """The names of the folders that hold images, sorted.

    Raises:
        RecipeError: there are fewer than two.
    """
    inner = _folders(folder)
    if len(inner) < 2:
        near = f", did you mean {inner[0]}?" if inner and _has_classes(inner[0]) else ""
        raise RecipeError(f"`data` (={folder}) must hold a folder of images for each class, at least two{near}")
    return tuple(sorted(one.name for one in inner))


def check_same_classes(folder: Path, classes: tuple[str, ...]) -> None:
    """Refuse a folder to validate by with classes that the folder to train on has not.

    Raises:
        RecipeError: names the class.
    """
    for name in sorted(inner.name for inner in _folders(folder)):
        if name not in classes:
            raise RecipeError(f"`data` (={folder}): there is nothing to train {name!r} on{suggestion(name, classes)}")


def listed(folder: Path, classes: tuple[str, ...]) -> Listing:
    """All image files of a folder's classes, those in folders inside them too, in the order of their names.

    Raises:
        RecipeError: there are none.
    """
    found = [(path, label) for label, name in enumerate(classes) for path in _files(folder / name)]
    if not found:
        raise RecipeError(f"`data` (={folder}) holds no images in its folders ({', '.join(classes)})")
    names = tuple(path.relative_to(folder).as_posix() for path, _ in found)
    return Listing(folder, names, tuple(label for _, label in found))


def images_in(folder: Path) -> list[Path]:
    """All image files of a folder and the folders inside it, sorted."""
    return list(_files(folder))


def _files(folder: Path) -> Iterator[Path]:
    for here, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not _is_hidden(name))
        for name in sorted(names):
            if _is_image(name):
                yield Path(here, name)


def _folders(folder: Path) -> list[Path]:
    return [inner for inner in folder.iterdir() if inner.is_dir() and not _is_hidden(inner.name)]


def _is_image(name: str) -> bool:
    return not _is_hidden(name) and os.path.splitext(name)[1].lower() in endings()


def _is_hidden(name: str) -> bool:
    """Whether a system or an editor put it there, not a person."""
    return name.startswith((".", "__")) or name.lower() in SYSTEM
