"""From a recipe to a compiled model and its callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ...files import suggestion
from ..building import build
from .errors import RecipeError
from .losses import LOSSES, Loss
from .recipe import Recipe, Setting


def loss_of(recipe: Recipe) -> Loss:
    """The loss that the recipe names.

    Raises:
        RecipeError: there is none of that name.
    """
    if recipe.loss not in LOSSES:
        known = f"{', '.join(LOSSES)}{suggestion(recipe.loss, LOSSES)}"
        raise RecipeError(f"`loss` (={recipe.loss!r}) must be one of {known}")
    return LOSSES[recipe.loss]


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
        )
    except ValueError as error:
        raise RecipeError(f"`recipe` (={recipe.name}): {error}") from error


def compile_(model: Any, recipe: Recipe, *, jit: bool | None = None) -> None:
    """Compile a network as its recipe says; metrics are those of its main output alone."""
    loss, outputs = loss_of(recipe), len(model.outputs)
    several = outputs > 1
    model.compile(
        optimizer=optimizer_of(recipe.optimizer),
        loss=[loss.function() for _ in range(outputs)] if several else loss.function(),
        loss_weights=recipe.architecture.loss_weights if several else None,
        metrics=[[loss.metric()], *([] for _ in range(outputs - 1))] if several else [loss.metric()],
        jit_compile="auto" if jit is None else jit,
    )


def optimizer_of(setting: Setting) -> Any:
    """The Keras optimizer, with its schedule, that a setting names."""
    from keras import optimizers

    return setting.made(optimizers, optimizers.schedules)


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
