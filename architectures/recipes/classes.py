"""Classes by their names: the same ones, in whatever order other images come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ...files import suggestion
from .errors import RecipeError
from .images import Data, Pairs


def check_same(data: Data, classes: tuple[str, ...], folder: Path) -> None:
    """Refuse data of other classes than those that a run was trained on.

    Raises:
        RecipeError: names the classes that have come and gone.
    """
    if data.classes == classes or (not data.named and len(data.classes) == len(classes)):
        return
    gone, new = sorted(set(classes) - set(data.classes)), sorted(set(data.classes) - set(classes))
    changes = [f"{', '.join(names)} {what}" for names, what in ((gone, "gone"), (new, "new")) if names]
    raise RecipeError(
        f"`data`: classes differ from those of the run in {folder}: {'; '.join(changes) or 'their order'}"
    )


def named_alike(data: Data, classes: tuple[str, ...], folder: Path) -> Data:
    """The data with labels as a run has them; some of its classes may be missing.

    Raises:
        RecipeError: the data has a class that the run does not know.
    """
    if data.classes == classes:
        return data
    if not data.named:
        return _numbered(data, classes)
    unknown = [name for name in data.classes if name not in classes]
    if unknown:
        near = suggestion(unknown[0], classes) or f"; it knows {', '.join(classes)}"
        raise RecipeError(f"`data` has the class {unknown[0]!r}, which the run in {folder} does not know{near}")
    places = np.array([classes.index(name) for name in data.classes])
    parts = (Pairs(pairs.images, places[pairs.labels]) for pairs in (data.train, data.validation))
    train, validation = parts
    return replace(data, train=train, validation=validation, classes=classes)


def _numbered(data: Data, classes: tuple[str, ...]) -> Data:
    highest = max(int(pairs.labels.max()) for pairs in (data.train, data.validation))
    if highest >= len(classes):
        raise RecipeError(f"`data`: there are labels up to {highest}, the run has {len(classes)}")
    return replace(data, classes=classes)
