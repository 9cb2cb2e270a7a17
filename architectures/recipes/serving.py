"""A trained network that takes raw images: with the scaling inside, and probabilities for every class."""

from __future__ import annotations

import os
from typing import Any

import keras
import numpy as np

from .evaluating import Trained, trained
from .run import Run


def serving_model(run: str | os.PathLike[str]) -> Any:
    """The network of a run as it is to be used: `(N, H, W, C)` pixels from 0 to 255 -> `(N, classes)` probabilities.

    Raises:
        RecipeError: there is no run in the folder, or it has no checkpoint yet.
    """
    network = trained(Run.at(run))
    network.model.compiled = False  # it is used and not trained on: its optimizer stays behind
    pixels = keras.Input(network.shape, name="pixels")
    outputs = network.model(_scaled(network, pixels))
    main = outputs[0] if isinstance(outputs, (list, tuple)) else outputs
    if network.recipe.loss == "map_distance":
        main = keras.ops.softmax(keras.ops.negative(main))
    elif _gives_logits(network.model):
        main = keras.layers.Softmax(name="probabilities")(main)
    return keras.Model(pixels, main, name=network.recipe.architecture.name)


def _scaled(network: Trained, pixels: Any) -> Any:
    scaling = network.scaling
    x = keras.ops.flip(pixels, axis=-1) if scaling.reverse else pixels
    whole = scaling.subtract.ndim == 3  # a mean image, and no numbers of channels
    shape = network.shape if whole else network.shape[-1:]
    mean, divide = (np.broadcast_to(numbers, shape) for numbers in (scaling.subtract, scaling.divide))
    axis = (1, 2, 3) if whole else -1
    layer = keras.layers.Normalization(axis=axis, mean=mean, variance=np.square(divide), name="scaling")
    return layer(x)


def _gives_logits(model: Any) -> bool:
    activation = getattr(model.get_layer(model.output_names[0]), "activation", None)
    return activation is keras.activations.linear
