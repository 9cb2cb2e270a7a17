"""From a recipe to a compiled model and its callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ...files import suggestion
from ..building import build
from .errors import RecipeError
from .losses import LOSSES, Loss, smoothed
from .phases import factors, with_rate
from .rates import by_layer
from .recipe import Recipe, Setting


def loss_of(recipe: Recipe) -> Loss:
    """The loss that the recipe names.

    Raises:
        RecipeError: there is none of that name.
    """
    if recipe.loss not in LOSSES:
        known = f"{', '.join(LOSSES)}{suggestion(recipe.loss, LOSSES)}"
        raise RecipeError(f"`loss` (={recipe.loss!r}) must be one of {known}")
    if not recipe.label_smoothing:
        return LOSSES[recipe.loss]
    if not recipe.loss.endswith("crossentropy"):
        raise RecipeError(f"`label_smoothing` (={recipe.label_smoothing}) is for cross-entropies, not {recipe.loss}")
    return smoothed(recipe.label_smoothing)


def model_of(recipe: Recipe, shape: tuple[int, ...], classes: int) -> Any:
    """The network of a recipe, with its weight decay in the loss."""
    import keras

    decay = keras.regularizers.L2(recipe.weight_decay / 2) if recipe.weight_decay else None
    try:
        return build(
            recipe.architecture,
            input_shape=shape,
            classes=classes,
            kernel_regularizer=decay,
            auxiliary=recipe.auxiliary,
            kernel_initializer=recipe.initializer or None,
            data_format="channels_last",  # as the images are given out, whatever Keras is set to
        )
    except ValueError as error:
        raise RecipeError(f"`recipe` (={recipe.name}): {error}") from error


def compile_(model: Any, recipe: Recipe, *, jit: bool | None = None, rate: float | None = None) -> None:
    """Compile a network as its recipe says; metrics are those of its main output alone.

    `rate` takes the place of the optimizer's learning rate.
    """
    loss, outputs = loss_of(recipe), len(model.outputs)
    several = outputs > 1
    model.compile(
        optimizer=_optimizer(model, recipe, rate),
        loss=[loss.function() for _ in range(outputs)] if several else loss.function(),
        loss_weights=recipe.architecture.loss_weights if several else None,
        metrics=[[loss.metric()], *([] for _ in range(outputs - 1))] if several else [loss.metric()],
        jit_compile="auto" if jit is None else jit,
    )


def _optimizer(model: Any, recipe: Recipe, rate: float | None) -> Any:
    setting = recipe.optimizer
    if rate is not None:
        setting = with_rate(setting, rate)
    optimizer = optimizer_of(setting)
    if recipe.rate_decay == 1:
        return optimizer
    try:
        return by_layer(optimizer, factors(model, recipe.rate_decay))
    except ValueError as error:
        raise RecipeError(str(error)) from None


def class_weights_of(recipe: Recipe, labels: Any, classes: tuple[str, ...]) -> dict[int, float] | None:
    """By how much images of a class count, by its number; None where all count alike.

    Raises:
        RecipeError: there is no such class, or a network of several outputs, which has none.
    """
    if not recipe.class_weights:
        return None
    if recipe.auxiliary:
        raise RecipeError("`class_weights` are for networks of one output: give `auxiliary=False`")
    if recipe.class_weights == "balanced":
        counts = np.bincount(labels, minlength=len(classes))
        return {number: len(labels) / (len(classes) * count) for number, count in enumerate(counts) if count}
    assert not isinstance(recipe.class_weights, str)
    weights = dict.fromkeys(range(len(classes)), 1.0)
    for name, weight in recipe.class_weights:
        if name not in classes:
            raise RecipeError(f"`class_weights` holds {name!r}, which is no class{suggestion(name, classes)}")
        weights[classes.index(name)] = float(weight)
    return weights


def optimizer_of(setting: Setting) -> Any:
    """The Keras optimizer, with its schedule, that a setting names."""
    from keras import optimizers

    return setting.made(optimizers, optimizers.schedules)


def own_callbacks(given: Any) -> list[Any]:
    """Callbacks of one's own, of Keras.

    Raises:
        RecipeError: they are none.
    """
    from keras import callbacks

    if not isinstance(given, (list, tuple)) or not all(isinstance(one, callbacks.Callback) for one in given):
        raise RecipeError(f"`callbacks` (={given!r}) must be a list of Keras callbacks")
    return list(given)


def callbacks_of(recipe: Recipe, logs: Path | None) -> list[Any]:
    """The callbacks of a recipe; TensorBoard's files go to `logs`, and without such a folder nowhere.

    Raises:
        RecipeError: TensorBoard is not installed.
    """
    from keras import callbacks

    made = []
    for setting in recipe.callbacks:
        if setting.kind != "TensorBoard":
            made.append(setting.made(callbacks))
        elif logs is not None:
            _need_tensorboard()
            made.append(callbacks.TensorBoard(log_dir=str(logs), **dict(setting.arguments)))
    return made


def _need_tensorboard() -> None:
    if find_spec("tensorboard") is None:
        raise RecipeError("the recipe logs for TensorBoard: pip install tensorboard, or 'convatlas[recipes]'")


@contextmanager
def precision(mixed: bool) -> Iterator[None]:
    """Inside, layers are built to compute in 16 bits where `mixed`: float16 on graphics cards, bfloat16 elsewhere."""
    import keras
    import tensorflow as tf

    before = keras.config.dtype_policy()
    if mixed:
        small = "float16" if tf.config.list_logical_devices("GPU") else "bfloat16"
        keras.config.set_dtype_policy(f"mixed_{small}")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
