"""Fifty looks at a model leave nothing behind: no nodes, no tensors, no objects."""

from __future__ import annotations

import contextlib
import gc

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import KerasTensor, layers
from traced_models import RawResidual, functional, siamese

from convatlas import viz

TIMES = 50
SHARED = layers.Dense(4, name="shared")  # held by no layer, so that nothing but its call leads to it


class Nested(keras.Model):
    """A Functional model within a subclassed one, called as it is, by a closure and by a compiled function."""

    def __init__(self):
        super().__init__()
        inputs = keras.Input((4,))
        self.encoder = keras.Model(inputs, layers.Dense(4)(inputs))
        self.through_closure = lambda x: self.encoder(x)
        self.compiled = tf.function(self.encoder)
        self.seen = []

    def call(self, x):
        self.seen.append(x)
        self.last = SHARED(self.compiled(self.through_closure(self.encoder(x))))
        return self.last


class Failing(Nested):
    def call(self, x):
        super().call(x)
        raise RuntimeError("half-way")


def nested():
    model = Nested()
    model(np.ones((1, 4)))
    return model


def recurrent():
    make = lambda x: layers.Dense(2)(layers.Bidirectional(layers.LSTM(3))(x))  # noqa: E731
    return functional(make, (5, 4))


MODELS = {
    "nested": (nested, None),
    "nested at another size": (lambda: functional(lambda x: nested().encoder(x), (4,)), (4,)),
    "subclassed": (lambda: functional(lambda x: RawResidual(4)(x), (4,)), None),
    "shared": (siamese, None),
    "recurrent": (recurrent, None),
    "half-way": (Failing, (4,)),
}
LOOKS = {
    "trace": lambda model, shape: viz.trace(model, input_shape=shape),
    "draw": lambda model, shape: viz.draw(model, input_shape=shape).to("svg"),
    "tabulate": lambda model, shape: str(viz.tabulate(model, input_shape=shape)),
    "diff": lambda model, shape: viz.diff(model, viz.trace(model, input_shape=shape)) if shape is None else None,
}


def counts(model):
    """How many nodes the layers have, how many tensors and how many objects there are at all."""
    gc.collect()
    gc.collect()
    found = gc.get_objects()
    parts = [model, *model._flatten_layers(include_self=False), SHARED]
    nodes = sum(len(part._inbound_nodes) + len(part._outbound_nodes) for part in parts)
    return nodes, sum(isinstance(value, KerasTensor) for value in found), len(found)


CASES = [(name, "trace") for name in MODELS] + [(n, look) for n in ("nested", "half-way") for look in [*LOOKS][1:]]
EVERYDAY = ("nested", "trace"), ("subclassed", "trace")


@pytest.mark.parametrize(
    ("name", "look"),
    [case if case in EVERYDAY else pytest.param(*case, marks=pytest.mark.slow) for case in CASES],
)
def test_fifty_looks_leave_what_the_first_left(name, look):
    make, shape = MODELS[name]
    model, call = make(), LOOKS[look]
    call(model, shape)
    call(model, shape)
    nodes, tensors, objects = counts(model)
    for _ in range(TIMES):
        call(model, shape)
    after = counts(model)
    assert after[:2] == (nodes, tensors)
    assert after[2] - objects < TIMES  # less than one object a look: what tests and caches of Python keep


def test_sources_that_raise_leave_nothing():
    def failing():
        inputs = keras.Input((4,))
        SHARED(inputs)
        raise ValueError("half-way")

    model = nested()
    before = counts(model)
    for _ in range(TIMES):
        with contextlib.suppress(viz.SourceError):
            viz.trace(model, input_shape=(4, 5, 6))
    nodes, tensors, objects = counts(model)
    assert (nodes, tensors) == before[:2]
    assert objects - before[2] < 20 * TIMES
