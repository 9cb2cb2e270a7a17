"""Layers that are called on something else than a tensor of the model, and those that feed a loss alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from traced_models import functional

from convatlas import viz


def edges(graph):
    return [(edge.source, edge.target) for edge in graph.edges]


class Positions(layers.Layer):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = layers.Embedding(50, 8), layers.Embedding(12, 8)

    def call(self, x):
        return self.tokens(x) + self.positions(ops.arange(ops.shape(x)[-1]))


class OnConstant(layers.Layer):
    """A table that is looked up at places of its own; `raw` lets TensorFlow's own functions in."""

    def __init__(self, raw):
        super().__init__()
        self.table, self.raw = layers.Embedding(6, 4), raw

    def build(self, shape):
        self.places = ops.arange(6)
        self.table.build((6,))

    def call(self, x):
        return (tf.identity(x) if self.raw else x) + self.table(self.places)


class OnWeight(layers.Layer):
    def __init__(self, raw):
        super().__init__()
        self.join, self.raw = layers.Add(), raw

    def build(self, shape):
        self.token = self.add_weight(shape=(6, 4), name="token")
        self.join.build([(6, 4), (6, 4)])

    def call(self, x):
        return self.join([tf.nn.relu(x) if self.raw else ops.relu(x), self.token])


class Auxiliary(keras.Model):
    def __init__(self, raw):
        super().__init__()
        self.hidden, self.head, self.aside = layers.Dense(4), layers.Dense(2), layers.Dense(3)
        self.raw = raw

    def call(self, x):
        hidden = self.hidden(tf.identity(x) if self.raw else x)
        self.add_loss(ops.mean(self.aside(hidden)))
        return self.head(hidden)


def test_learned_positions():
    graph = viz.trace(functional(lambda x: Positions()(x), (12,), dtype="int32"))
    assert [(node.path, node.params) for node in graph.leaves] == [
        ("input_layer", 0),
        ("positions/tokens", 400),
        ("positions/constant", 0),
        ("positions/positions", 96),
        ("positions/add", 0),
    ]
    assert edges(graph)[1:] == [
        ("positions/constant", "positions/positions"),
        ("positions/tokens", "positions/add"),
        ("positions/positions", "positions/add"),
    ]
    assert graph.params == 496


def test_lengths_that_are_open_stay_open():
    graph = viz.trace(functional(lambda x: Positions()(x), (None,), dtype="int32"))
    assert graph.by_path["positions/positions"].params == 96
    assert not [node.path for node in graph.nodes for spec in node.outputs if 0 in spec.shape]


@pytest.mark.parametrize("raw", [False, True])
def test_a_layer_called_on_a_constant(raw):
    graph = viz.trace(functional(lambda x: OnConstant(raw)(x), (6, 4)))
    assert ("on_constant/constant", "on_constant/table") in edges(graph)
    assert ("on_constant/table", "on_constant/add") in edges(graph)
    assert graph.by_path["on_constant/table"].params == 24


@pytest.mark.parametrize("raw", [False, True])
def test_a_layer_called_on_a_weight(raw):
    graph = viz.trace(functional(lambda x: OnWeight(raw)(x), (6, 4)))
    assert edges(graph)[1:] == [("on_weight/relu", "on_weight/join"), ("on_weight/token", "on_weight/join")]
    node = graph.by_path["on_weight/token"]
    assert (node.kind, node.params, node.macs, graph.params) == ("Variable", 24, 0, 24)


@pytest.mark.parametrize("raw", [False, True])
def test_a_layer_that_feeds_a_loss_alone(raw):
    model = Auxiliary(raw)
    model(np.ones((2, 5)))
    graph = viz.trace(model)
    assert {node.path: node.note for node in graph.leaves} == {
        "input": "",
        "hidden": "",
        "head": "",
        "aside": "feeds a loss alone",
        "mean": "feeds a loss alone",
    }
    assert [port.path for port in graph.outputs] == ["head"]
    assert model.losses != []
    assert graph.params == model.count_params()


def test_regularised_activities_are_no_operations():
    class Regularised(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4, activity_regularizer="l2")

        def call(self, x):
            return tf.nn.relu(self.dense(x))

    graph = viz.trace(functional(lambda x: Regularised()(x), (4,)))
    assert [node.path for node in graph.leaves] == ["input_layer", "regularised/dense", "regularised/relu"]
