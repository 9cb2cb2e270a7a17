"""Where a network starts: from weights that it, or one like it, has learnt before."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from ..convert import load_torch
from ..weights import Report, load_all_but_classifier
from .errors import RecipeError
from .run import Run

OF_KERAS = (".keras", ".h5")


def start(model: Any, weights: Any, *, variant: str) -> Report:
    """Set the weights of `model`, all but the classifier where that has other classes.

    Args:
        model: of a recipe, not trained yet.
        weights: a file of Keras or of PyTorch, the folder of a run, a model, a state dictionary, or "imagenet".
        variant: which network of the atlas it is.

    Raises:
        RecipeError: they cannot be read, or do not fit.
    """
    source = weights
    if isinstance(weights, (str, os.PathLike)) and Path(weights).is_dir():
        source = Run.at(weights).path("best")
    try:
        if _is_of_torch(source):
            return load_torch(model, source, variant=variant)
        return load_all_but_classifier(model, source, variant=variant)
    except ValueError as error:
        raise RecipeError(str(error) if "`weights`" in str(error) else f"`weights`: {error}") from error


def _is_of_torch(source: Any) -> bool:
    """Whether weights are a state dictionary, a module that has one, or a file that Keras has not written."""
    if isinstance(source, (str, os.PathLike)):
        return Path(source).is_file() and not os.fspath(source).endswith(OF_KERAS)
    return isinstance(source, Mapping) or (hasattr(source, "state_dict") and not isinstance(source, keras.Model))
