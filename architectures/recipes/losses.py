"""Losses that recipes name, and what follows from each: labels, metrics, probabilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

RUBBISH = 1.0  # `j` of the paper's equation 9: how far the code of anything that is no digit lies


@dataclass(frozen=True)
class Loss:
    """A loss as `compile` takes it, the form of its labels, its metric, and how outputs become probabilities."""

    function: Callable[[], Any]
    one_hot: bool = False
    metric: Callable[[], Any] = lambda: "accuracy"
    probabilities: Callable[[Any], Any] = lambda outputs: outputs


def map_distance(labels: Any, distances: Any) -> Any:
    """Distance to the right class, against all others: equation 9 of LeCun et al., 1998."""
    from keras import ops

    classes = ops.cast(ops.reshape(labels, (-1, 1)), "int32")
    right = ops.take_along_axis(distances, classes, axis=-1)[:, 0]
    rubbish = ops.full_like(distances[:, :1], -RUBBISH)
    return right + ops.logsumexp(ops.concatenate([rubbish, -distances], axis=-1), axis=-1)


def _nearest() -> Any:
    """The metric by which the smallest distance wins."""
    import keras

    def accuracy(labels: Any, distances: Any) -> Any:
        return keras.metrics.sparse_categorical_accuracy(labels, -distances)

    return keras.metrics.MeanMetricWrapper(accuracy, name="accuracy")


def _softmin(distances: Any) -> Any:
    import numpy as np

    powers = np.exp(distances.min(axis=-1, keepdims=True) - distances)
    return powers / powers.sum(axis=-1, keepdims=True)


def smoothed(share: float) -> Loss:
    """Cross-entropy to labels of which `share` goes to all classes alike."""

    def function() -> Any:
        import keras

        return keras.losses.CategoricalCrossentropy(label_smoothing=share)

    return Loss(function, one_hot=True)


LOSSES = {
    "sparse_categorical_crossentropy": Loss(lambda: "sparse_categorical_crossentropy"),
    "categorical_crossentropy": Loss(lambda: "categorical_crossentropy", one_hot=True),
    "map_distance": Loss(lambda: map_distance, metric=_nearest, probabilities=_softmin),
}
