"""A trained network asked for image files, and for folders of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import RecipeError
from .evaluating import BATCH, Trained, trained
from .folders import images_in
from .images import Images, fitted
from .pictures import read_image
from .reporting import tell_notes
from .run import Run


@dataclass(frozen=True)
class Prediction:
    """The probabilities of the classes for an image file."""

    image: str
    probabilities: dict[str, float]

    @property
    def best(self) -> str:
        """The likeliest class."""
        return max(self.probabilities, key=lambda name: self.probabilities[name])


def predict(run: str | os.PathLike[str], images: Sequence[str | os.PathLike[str]]) -> list[Prediction]:
    """The probabilities of a run's classes for image files, and for those in folders.

    What cannot be read in a folder is left out, and told on standard error.

    Raises:
        RecipeError: there is no run in the folder, or an image that is named cannot be read.
    """
    named = [(os.fspath(path), read_image(Path(path))) for path in images if not Path(path).is_dir()]
    network = trained(Run.at(run))
    found = _asked(network, [(name, _small(network, image)) for name, image in named])
    for folder in (Path(path) for path in images if Path(path).is_dir()):
        found += _of_folder(network, folder)
    return found


def _of_folder(network: Trained, folder: Path) -> list[Prediction]:
    files = images_in(folder)
    if not files:
        raise RecipeError(f"`image` (={folder}) is a folder without images")
    found: list[Prediction] = []
    broken: list[str] = []
    for start in range(0, len(files), BATCH):
        found += _asked(network, list(_read(network, files[start : start + BATCH], broken)))
    tell_notes([f"left out: {text}" for text in broken])
    return found


def _read(network: Trained, files: Sequence[Path], broken: list[str]) -> Iterator[tuple[str, Images]]:
    for path in files:
        try:
            yield os.fspath(path), _small(network, read_image(path))
        except RecipeError as error:
            broken.append(str(error))


def _small(network: Trained, image: Images) -> Images:
    brought: Images = fitted(image[None], network.shape, network.recipe.placing)[0]
    return brought


def _asked(network: Trained, named: Sequence[tuple[str, Images]]) -> list[Prediction]:
    if not named:
        return []
    chances = network.probabilities(np.stack([image for _, image in named]))
    return [
        Prediction(name, dict(zip(network.classes, map(float, row), strict=True)))
        for (name, _), row in zip(named, chances, strict=True)
    ]
