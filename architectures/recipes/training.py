"""`train`: from a recipe to a trained network and all that tells about it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

from .checkpoints import Progress
from .distributing import Distribution, placed
from .evaluating import evaluated, trained
from .images import Data
from .plan import load_data, planned
from .recipe import Recipe
from .reporting import report, tell_notes
from .session import Session

PLANNED = (  # arguments of `train` that a plan settles
    *("output", "resume", "data", "epochs", "batch_size", "seed", "input_shape", "limit"),
    *("mixed_precision", "jit", "strict"),
)


class Learning(TypedDict, total=False):
    """Options of `train` about where a network starts and how it learns; see there."""

    weights: Any
    freeze: str | None
    learning_rate: float | None
    rate_decay: float | None
    head_epochs: int | None
    class_weights: str | Mapping[str, float] | None
    label_smoothing: float | None


@dataclass(frozen=True)
class Result:
    """What a training came to.

    Attributes:
        recipe: as it was used.
        history: a number an epoch for every metric.
        metrics: "loss" and "accuracy" on the validation images, of the model below, also as "val_loss" and
            "val_accuracy"; empty in processes that only help.
        best_epoch: the one of the least validation loss, from 1.
        seconds: of training, over all its sittings.
        paths: the files of the run by name, empty where there is no `output`.
        model: with the weights of the best epoch.
        notes: what a person should know of it.
    """

    recipe: Recipe
    history: dict[str, list[float]]
    metrics: dict[str, float]
    best_epoch: int
    seconds: float
    paths: dict[str, Path]
    model: Any = field(repr=False, compare=False)
    notes: tuple[str, ...] = ()


def train(
    recipe: str | Recipe,
    *,
    data: Any = None,
    epochs: int | None = None,
    output: str | os.PathLike[str] | None = None,
    resume: bool = False,
    batch_size: int | None = None,
    seed: int | None = None,
    input_shape: Sequence[int | None] | None = None,
    limit: int | None = None,
    mixed_precision: bool | None = None,
    jit: bool | None = None,
    strict: bool | None = None,
    callbacks: Sequence[Any] = (),
    distribute: str | Distribution | None = None,
    verbose: str | int = "auto",
    **learning: Unpack[Learning],
) -> Result:
    """Train a network by its recipe.

    What is None stays as the recipe has it. Random numbers of Python, NumPy and the backend are seeded.

    Args:
        recipe: a name, or a `Recipe`.
        data: what `datasets.load` takes.
        epochs: at most; takes the place of the recipe's number of steps too.
        output: the folder of the run, made if need be.
        resume: whether to go on with the run in `output`, where there is one, as if it had never stopped. Its settings
            stay; only `epochs` may change.
        batch_size: images a step, over all devices.
        seed: of weights, order, augmentation and dropout; 0 by default.
        input_shape: (height, width, channels) to which images are brought; the network's own by default.
        limit: how many images to train on, and to validate by, at most.
        mixed_precision: whether layers compute in 16 bits.
        jit: whether to compile by XLA; None leaves it to Keras.
        strict: whether image files that cannot be read are refused, instead of left out and told.
        weights: to start from: a file of Keras or PyTorch, the folder of a run, a model, a state dictionary, or
            "imagenet". A classifier of other classes starts anew.
        freeze: the last stage that does not learn, such as "stage3".
        learning_rate: in place of the recipe's rate or schedule.
        rate_decay: by what the rate is multiplied from each stage to the one before it.
        head_epochs: train the head alone for so many epochs first; then all but what `freeze` says, at a tenth of the
            rate, with batch norms held.
        class_weights: "balanced", or weights by the names of classes.
        label_smoothing: share of a label that goes to all classes alike.
        callbacks: of Keras, besides the recipe's; to be given again to go on.
        distribute: "mirrored", "data-parallel", or a `Distribution`.
        verbose: of `keras.Model.fit`.

    Raises:
        RecipeError: a mistake, a full disk, or a loss that is no number; the text names the last good checkpoint.
        Interrupted: Ctrl-C or SIGTERM came; what was reached is saved.

    Example:
        >>> from convatlas.architectures import recipes
        >>> result = recipes.train("lenet5", data="digits", epochs=1, verbose=0)
        >>> len(result.history["val_accuracy"]), result.metrics["accuracy"] > 0.5
        (1, True)
    """
    given = {name: value for name, value in locals().items() if name in PLANNED}
    plan = planned(recipe, **given, **learning)
    loaded = load_data(plan, data)
    notes = (*((plan.recipe.note,) if plan.recipe.note else ()), *loaded.notes)
    if verbose:
        tell_notes(notes)
    with placed(distribute) as place:
        place.check(plan.recipe.batch_size)
        session = Session(plan, loaded, place, callbacks)
        session.notes += notes
        if not session.goes_on:
            session.start(learning.get("weights"))
        progress = session.run(verbose)
    return _result(session, progress, loaded)


def _result(session: Session, progress: Progress, data: Data) -> Result:
    """Ask the network as it was best, and write what tells about it; in one process alone where there are several."""
    plan, network = session.plan, session.network
    metrics: dict[str, float] = {}
    if session.writes:
        network = trained(plan.run) if plan.run else network
        evaluation = evaluated(network, data.validation)
        metrics = evaluation.metrics
        if plan.run:
            report(plan.run, evaluation, progress.history)
            plan.run.end()
    paths = plan.run.paths if plan.run and session.writes else {}
    told = (progress.history, metrics, progress.best_epoch, progress.seconds, paths)
    return Result(plan.recipe, *told, network.model, tuple(session.notes))
