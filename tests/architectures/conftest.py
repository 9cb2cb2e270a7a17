"""Models without memory, and weights that hide no mistake."""

from __future__ import annotations

from contextlib import contextmanager

import keras
import numpy as np
import pytest
from keras.src.backend.common import global_state


@contextmanager
def without_weights():
    """Build models whose weights have a shape and no memory."""
    with keras.StatelessScope(initialize_variables=False):
        yield
    global_state.set_global_attribute("uninitialized_variables", [])


@pytest.fixture(scope="session")
def skeleton():
    return without_weights


def varied(weight, random):
    """Values for a weight with which a signal neither dies nor explodes, and no statistic is 0 or 1."""
    shape = tuple(weight.shape)
    if weight.name == "kernel":
        return random.standard_normal(shape, "float32") * np.float32(np.sqrt(2 / np.prod(shape[:-1])))
    if weight.name in ("gamma", "moving_variance"):
        return random.uniform(0.7, 1.3, size=shape)
    return random.normal(size=shape) * 0.1


def randomize(model, seed=0):
    """Give a model weights that depend on nothing but their shapes and `seed`."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        if "seed_generator" not in weight.path:
            weight.assign(varied(weight, random).astype(weight.dtype))
    return model


@pytest.fixture(scope="session")
def randomized():
    return randomize
