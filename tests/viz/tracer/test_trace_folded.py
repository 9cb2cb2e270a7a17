"""Samples that are repeated, joined, cut apart or folded into the batch axis: multiply-adds are those of one sample."""

from __future__ import annotations

import pytest
import tensorflow as tf
from keras import layers, ops
from traced_models import functional

from convatlas import viz

DENSE = 4 * 5  # multiply-adds of the layer behind, for one row


def behind(x):
    return layers.Dense(5, name="behind")(x)


class Raw(layers.Layer):
    """What is behind a function of TensorFlow's."""

    def __init__(self, how):
        super().__init__()
        self.how, self.behind = how, layers.Dense(5)

    def call(self, x):
        return self.behind(self.how(x))


BY_KERAS = {  # name -> what is done to (N, 4), how many rows a sample has then
    "repeated": (lambda x: ops.repeat(x, 3, axis=0), 3),
    "tiled": (lambda x: ops.tile(x, (2, 1)), 2),
    "stacked in front": (lambda x: ops.stack([x, x * 2.0], axis=0), 2),
    "stacked and folded": (lambda x: ops.reshape(ops.stack([x, x * 2.0], axis=0), (-1, 4)), 2),
    "joined and cut": (lambda x: ops.split(ops.concatenate([x, x * 2.0], axis=0), 2, axis=0)[1], 1),
    "turned round": (lambda x: ops.roll(ops.flip(x, axis=0), 1, axis=0), 1),
    "taken": (lambda x: ops.take(ops.stack([x] * 3, axis=0), [0, 2], axis=0), 2),
    "in a lambda": (lambda x: layers.Lambda(lambda t: tf.repeat(t, 3, axis=0), output_shape=(4,))(x), 3),
}
BY_TENSORFLOW = {
    "repeated": (lambda x: tf.repeat(x, 3, axis=0), 3),
    "tiled": (lambda x: tf.tile(x, (2, 1)), 2),
    "joined": (lambda x: tf.concat([x, x * 2.0], axis=0), 2),
    "joined and cut": (lambda x: tf.split(tf.concat([x, x * 2.0], axis=0), 2, axis=0)[1], 1),
    "every second": (lambda x: tf.concat([x, x * 2.0], axis=0)[::2], 1),
    "stacked and folded": (lambda x: tf.reshape(tf.stack([x, x * 2.0], axis=1), (-1, 4)), 2),
}


@pytest.mark.parametrize("name", BY_KERAS)
def test_by_operations_of_keras(name):
    how, rows = BY_KERAS[name]
    assert viz.trace(functional(lambda x: behind(how(x)), (4,))).by_path["behind"].macs == rows * DENSE


@pytest.mark.parametrize("name", BY_TENSORFLOW)
def test_by_operations_of_tensorflow(name):
    how, rows = BY_TENSORFLOW[name]
    assert viz.trace(functional(lambda x: Raw(how)(x), (4,))).macs == rows * DENSE


class Asked(layers.Layer):
    """Three rows that are learned, for each sample."""

    def build(self, shape):
        self.rows = self.add_weight(shape=(1, 3, 4), name="rows")

    def call(self, x):
        return ops.broadcast_to(self.rows, (ops.shape(x)[0], 3, 4))


def test_a_weight_for_each_sample():
    assert viz.trace(functional(lambda x: behind(Asked()(x)), (4,))).macs == 3 * DENSE
