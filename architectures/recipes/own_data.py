"""Images of one's own: a folder, an .npz file, a function."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ...files import first_line
from .archives import from_npz
from .division import Split, drawn
from .errors import RecipeError
from .folders import Listing, check_same_classes, classes_of, listed, parts_of
from .images import Data, Pairs, check_pairs, data_of
from .pictures import read_all

OWN = "a folder with a folder of images for each class, an .npz file, or module:callable"


def from_folder(folder: Path, *, split: Split | None = None, strict: bool = False) -> Data:
    """Images in a folder for each class, which may stand in folders train and validation.

    Where there are none, one image in five of every class validates; `split` is one that was drawn before.
    """
    parts = parts_of(folder)
    if parts:
        classes = classes_of(parts["train"])
        check_same_classes(parts["validation"], classes)
        read = {name: _read(listed(part, classes), strict) for name, part in parts.items()}
        train, validation = ((pairs.images, pairs.labels) for _, pairs, _ in read.values())
        notes = tuple(note for _, _, told in read.values() for note in told)
        return data_of(str(folder), train, validation, classes, notes=notes)
    classes = classes_of(folder)
    names, pairs, notes = _read(listed(folder, classes), strict)
    return divided(str(folder), pairs.images, pairs.labels, classes=classes, names=names, split=split, notes=notes)


def _read(files: Listing, strict: bool) -> tuple[tuple[str, ...], Pairs, tuple[str, ...]]:
    """The images of files that can be read, with their names, and what there is to tell."""
    pictures = read_all(files.paths, strict=strict)
    names = tuple(name for name, read in zip(files.names, pictures.read, strict=True) if read)
    return names, Pairs(pictures.pixels, np.array(files.labels)[pictures.read]), pictures.notes


def divided(
    name: str,
    first: Any,
    second: Any,
    *,
    classes: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    split: Split | None = None,
    notes: tuple[str, ...] = (),
) -> Data:
    """Data from `(train, validation)`, each a pair, or from `images, labels`, of which some are held back.

    `names` of the images, their numbers where there are none, tell which of them a `split` means.
    """
    if isinstance(first, tuple):
        return data_of(name, first, second, classes, notes=notes)
    images, labels = np.asarray(first), np.asarray(second)
    if not images.ndim or images.shape[:1] != labels.shape[:1]:
        raise RecipeError(f"`data` (={name}): images {images.shape} and labels {labels.shape} must be equally many")
    labels = labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels
    check_pairs(name, images, labels)
    known = names or tuple(map(str, range(len(images))))
    chosen = split or drawn(name, known, labels, classes)
    train, unseen = chosen.places(known)
    if not len(train) or not len(unseen):
        raise RecipeError(f"`data` (={name}) holds none of the images that the run trained on or validated by")
    told = (*notes, *chosen.notes(known))
    seen, held = ((images[places], labels[places]) for places in (train, unseen))
    return data_of(name, seen, held, classes, split=chosen, notes=told)


def from_archive(path: Path, *, split: Split | None = None) -> Data:
    """Images of an `.npz` file."""
    return divided(str(path), *from_npz(path), split=split)


def from_callable(text: str, *, split: Split | None = None) -> Data:
    """What a function gives: `images, labels`, or such a pair to train and one to validate."""
    module, _, name = text.partition(":")
    sys.path.insert(0, "")  # the folder where the user stands, as `python -m` has it
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise RecipeError(f"`data` (={text}): {error}") from None
    finally:
        sys.path.remove("")
    if not callable(function):
        raise RecipeError(f"`data` (={text}) is a {type(function).__name__}, no function")
    try:
        given = function()
    except Exception as error:  # whatever a user's function raises
        raise RecipeError(f"`data` (={text}) failed: {type(error).__name__}: {first_line(error)}") from error
    if not (isinstance(given, tuple) and len(given) == 2):
        raise RecipeError(f"`data` (={text}) must give (images, labels), or that twice: to train, to validate")
    return divided(text, *given, split=split)
