"""Small sets of images that a network can learn, and a recipe that takes a second."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from convatlas.architectures import recipes
from convatlas.architectures.recipes import Recipe


def shades(number: int, size: int, channels: int, classes: int = 10, seed: int = 0) -> tuple[Any, Any]:
    """Noisy images whose brightness tells their class."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, number)
    noise = rng.integers(0, 250 // classes, (number, size, size, channels))
    return (noise + labels[:, None, None, None] * (250 // classes)).astype("uint8"), labels


@pytest.fixture(name="shades")
def shades_() -> Any:
    return shades


@pytest.fixture
def grey() -> Any:
    return shades(60, 12, 1, classes=3), shades(30, 12, 1, classes=3, seed=1)


@pytest.fixture
def colours() -> Any:
    return shades(64, 32, 3), shades(32, 32, 3, seed=1)


@pytest.fixture
def quick() -> Recipe:
    """LeNet-5 with all that a training can carry from one sitting into the next."""
    return recipes.get("lenet5").with_(
        batch_size=16,
        epochs=3,
        augmentation=(recipes.setting("pad_crop", pixels=2), recipes.setting("flip")),
        optimizer=recipes.setting(
            "SGD",
            learning_rate=recipes.setting("PiecewiseConstantDecay", boundaries=(3, 7), values=(0.1, 0.05, 0.01)),
            momentum=0.9,
        ),
        callbacks=(recipes.setting("EarlyStopping", monitor="val_loss", patience=3),),
        weight_decay=1e-4,
    )


@pytest.fixture(autouse=True)
def _eager(request: pytest.FixtureRequest) -> Any:
    """Few steps are over before a graph of them would be traced; what is marked slow runs as users run it."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(request.node.get_closest_marker("slow") is None)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture(autouse=True, scope="module")
def _cleared() -> Any:
    yield
    keras.backend.clear_session()
