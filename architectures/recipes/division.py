"""Images to train on and images to validate by, where a set is not divided yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import RecipeError
from .images import Data, data_of

HELD_BACK = 5  # one image in so many validates


def divided(name: str, first: Any, second: Any) -> Data:
    """Data from `(train, validation)`, each a pair, or from `images, labels`, of which some are held back."""
    if isinstance(first, tuple):
        return data_of(name, first, second)
    images, labels = np.asarray(first), np.asarray(second)
    if not images.ndim or images.shape[:1] != labels.shape[:1]:
        raise RecipeError(f"`data` (={name}): images {images.shape} and labels {labels.shape} must be equally many")
    order = np.random.default_rng(0).permutation(len(images))
    images, labels = images[order], labels[order]
    held = len(images) // HELD_BACK
    if not held:
        raise RecipeError(f"`data` (={name}): {len(images)} images are too few, at least {HELD_BACK} are needed")
    return data_of(name, (images[held:], labels[held:]), (images[:held], labels[:held]))
