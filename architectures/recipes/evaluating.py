"""A trained network put to use: metrics, the confusion of classes, probabilities for images."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .classes import named_alike
from .compiling import compile_, loss_of, model_of
from .datasets import load, located
from .errors import RecipeError
from .images import Images, Pairs, fitted, together
from .pipeline import Batches, Form
from .recipe import Recipe
from .run import Run, split_of
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


class Metrics(dict[str, float]):
    """Metrics by name, and by the name that Keras gives those of validation: "val_accuracy" is "accuracy"."""

    def __missing__(self, name: str) -> float:
        if name.startswith("val_"):
            return self[name.removeprefix("val_")]
        raise KeyError(name)


@dataclass(frozen=True)
class Evaluation:
    """How a network does on labelled images.

    Attributes:
        metrics: "loss" and "accuracy" (where there are auxiliary classifiers, of the main one).
        confusion: how many images of a class (row) were taken for a class (column).
        probabilities: of every class (column) for each image (row).
        classes: their names.
        pairs: the images and labels.
        about: which images these are, in words.
    """

    metrics: dict[str, float]
    confusion: npt.NDArray[np.int64] = field(repr=False)
    probabilities: npt.NDArray[np.float32] = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    pairs: Pairs = field(repr=False)
    about: str = ""


def trained(run: Run) -> Trained:
    """The network of a run, as it was in its best epoch.

    Raises:
        RecipeError: there is no run, or it has no checkpoint yet.
    """
    record = run.read_json("record")
    if not run.path("best").exists():
        raise RecipeError(f"`run` (={run.folder}) has no checkpoint yet")
    with run.reading("record"):
        recipe, classes = Recipe.from_dict(record["recipe"]), tuple(record["classes"])
        model = model_of(recipe, tuple(record["shape"]), len(classes))
    with run.reading("best") as path:
        model.load_weights(path)
    with run.reading("record"):
        compile_(model, recipe)
    with run.reading("scaling") as path:
        return Trained(model, recipe, Scaling.from_file(path), classes)


def evaluated(network: Trained, pairs: Pairs) -> Evaluation:
    """Ask a network for labelled images."""
    form = Form(len(network.classes), loss_of(network.recipe).one_hot, len(network.model.outputs))
    fit = Pairs(fitted(pairs.images, network.shape, network.recipe.placing), pairs.labels)
    found = network.model.evaluate(Batches(fit, BATCH, network.scaling, form).once(), verbose=0, return_dict=True)
    probabilities = network.probabilities(pairs.images)
    guessed, size = probabilities.argmax(axis=-1), len(network.classes)
    confusion = np.bincount(pairs.labels * size + guessed, minlength=size * size).reshape(size, size)
    metrics = Metrics(loss=float(found["loss"]), accuracy=float(np.mean(guessed == pairs.labels)))
    return Evaluation(metrics, confusion, probabilities, network.classes, pairs)


def evaluate(run: str | os.PathLike[str], *, data: Any = None) -> Evaluation:
    """Metrics and confusion of a run's best network on its validation images, or on those of other data.

    Raises:
        RecipeError: there is no run in the folder, or the data cannot be had.
    """
    folder = Run.at(run)
    network, record = trained(folder), folder.read_json("record")
    known = _of_the_run(record, data)
    source = located(record["recipe"]["data"]) if data is None else data
    loaded = load(source, split=split_of(folder) if known else None)
    named = named_alike(loaded, network.classes, folder.folder)
    pairs, which = named.validation, "validation images"
    if not known and loaded.split is not None:  # other images, of which none were trained on
        pairs, which = together(named.train, named.validation), "images"
    chosen = pairs.first(record["options"]["limit"] if data is None else None)
    where = source if isinstance(source, (str, os.PathLike)) else "the arrays given"
    told = "".join(f"; {note}" for note in loaded.notes)
    return replace(evaluated(network, chosen), about=f"{len(chosen):,} {which} of {where}{told}")


def _of_the_run(record: dict[str, Any], data: Any) -> bool:
    """Whether data are those that the run was trained on."""
    kept = record["recipe"]["data"]
    if data is None or (isinstance(data, str) and data == kept):
        return True
    return isinstance(data, (str, os.PathLike)) and os.path.abspath(data) == kept
