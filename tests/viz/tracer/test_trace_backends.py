"""The same graphs, byte for byte, on every Keras backend."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import keras
from keras import layers, ops
from convatlas import viz

class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense, self.norms = layers.Dense(4), [layers.BatchNormalization()]
        self.attend = layers.MultiHeadAttention(2, 2)

    def call(self, x, training=None):
        y = self.norms[0](self.dense(x), training=training)
        return ops.relu(y + self.attend(y, y)) + x

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.block, self.lstm, self.head = Block(), layers.LSTM(3), layers.Dense(2)

    def call(self, x):
        return self.head(self.lstm(self.block(x)))

net = Net()
graph = viz.trace(net, input_shape=(5, 4))
assert not net.built and not net.weights
net(ops.zeros((1, 5, 4)))
assert viz.trace(net) == graph and graph.params == net.count_params()
print(graph.to_json(), viz.trace("resnet18").to_json())

class Raw(layers.Layer):
    def call(self, x):
        return BACKENDS_OWN(x)

raw = viz.trace(Raw(), input_shape=(4,))
assert [(n.path, n.outputs[0].shape) for n in raw.nodes] == [("input", (None, 4)), ("raw", (None, 4))], raw.nodes
assert raw.nodes[1].note.startswith("not seen through: "), raw.nodes
"""
OWN = {"jax": "__import__('jax').nn.relu", "torch": "__import__('torch').relu"}


def told_by(backend):
    """What the script prints on a backend."""
    script = SCRIPT if backend in OWN else SCRIPT.partition("class Raw")[0]
    code = script.replace("BACKENDS_OWN", OWN.get(backend, ""))
    environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("backend", [pytest.param(name, marks=getattr(pytest.mark, name)) for name in OWN])
def test_graphs_do_not_depend_on_the_backend(backend):
    pytest.importorskip(backend)
    assert told_by(backend) == told_by("tensorflow")
