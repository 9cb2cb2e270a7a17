"""One sitting of a training: the model and its batches, from where it stands to its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...files import first_line
from . import checkpoints
from .augmentation import draws_of
from .checkpoints import Progress
from .compiling import callbacks_of, class_weights_of, compile_, loss_of, model_of, own_callbacks, precision
from .distributing import Place
from .errors import RecipeError
from .evaluating import Trained
from .images import Data, Pairs, fitted
from .legs import Leg, legs
from .phases import Phase, begin, phase_at, phases_of, spans
from .pipeline import Batches, Form
from .plan import Plan
from .reporting import tell_notes
from .run import Run
from .scaling import scaling_of
from .signals import caught_signals
from .starting import start
from .stuck import Stuck
from .watching import Watch


class Session:
    """One sitting of a training: the model and its batches, from where it stands to its end."""

    def __init__(self, plan: Plan, data: Data, place: Place, callbacks: Sequence[Any] = ()) -> None:
        import keras

        self.place, self.own, self.notes = place, own_callbacks(callbacks), list[str]()
        self.phase: Phase | None = None
        recipe, self.plan, self.writes, self.split = plan.recipe, plan, place.writes, data.split
        draws_of(recipe.augmentation)  # which refuses what is mistyped
        phases_of(recipe)
        keras.utils.set_random_seed(plan.seed)
        fit = Pairs(fitted(data.train.images, plan.shape, recipe.placing), data.train.labels)
        unseen = Pairs(fitted(data.validation.images, plan.shape, recipe.placing), data.validation.labels)
        with place.scope(), precision(bool(plan.options.mixed_precision)):
            model = model_of(recipe, plan.shape, len(data.classes))
        self.class_weights = class_weights_of(recipe, data.train.labels, data.classes)
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
        others = [*callbacks_of(recipe, run.path("logs") if run and self.writes else None), *self.own]
        with caught_signals() as caught:
            watch = Watch(progress, run if self.writes else None, others, caught)
            watch.metrics = metrics
            watch.stuck = Stuck(len(self.network.classes), self._tell if verbose else self.notes.append)
            try:
                self._fit(watch, verbose)
            except RecipeError:
                raise
            except ValueError as error:  # of Keras, for settings of callbacks that only a training shows
                raise RecipeError(f"`recipe` (={recipe.name}): {first_line(error)}") from error
            except OSError as error:
                reason = error.strerror or first_line(error)
                raise RecipeError(f"`output` (={self.plan.output}): {reason}; {watch.last_good()}") from error
        if watch.best and run is None:
            self.network.model.set_weights(watch.best)
        return progress

    def _fit(self, watch: Watch, verbose: str | int) -> None:
        progress, recipe = watch.progress, self.plan.recipe
        for _, end, phase in spans(recipe):
            if progress.epoch >= end:
                continue
            self._compile(phase)
            for leg in legs(progress.epoch, progress.step, self.batches.steps, end, recipe.steps):
                if progress.stopped:
                    return
                self._fit_leg(leg, watch, verbose)

    def _fit_leg(self, leg: Leg, watch: Watch, verbose: str | int) -> None:
        self.network.model.fit(
            self.batches.stream(leg.epoch, leg.step, leg.until),
            initial_epoch=leg.epoch,
            epochs=leg.until,
            steps_per_epoch=leg.steps,
            validation_data=self.unseen.once(),
            callbacks=[*watch.others, watch],
            class_weight=self.class_weights,
            shuffle=False,
            verbose=verbose,
        )

    def _compile(self, phase: Phase) -> None:
        """Let learn what learns in a phase, unless it runs already."""
        if phase == self.phase:
            return
        self.phase = phase
        with self.place.scope():
            begin(self.network.model, phase)
            options = self.plan.options
            compile_(self.network.model, self.plan.recipe, jit=options.jit, rate=phase.learning_rate)

    def start(self, weights: Any) -> None:
        """Set the weights to start from, if any."""
        source = weights if weights is not None else self.plan.recipe.weights
        if isinstance(source, str) and not source:
            return
        report = start(self.network.model, source, variant=self.plan.recipe.architecture.name)
        self.notes.append(f"starts from {str(report).splitlines()[0]}")

    def _tell(self, note: str) -> None:
        self.notes.append(note)
        tell_notes([note])

    @property
    def goes_on(self) -> bool:
        """Whether there is a checkpoint to go on from."""
        run = self.plan.run
        return run is not None and self.plan.resume and run.path("last").exists()

    def _where_it_stands(self) -> tuple[Progress, list[Any]]:
        run = self.plan.run
        if run is None or not self.goes_on:
            self._compile(spans(self.plan.recipe)[0][2])
            return Progress(), []
        stands = checkpoints.progress_of(run)
        running = stands.epoch if stands.step else max(0, stands.epoch - 1)  # what ended last was compiled last
        self._compile(phase_at(self.plan.recipe, running))
        progress, metrics = checkpoints.restore(self.network.model, run)
        if progress.step:
            self.network.model.test_on_batch(*next(iter(self.unseen.once())))  # which makes the metrics' variables
        return progress, metrics

    def _begin(self, run: Run) -> None:
        run.begin()
        run.write(run.path("scaling"), self.network.scaling.to_bytes())
        if self.split is not None:
            run.write_json("split", self.split.to_dict())
        run.write_json("record", self.plan.record(self.network.classes))
