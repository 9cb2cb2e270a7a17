"""What a training is asked to do, settled: the recipe with its changes, options, and the run to write or go on with."""

from __future__ import annotations

import math
import os
from dataclasses import asdict, dataclass, fields, replace
from numbers import Real
from operator import index
from pathlib import Path
from typing import Any

from .catalogue import get
from .classes import check_same
from .datasets import DATASETS, load, located
from .errors import RecipeError
from .images import Data
from .phases import head_first, with_rate
from .recipe import Recipe
from .run import Run, split_of

SETTLED = ("data", "batch_size", "weights", "freeze", "rate_decay", "class_weights", "label_smoothing")


@dataclass(frozen=True)
class Options:
    """Options of a training that are no part of its recipe; None where they are not given."""

    seed: int | None = None
    input_shape: tuple[int | None, ...] | None = None
    limit: int | None = None
    mixed_precision: bool | None = None
    jit: bool | None = None
    strict: bool | None = None

    def __post_init__(self) -> None:
        if self.input_shape is not None:
            shape: Any = self.input_shape
            if isinstance(shape, str) or not hasattr(shape, "__iter__"):
                raise RecipeError(f"`input_shape` (={shape!r}) must be (height, width, channels)")
            sizes = tuple(n if n is None or not hasattr(n, "__index__") else index(n) for n in self.input_shape)
            object.__setattr__(self, "input_shape", sizes)
        for name, least, most in (("seed", 0, 2**32 - 1), ("limit", 1, None)):
            value: Any = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, bool) or not hasattr(value, "__index__") or value < least:
                raise RecipeError(f"`{name}` (={value!r}) must be a whole number of at least {least}")
            if most is not None and value > most:
                raise RecipeError(f"`{name}` (={value!r}) must be a whole number of at most {most:,}")
            object.__setattr__(self, name, index(value))
        for name in ("mixed_precision", "jit", "strict"):
            if getattr(self, name) not in (None, True, False):
                raise RecipeError(f"`{name}` (={getattr(self, name)!r}) must be True or False")


@dataclass(frozen=True)
class Plan:
    """All that is settled before anything is loaded or built."""

    recipe: Recipe
    options: Options
    run: Run | None
    resume: bool

    @property
    def seed(self) -> int:
        """The seed, 0 where none is given."""
        return self.options.seed or 0

    @property
    def output(self) -> str:
        """The run's folder, for messages."""
        return str(self.run.folder) if self.run else ""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) to which images are brought."""
        shape = self.options.input_shape or self.recipe.architecture.input_shape
        if len(shape) != 3 or not all(isinstance(n, int) and n > 0 for n in shape) or shape[2] not in (1, 3):
            raise RecipeError(f"`input_shape` (={shape}) must be (height, width, channels), of 1 or 3 channels")
        return shape  # type: ignore[return-value]

    def record(self, classes: tuple[str, ...]) -> dict[str, Any]:
        """What the run's folder keeps, so that it can be gone on with and asked."""
        kept = {"recipe": self.recipe.to_dict(), "options": asdict(self.options)}
        return kept | {"classes": list(classes), "shape": list(self.shape)}


def planned(recipe: str | Recipe, *, output: str | os.PathLike[str] | None, resume: bool, **given: Any) -> Plan:
    """Settle what to do; `given` are fields of `Options`, and of the recipe data, epochs and batch_size.

    Raises:
        RecipeError: names the argument that cannot be.
    """
    options = Options(**{field.name: given.pop(field.name, None) for field in fields(Options)})
    chosen = get(recipe) if isinstance(recipe, str) else recipe
    if output is None and resume:
        raise RecipeError("`resume` needs `output`, the folder of the run to go on with")
    run = Run.at(output) if output is not None else None
    if run is not None and run.is_foreign:
        raise RecipeError(f"`output` (={run.folder}) holds files and no run, which could be lost: name another folder")
    if run is None or not run.exists:
        settled = replace(options, seed=options.seed or 0, mixed_precision=bool(options.mixed_precision))
        return Plan(_changed(chosen, given), settled, run, False)
    if not resume:
        raise RecipeError(f"`output` (={run.folder}) holds a run already: go on with `resume`, or name another folder")
    return _continued(chosen, options, run, given)


def _changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    given = {key: value for key, value in changes.items() if value is not None}
    head_epochs, rate = given.pop("head_epochs", None), given.pop("learning_rate", None)
    if "weights" in given:
        given["weights"] = _start(given["weights"])
    if rate is not None:
        given["optimizer"] = with_rate(recipe.optimizer, _rate(rate))
    if "data" in given:
        given["data"] = _kept(given["data"])
    if "epochs" in given:
        given["steps"] = None
    changed = recipe.with_(**given)
    if not changed.data:
        raise RecipeError(
            f"`data` must be given: recipe {recipe.name} is for images that nobody may hand on; name a folder with a "
            "folder of images for each class, or `digits` to try it"
        )
    return changed if head_epochs is None else head_first(changed, head_epochs)


def _rate(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < math.inf:
        raise RecipeError(f"`learning_rate` (={value!r}) must be a number above 0")
    return float(value)


def _start(weights: Any) -> str:
    """What a run notes of its start: a path whole; nothing of what is no file."""
    if not isinstance(weights, (str, os.PathLike)):
        return ""
    return os.path.abspath(weights) if os.path.exists(weights) else os.fspath(weights)


def _kept(data: Any) -> str:
    """What a run notes of its data: a path whole, so that it is found from anywhere; a name as it is."""
    if not isinstance(data, (str, Path)):
        return "arrays" if isinstance(data, tuple) else os.fspath(data)
    is_path = isinstance(data, Path) or (data not in DATASETS and os.path.exists(data))
    return os.path.abspath(data) if is_path else str(data)


def _continued(recipe: Recipe, options: Options, run: Run, changes: dict[str, Any]) -> Plan:
    """The plan of a run that exists; whoever asks for other settings than it has is told so."""
    record = run.read_json("record")
    with run.reading("record"):
        kept, before = Recipe.from_dict(record["recipe"]), Options(**record["options"])
    asked_for = {name: value for name, value in changes.items() if name != "head_epochs"}
    wanted = _changed(recipe, asked_for | {"data": changes.get("data") or kept.data})
    pairs = [(field.name, getattr(options, field.name), getattr(before, field.name)) for field in fields(Options)]
    pairs += [(name, changes.get(name) and getattr(wanted, name), getattr(kept, name)) for name in SETTLED]
    pairs += [("learning_rate", changes.get("learning_rate") and wanted.optimizer, kept.optimizer)]
    for name, asked, had in [("recipe", recipe.name, kept.name), *pairs]:
        if asked is not None and asked != had:
            raise RecipeError(f"`{name}` (={asked}) cannot change: the run in {run.folder} has {had}")
    epochs = {"epochs": changes["epochs"], "steps": None} if changes.get("epochs") else {}
    return Plan(kept.with_(**epochs), before, run, True)


def load_data(plan: Plan, data: Any) -> Data:
    """The data of a plan, or arrays given in its place, as many as the options allow.

    Raises:
        RecipeError: a run that goes on was trained on other classes; or the data cannot be had.
    """
    if plan.recipe.data == "arrays" and not isinstance(data, tuple):
        raise RecipeError("`data` must be given again: the run was trained on arrays")
    run = plan.run if plan.resume else None
    split = split_of(run) if run else None
    source = data if isinstance(data, tuple) else located(plan.recipe.data)
    loaded = load(source, split=split, strict=bool(plan.options.strict))
    if run:
        check_same(loaded, tuple(run.read_json("record")["classes"]), run.folder)
        _check_all_there(loaded, run)
    limit = plan.options.limit
    return replace(loaded, train=loaded.train.first(limit), validation=loaded.validation.first(limit))


def _check_all_there(data: Data, run: Run) -> None:
    """Refuse to go on with fewer images, which would be another training."""
    if data.split is None:
        return
    gone = len(data.split.train) + len(data.split.validation) - len(data.train) - len(data.validation)
    if gone:
        raise RecipeError(f"{gone} images that the run in {run.folder} began with are gone; it cannot go on as it was")
