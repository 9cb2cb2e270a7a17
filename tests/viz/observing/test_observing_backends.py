"""A network at work on PyTorch and JAX: the same is seen, and its outputs stay what they are."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import keras
import numpy as np
from convatlas import viz

class Gate(keras.layers.Layer):
    def __init__(self, **options):
        super().__init__(**options)
        self.conv = keras.layers.Conv2D(4, 3, activation="relu", name="conv")

    def call(self, x):
        return keras.ops.tanh(self.conv(x)) + 1.0

class Net(keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.gate = Gate(name="gate")
        inputs = keras.Input((6, 6, 4))
        flat = keras.layers.Flatten(name="flat")(inputs)
        self.tail = keras.Model(inputs, keras.layers.Dense(3, name="head")(flat), name="tail")

    def call(self, x):
        return self.tail(self.gate(x))

keras.utils.set_random_seed(1)
net, data = Net(), np.random.default_rng(0).normal(size=(10, 8, 8, 2)).astype("float32")
array = keras.ops.convert_to_numpy
net(data)
plain = array(net(data))
hooks = keras.layers.Layer.__call__, keras.Operation.__call__
seen = viz.observe(net, data, runs=1)
assert hooks == (keras.layers.Layer.__call__, keras.Operation.__call__)
assert np.array_equal(seen.outputs[0], plain) and np.array_equal(array(net(data)), plain)
inside = array(net.gate.conv(data))
conv = seen.observed["gate/conv"]
assert (conv.least, conv.largest, conv.zeros) == (inside.min(), inside.max(), np.mean(inside == 0))
assert np.allclose([conv.mean, conv.deviation], [inside.mean(), inside.std()], rtol=1e-5)
assert {"gate/tanh", "gate/add", "tail/flat", "tail/head"} <= set(seen.observed), set(seen.observed)
assert conv.time and seen.time and not seen.faults, seen.faults

kernel, bias = (array(weight) for weight in net.gate.conv.weights)
net.gate.conv.set_weights([kernel, bias - np.float32([1e3, 0, 0, 0])])
weights = net.tail.get_weights()
net.tail.set_weights([weights[0] * np.nan, weights[1]])
print(viz.observe(net, data, runs=1).faults)
"""
FAULTS = {"gate/conv": "dead: 1 of 4 units give 0 for all 10 samples", "tail/head": "the first NaN: 30 of its values"}


@pytest.mark.slow
@pytest.mark.parametrize("backend", [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ("torch", "jax")])
def test_a_network_is_seen_at_work_on_every_backend(backend: str) -> None:
    pytest.importorskip(backend)
    environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr if done.returncode else "") == (0, "")
    assert done.stdout == f"{FAULTS}\n"
