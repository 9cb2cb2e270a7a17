"""A training step by a recipe beside plain `model.fit` on the same model and data, as a ratio.

Both train LeNet-5 on the digits that scikit-learn carries, in this process, turn by turn; the first turn of each, which
compiles, is not counted. The fastest of several turns is what the machine can do; ratios below 1 mean the recipe is
faster. Prints one line a case, and fails above the bound.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

from convatlas.architectures import recipes
from convatlas.architectures.recipes.checkpoints import Progress
from convatlas.architectures.recipes.compiling import compile_, loss_of, model_of
from convatlas.architectures.recipes.datasets import load
from convatlas.architectures.recipes.images import Pairs, fitted
from convatlas.architectures.recipes.pipeline import Batches, Form
from convatlas.architectures.recipes.scaling import scaling_of
from convatlas.architectures.recipes.signals import Caught
from convatlas.architectures.recipes.watching import Watch

TURNS, EPOCHS, BOUND = 5, 3, 1.05
CASES = {"lenet5": (32, 32, 1), "resnet20_cifar": (32, 32, 3)}


def prepared(name: str, limit: int) -> tuple[Any, Pairs]:
    """The recipe without augmentation, which plain fit has not, and the digits at its network's input."""
    recipe = recipes.get(name).with_(augmentation=(), batch_size=32, scaling="unit", steps=None)
    digits = load("digits").train.first(limit)
    return recipe, Pairs(fitted(digits.images, CASES[name], "stretch"), digits.labels)


def by_recipe(recipe: Any, pairs: Pairs) -> Callable[[], Any]:
    """What `recipes.train` does for every step: its batches and its watch, without files."""
    model = model_of(recipe, pairs.images.shape[1:], 10)
    compile_(model, recipe)
    batches = Batches(pairs, recipe.batch_size, scaling_of("unit", pairs.images), Form(10, loss_of(recipe).one_hot))

    def turn() -> None:
        watch = Watch(Progress(best=-1.0), None, [], Caught())
        watch.on_epoch_end = lambda *_: None  # checks of validation loss, which neither side computes
        stream = batches.stream(0, 0, EPOCHS)
        model.fit(stream, epochs=EPOCHS, steps_per_epoch=batches.steps, callbacks=[watch], shuffle=False, verbose=0)

    return turn


def by_plain_fit(recipe: Any, pairs: Pairs) -> Callable[[], Any]:
    """What a user writes: arrays of floats to `fit`."""
    model = model_of(recipe, pairs.images.shape[1:], 10)
    compile_(model, recipe)
    pixels = pairs.images.astype("float32") / 255

    def turn() -> None:
        model.fit(pixels, pairs.labels, batch_size=recipe.batch_size, epochs=EPOCHS, verbose=0)

    return turn


def fastest(turns: list[Callable[[], Any]]) -> list[float]:
    """The least time of each, taken in turns so that a busy machine slows all alike."""
    for turn in turns:
        turn()
    taken: list[list[float]] = [[] for _ in turns]
    for _ in range(TURNS):
        for turn, times in zip(turns, taken, strict=True):
            start = time.perf_counter()
            turn()
            times.append(time.perf_counter() - start)
    return [min(times) for times in taken]


def main() -> int:
    worst = 0.0
    for name, limit in (("lenet5", 1438), ("resnet20_cifar", 1024)):
        keras.utils.set_random_seed(0)
        recipe, pairs = prepared(name, limit)
        ours, plain = fastest([by_recipe(recipe, pairs), by_plain_fit(recipe, pairs)])
        steps = EPOCHS * -(-len(pairs) // recipe.batch_size)
        worst = max(worst, ours / plain)
        print(f"{name}: {1e3 * ours / steps:.2f} ms a step, plain fit {1e3 * plain / steps:.2f} ms: {ours / plain:.2f}")
    return int(worst > BOUND)


if __name__ == "__main__":
    sys.exit(main())
