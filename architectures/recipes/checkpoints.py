"""Checkpoints: a Keras file that also holds where the training stood, so that neither can be had without the other."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .distributing import alone
from .errors import RecipeError
from .run import Run

PROGRESS, ARRAYS = "convatlas/progress.json", "convatlas/arrays.npz"


@dataclass
class Progress:
    """Where a training stands.

    Attributes:
        epoch: that runs or comes next.
        step: of this epoch, that comes next.
        history: a number an epoch for every metric.
        callbacks: numbers that each callback keeps, such as how long early stopping has waited.
        best: least validation loss so far.
        best_epoch: when that was, from 1; 0 before the first.
        stopped: whether a callback has ended the training.
        seconds: that it took so far.
    """

    epoch: int = 0
    step: int = 0
    history: dict[str, list[float]] = field(default_factory=dict)
    callbacks: list[dict[str, Any]] = field(default_factory=list)
    best: float | None = None
    best_epoch: int = 0
    stopped: bool = False
    seconds: float = 0.0


def save(model: Any, progress: Progress, run: Run, name: str) -> None:
    """Write the model, its optimizer, the progress, and the arrays that Keras leaves out."""

    def write(draft: Path) -> None:
        model.save(draft)
        with zipfile.ZipFile(draft, "a") as file:
            file.writestr(PROGRESS, json.dumps(asdict(progress)))
            file.writestr(ARRAYS, _packed(_left_out(model)))

    with alone():  # else the other processes would have to write along
        run.write(run.path(name), write)


def progress_of(run: Run) -> Progress:
    """Where the last checkpoint stands.

    Raises:
        RecipeError: the file is broken.
    """
    path = run.path("last")
    try:
        with zipfile.ZipFile(path) as file:
            return Progress(**json.loads(file.read(PROGRESS)))
    except Exception as error:  # of zip, zlib, struct and others, as the file is broken
        raise RecipeError(f"{path} is no checkpoint of this run: {error}") from None


def restore(model: Any, run: Run) -> tuple[Progress, list[Any]]:
    """Give the compiled model all that the last checkpoint holds; return where it stood, with its metrics' numbers.

    Raises:
        RecipeError: the file is broken or of another network.
    """
    path = run.path("last")
    try:
        with zipfile.ZipFile(path) as file:
            progress = Progress(**json.loads(file.read(PROGRESS)))
            with np.load(io.BytesIO(file.read(ARRAYS)), allow_pickle=False) as arrays:
                kept = [arrays[key] for key in arrays.files]
        model.optimizer.build(model.trainable_variables)
        model.load_weights(path)
    except Exception as error:  # of zip, zlib, struct, Keras and others, as the file is broken
        raise RecipeError(f"{path} is no checkpoint of this run: {error}") from None
    seeds = _seeds(model)
    for variable, value in zip(seeds, kept[: len(seeds)], strict=True):
        variable.assign(value)
    return progress, kept[len(seeds) :]


def _left_out(model: Any) -> list[Any]:
    """States of random numbers, then those of the metrics of the running epoch."""
    from keras import ops

    return [ops.convert_to_numpy(variable) for variable in (*_seeds(model), *model.metrics_variables)]


def _seeds(model: Any) -> list[Any]:
    return [v for v in model.non_trainable_variables if v.path.endswith("seed_generator_state")]


def _packed(arrays: list[Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, *arrays)
    return file.getvalue()
