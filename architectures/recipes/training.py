"""`train`: from a recipe to a trained network and all that tells about it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import checkpoints
from .checkpoints import Progress
from .compiling import callbacks_of, compile_, loss_of, model_of, precision
from .distributing import Distribution, Place, placed
from .errors import RecipeError
from .evaluating import Trained, evaluated, trained
from .images import Data, Pairs, fitted
from .legs import legs
from .pipeline import Batches, Form
from .plan import Plan, load_data, planned
from .recipe import Recipe
from .reporting import report
from .run import Run
from .scaling import scaling_of
from .signals import caught_signals
from .watching import Watch


@dataclass(frozen=True)
class Result:
    """What a training came to.

    Attributes:
        recipe: as it was used.
        history: a number an epoch for every metric.
        metrics: "loss" and "accuracy" on the validation images, of the model below; empty in processes that only help.
        best_epoch: the one of the least validation loss, from 1.
        seconds: of training, over all its sittings.
        paths: the files of the run by name, empty where there is no `output`.
        model: with the weights of the best epoch.
    """

    recipe: Recipe
    history: dict[str, list[float]]
    metrics: dict[str, float]
    best_epoch: int
    seconds: float
    paths: dict[str, Path]
    model: Any = field(repr=False, compare=False)


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
    distribute: str | Distribution | None = None,
    verbose: str | int = "auto",
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
    plan = planned(
        recipe,
        output=output,
        resume=resume,
        data=data,
        epochs=epochs,
        batch_size=batch_size,
        seed=seed,
        input_shape=input_shape,
        limit=limit,
        mixed_precision=mixed_precision,
        jit=jit,
    )
    loaded = load_data(plan, data)
    with placed(distribute) as place:
        place.check(plan.recipe.batch_size)
        session = _Session(plan, loaded, place)
        progress = session.run(verbose)
    return _result(session, progress, loaded)


class _Session:
    """One sitting of a training: the model and its batches, from where it stands to its end."""

    def __init__(self, plan: Plan, data: Data, place: Place) -> None:
        import keras

        recipe, self.plan, self.writes = plan.recipe, plan, place.writes
        keras.utils.set_random_seed(plan.seed)
        fit = Pairs(fitted(data.train.images, plan.shape, recipe.placing), data.train.labels)
        unseen = Pairs(fitted(data.validation.images, plan.shape, recipe.placing), data.validation.labels)
        with place.scope(), precision(bool(plan.options.mixed_precision)):
            model = model_of(recipe, plan.shape, len(data.classes))
            compile_(model, recipe, jit=plan.options.jit)
        self.network = Trained(model, recipe, scaling_of(recipe.scaling, fit.images), data.classes)
        form = Form(len(data.classes), loss_of(recipe).one_hot, len(model.outputs))
        shared: dict[str, Any] = {"seed": plan.seed, "share": place.share}
        self.batches = Batches(fit, recipe.batch_size, self.network.scaling, form, recipe.augmentation, **shared)
        self.unseen = Batches(unseen, recipe.batch_size, self.network.scaling, form, **shared)

    def run(self, verbose: str | int) -> Progress:
        """Train to the end, or to where the recipe's callbacks stop."""
        run, recipe = self.plan.run, self.plan.recipe
        progress, metrics = self._where_it_stands()
        if run is not None and self.writes:
            self._begin(run)
        others = callbacks_of(recipe, run.path("logs") if run and self.writes else None)
        with caught_signals() as caught:
            watch = Watch(progress, run if self.writes else None, others, caught)
            watch.metrics = metrics
            try:
                self._fit(watch, verbose)
            except OSError as error:
                reason = error.strerror or str(error).splitlines()[0]
                raise RecipeError(f"`output` (={self.plan.output}): {reason}; {watch.last_good()}") from error
        if watch.best and run is None:
            self.network.model.set_weights(watch.best)
        return progress

    def _fit(self, watch: Watch, verbose: str | int) -> None:
        progress, recipe, model = watch.progress, self.plan.recipe, self.network.model
        for leg in legs(progress.epoch, progress.step, self.batches.steps, recipe.epochs, recipe.steps):
            if progress.stopped:
                return
            model.fit(
                self.batches.stream(leg.epoch, leg.step, leg.until),
                initial_epoch=leg.epoch,
                epochs=leg.until,
                steps_per_epoch=leg.steps,
                validation_data=self.unseen.once(),
                callbacks=[*watch.others, watch],
                shuffle=False,
                verbose=verbose,
            )

    def _where_it_stands(self) -> tuple[Progress, list[Any]]:
        run = self.plan.run
        if run is None or not (self.plan.resume and run.path("last").exists()):
            return Progress(), []
        progress, metrics = checkpoints.restore(self.network.model, run)
        if progress.step:
            self.network.model.test_on_batch(*next(iter(self.unseen.once())))  # which makes the metrics' variables
        return progress, metrics

    def _begin(self, run: Run) -> None:
        run.begin()
        run.write(run.path("scaling"), self.network.scaling.to_bytes())
        run.write_json("record", self.plan.record(self.network.classes))


def _result(session: _Session, progress: Progress, data: Data) -> Result:
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
    return Result(plan.recipe, *told, network.model)
