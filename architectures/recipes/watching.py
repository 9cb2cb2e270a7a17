"""The callback that keeps a run: history, checkpoints, and the stop where going on makes no sense."""

from __future__ import annotations

import math
import time
from typing import Any

import keras

from . import checkpoints
from .checkpoints import Progress
from .errors import Interrupted, RecipeError
from .history import write_history
from .run import Run
from .signals import Caught
from .stuck import Stuck

MONITORED = "val_loss"
PLAIN = (int, float, bool, type(None))


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Looks after a training; comes after the other callbacks, whose numbers it keeps.

    Args:
        progress: where the training stands; brought up to date as it goes on.
        run: the folder to write to, None for none.
        others: the recipe's callbacks.
        caught: the signal that asks for a stop.
    """

    def __init__(self, progress: Progress, run: Run | None, others: list[Any], caught: Caught) -> None:
        super().__init__()
        self.progress, self.run, self.others, self.caught = progress, run, others, caught
        self.best: list[Any] = []  # weights of the best epoch, where no run keeps them
        self.metrics: list[Any] = []  # to begin an epoch with that was left in its middle
        self.first = progress.step
        self.saved = progress.epoch  # whole epochs that the last checkpoint knows
        self.since = time.monotonic()
        self.stuck: Stuck | None = None  # looks for a loss that does not move

    def on_train_begin(self, logs: Any = None) -> None:
        """Give the callbacks back what they have just forgotten."""
        for callback, numbers in zip(self.others, self.progress.callbacks, strict=False):
            vars(callback).update(numbers)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Go on with the metrics of an epoch that was left in its middle."""
        self.first = self.progress.step
        if self.metrics and self.first:
            for variable, value in zip(self.model.metrics_variables, self.metrics, strict=True):
                variable.assign(value)
        self.metrics = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Stop for a loss that is no number, and for a signal."""
        self.progress.step = self.first + batch + 1
        loss = float((logs or {})["loss"])
        if not math.isfinite(loss):
            raise RecipeError(
                f"the loss became {loss} in epoch {self.progress.epoch + 1}, step {self.progress.step}; "
                f"{self.last_good()}"
            )
        if self.caught.number and batch + 1 < self.params["steps"]:  # else the epoch ends first, with its validation
            self._save("last")
            raise Interrupted(self.caught.number, self._where())

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Note the epoch; write the best checkpoint first, so that the last never knows of a best that is not there."""
        progress, figures = self.progress, {key: float(value) for key, value in (logs or {}).items()}
        for name, value in figures.items():
            progress.history.setdefault(name, []).append(value)
        progress.epoch, progress.step, self.first = epoch + 1, 0, 0
        if self.stuck is not None:
            self.stuck.look(progress.history["loss"], sum(map(float, self.model.losses)))
        progress.stopped = bool(self.model.stop_training)
        progress.callbacks = [_numbers(callback) for callback in self.others]
        if progress.best is None or figures[MONITORED] < progress.best:
            progress.best, progress.best_epoch = figures[MONITORED], epoch + 1
            self._keep_best()
        self._save("last")
        if self.caught.number:
            raise Interrupted(self.caught.number, self._where())

    def _keep_best(self) -> None:
        if self.run is None:
            self.best = self.model.get_weights()
        self._save("best")

    def _save(self, name: str) -> None:
        now = time.monotonic()
        self.progress.seconds += now - self.since
        self.since = now
        if self.run is not None:
            checkpoints.save(self.model, self.progress, self.run, name)
            write_history(self.run, self.progress.history)
            self.saved = self.progress.epoch

    def _where(self) -> str:
        at = f"epoch {self.progress.epoch + 1}, step {self.progress.step}"
        return f"stopped at {at}; " + (
            f"saved to {self.run.path('last')}: --resume goes on" if self.run else "nothing is saved without `output`"
        )

    def last_good(self) -> str:
        """Where the last checkpoint is."""
        if self.run is None or not self.run.path("last").exists():
            return "there is no checkpoint before that"
        return f"the last good checkpoint is {self.run.path('last')}, of epoch {self.saved}"


def _numbers(callback: Any) -> dict[str, Any]:
    """What a callback of Keras counts, in forms that JSON knows; what it was told is there again anyway."""
    return {
        key: value.item() if hasattr(value, "item") else value
        for key, value in vars(callback).items()
        if not key.startswith("_") and (isinstance(value, PLAIN) or hasattr(value, "item"))
    }
