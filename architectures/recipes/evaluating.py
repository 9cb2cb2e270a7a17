"""A trained network put to use: metrics, the confusion of classes, probabilities for images."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .compiling import compile_, loss_of, model_of
from .datasets import load
from .errors import RecipeError
from .images import Images, Pairs, fitted
from .own_data import read_image
from .pipeline import Batches, Form
from .recipe import Recipe
from .run import Run
from .scaling import Scaling

BATCH = 128


@dataclass(frozen=True)
class Trained:
    """A network and what it takes to ask it: how images come in, and what its classes are called."""

    model: Any
    recipe: Recipe
    scaling: Scaling
    classes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of the input."""
        height, width, channels = self.model.inputs[0].shape[1:]
        return int(height), int(width), int(channels)

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Of every class for each image, `(N, h, w, c) -> (N, classes)`."""
        pixels = fitted(images, self.shape, self.recipe.placing).astype(np.float32)
        outputs = self.model.predict(self.scaling(pixels), batch_size=BATCH, verbose=0)
        main = outputs[0] if isinstance(outputs, (list, tuple)) else outputs
        chances: npt.NDArray[np.float32] = np.asarray(loss_of(self.recipe).probabilities(np.asarray(main, np.float32)))
        return chances


@dataclass(frozen=True)
class Evaluation:
    """How a network does on labelled images.

    Attributes:
        metrics: "loss" and "accuracy" (where there are auxiliary classifiers, of the main one).
        confusion: how many images of a class (row) were taken for a class (column).
        probabilities: of every class (column) for each image (row).
        classes: their names.
        pairs: the images and labels.
    """

    metrics: dict[str, float]
    confusion: npt.NDArray[np.int64] = field(repr=False)
    probabilities: npt.NDArray[np.float32] = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    pairs: Pairs = field(repr=False)


@dataclass(frozen=True)
class Prediction:
    """The probabilities of the classes for an image file."""

    image: str
    probabilities: dict[str, float]

    @property
    def best(self) -> str:
        """The likeliest class."""
        return max(self.probabilities, key=lambda name: self.probabilities[name])


def trained(run: Run) -> Trained:
    """The network of a run, as it was in its best epoch.

    Raises:
        RecipeError: there is no run, or it has no checkpoint yet.
    """
    record = run.read_json("record")
    if not run.path("best").exists():
        raise RecipeError(f"`run` (={run.folder}) has no checkpoint yet")
    recipe, classes = Recipe.from_dict(record["recipe"]), tuple(record["classes"])
    model = model_of(recipe, tuple(record["shape"]), len(classes))
    model.load_weights(run.path("best"))
    compile_(model, recipe)
    return Trained(model, recipe, Scaling.from_file(run.path("scaling")), classes)


def evaluated(network: Trained, pairs: Pairs) -> Evaluation:
    """Ask a network for labelled images."""
    form = Form(len(network.classes), loss_of(network.recipe).one_hot, len(network.model.outputs))
    fit = Pairs(fitted(pairs.images, network.shape, network.recipe.placing), pairs.labels)
    found = network.model.evaluate(Batches(fit, BATCH, network.scaling, form).once(), verbose=0, return_dict=True)
    probabilities = network.probabilities(pairs.images)
    guessed, size = probabilities.argmax(axis=-1), len(network.classes)
    confusion = np.bincount(pairs.labels * size + guessed, minlength=size * size).reshape(size, size)
    metrics = {"loss": float(found["loss"]), "accuracy": float(np.mean(guessed == pairs.labels))}
    return Evaluation(metrics, confusion, probabilities, network.classes, pairs)


def evaluate(run: str | os.PathLike[str], *, data: Any = None) -> Evaluation:
    """Metrics and confusion of a run's best network on its validation images, or on those of other data.

    Raises:
        RecipeError: there is no run in the folder, or the data cannot be had.
    """
    folder = Run.at(run)
    network, record = trained(folder), folder.read_json("record")
    pairs = load(record["recipe"]["data"] if data is None else data).validation
    limit = record["options"]["limit"] if data is None else None
    if int(pairs.labels.max()) >= len(network.classes):
        raise RecipeError(f"`data`: there are labels up to {pairs.labels.max()}, the run has {len(network.classes)}")
    return evaluated(network, pairs.first(limit))


def predict(run: str | os.PathLike[str], images: Sequence[str | os.PathLike[str]]) -> list[Prediction]:
    """The probabilities of a run's classes for image files.

    Raises:
        RecipeError: there is no run in the folder, or an image cannot be read.
    """
    read = [read_image(Path(path)) for path in images]
    network = trained(Run.at(run))
    return [
        Prediction(
            os.fspath(path), dict(zip(network.classes, map(float, network.probabilities(one[None])[0]), strict=True))
        )
        for path, one in zip(images, read, strict=True)
    ]
