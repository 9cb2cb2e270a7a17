"""What a training is asked to do, settled: the recipe with its changes, options, and the run to write or go on with."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .catalogue import get
from .datasets import load
from .errors import RecipeError
from .images import Data
from .recipe import Recipe
from .run import Run


@dataclass(frozen=True)
class Options:
    """Options of a training that are no part of its recipe; None where they are not given."""

    seed: int | None = None
    input_shape: tuple[int | None, ...] | None = None
    limit: int | None = None
    mixed_precision: bool | None = None
    jit: bool | None = None

    def __post_init__(self) -> None:
        if self.input_shape is not None:
            object.__setattr__(self, "input_shape", tuple(self.input_shape))
        for name, least in (("seed", 0), ("limit", 1)):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
                raise RecipeError(f"`{name}` (={value!r}) must be a whole number of at least {least}")


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
    if run is None or not run.exists:
        settled = replace(options, seed=options.seed or 0, mixed_precision=bool(options.mixed_precision))
        return Plan(_changed(chosen, given), settled, run, False)
    if not resume:
        raise RecipeError(f"`output` (={run.folder}) holds a run already: go on with `resume`, or name another folder")
    return _continued(chosen, options, run, given)


def _changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    given = {key: value for key, value in changes.items() if value is not None}
    if "data" in given and not isinstance(given["data"], str):
        given["data"] = "arrays" if isinstance(given["data"], tuple) else os.fspath(given["data"])
    if "epochs" in given:
        given["steps"] = None
    changed = recipe.with_(**given)
    if not changed.data:
        raise RecipeError(
            f"`data` must be given: recipe {recipe.name} is for images that nobody may hand on; name a folder with a "
            "folder of images for each class, or `digits` to try it"
        )
    return changed


def _continued(recipe: Recipe, options: Options, run: Run, changes: dict[str, Any]) -> Plan:
    """The plan of a run that exists; whoever asks for other settings than it has is told so."""
    record = run.read_json("record")
    kept = Recipe.from_dict(record["recipe"])
    before = Options(**record["options"])
    wanted = _changed(recipe, changes | {"data": changes.get("data") or kept.data})
    pairs = [(field.name, getattr(options, field.name), getattr(before, field.name)) for field in fields(Options)]
    pairs += [
        (name, changes.get(name) and getattr(wanted, name), getattr(kept, name)) for name in ("data", "batch_size")
    ]
    for name, asked, had in [("recipe", recipe.name, kept.name), *pairs]:
        if asked is not None and asked != had:
            raise RecipeError(f"`{name}` (={asked}) cannot change: the run in {run.folder} has {had}")
    epochs = {"epochs": changes["epochs"], "steps": None} if changes.get("epochs") else {}
    return Plan(kept.with_(**epochs), before, run, True)


def load_data(plan: Plan, data: Any) -> Data:
    """The data of a plan, or arrays given in its place, as many as the options allow."""
    if plan.recipe.data == "arrays" and not isinstance(data, tuple):
        raise RecipeError("`data` must be given again: the run was trained on arrays")
    loaded = load(data if isinstance(data, tuple) else plan.recipe.data)
    limit = plan.options.limit
    return replace(loaded, train=loaded.train.first(limit), validation=loaded.validation.first(limit))
