"""What operations and layers were given beside tensors."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from convatlas import viz
from convatlas.viz.graph import written
from convatlas.viz.words import title

LONG = tuple(range(100))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (True, "true"),
        ("same", "same"),
        (None, "None"),
        ([0, 2], "0, 2"),
        (slice(1, None), "1:"),
        ((..., None, slice(1, -1, 2)), "..., None, 1:-1:2"),
        ([[0, 0], [1, 1]], "[0, 0], [1, 1]"),
        ({"a": 1, "b": (True,)}, "{a: 1, b: [true]}"),
        (np.float32(0.1), "0.1"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array([True, False]), "[true, false]"),
        (np.zeros((3, 5), "float32"), "float32 3x5 #04128908"),
        (np.array(["a"], dtype=object), "object 1"),
        (keras.KerasTensor((None, 4)), "float32 ?x4"),
        ([keras.Variable(np.ones((2, 3))), 1], "weight 2x3, 1"),
        (len, "len"),
        (object(), "object"),
    ],
)
def test_how_a_value_is_written(value, text):
    assert written(value) == text


def test_long_values_are_cut_and_stay_apart():
    texts = {written(LONG), written((*LONG[:-1], 7)), written("x" * 1000), written("x" * 999)}
    assert len(texts) == 4
    assert all(len(text) <= 80 for text in texts)


def settings_of(make, shape=(6, 4)):
    taken = keras.Input(shape, name="x")
    node = viz.trace(keras.Model(taken, make(taken))).leaves[-1]
    return dict(node.settings), title(node)


class Raised(layers.Layer):
    """With arguments of its own."""

    def call(self, x, by=2, *, other=None):
        return x**by


@pytest.mark.parametrize(
    ("make", "found", "said"),
    [
        (lambda x: x[:, 0], {"key": ":, 0"}, "[:, 0]"),
        (lambda x: x[..., None, 1:3], {"key": "..., None, 1:3"}, "[..., None, 1:3]"),
        (lambda x: x * 0.5, {"x2": "0.5"}, "× 0.5"),
        (lambda x: 1 - x, {"x1": "1"}, "1 −"),
        (lambda x: x / 255, {"x2": "255"}, "÷ 255"),
        (lambda x: x > 0.3, {"x2": "0.3"}, "> 0.3"),
        (lambda x: x + np.arange(4.0), {"x2": "[0.0, 1.0, 2.0, 3.0]"}, "+ [0.0, 1.0, 2.0, 3.0]"),
        (lambda x: ops.mean(x, axis=1), {"axis": "1", "keepdims": "false"}, "Mean, axis 1"),
        (lambda x: ops.softmax(x, axis=2), {"axis": "2"}, "softmax"),
        (lambda x: ops.clip(x, 0, 6), {"x_min": "0", "x_max": "6"}, "Clip 0 to 6"),
        (lambda x: ops.take(x, [0, 2], axis=1), {"axis": "1", "indices": "0, 2"}, "Take, axis 1"),
        (lambda x: layers.Dropout(0.5)(x, training=True), {"rate": "0.5", "training": "true"}, "Dropout 0.5"),
        (lambda x: layers.Dropout(0.5)(x), {"rate": "0.5"}, "Dropout 0.5"),
    ],
)
def test_what_an_operation_was_given(make, found, said):
    assert settings_of(make) == (found, said)


def test_arguments_of_a_layer_that_are_not_its_defaults():
    found = [
        viz.trace(keras.Model(x := keras.Input((4,)), Raised()(x, **more))).nodes[1].setting("by")
        for more in ({}, {"by": 2}, {"by": 3})
    ]
    assert found == ["", "", "3"]


def test_attention_that_looks_back():
    def attend(x):
        return layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)

    found, said = settings_of(attend)
    assert (found["use_causal_mask"], said) == ("true", "Attention, 2 heads, causal")


class Raw(layers.Layer):
    """Of TensorFlow's own functions."""

    def call(self, x):
        x = tf.nn.relu(x)[:, 1:] * 0.5
        first, second = tf.split(x, 2, axis=2)
        x = 2.0 - tf.concat([second, first], axis=1)
        return tf.nn.max_pool1d(tf.transpose(x, [0, 2, 1]), 2, 1, "SAME")


def test_operations_of_tensorflow():
    taken = keras.Input((6, 4), name="x")
    graph = viz.trace(keras.Model(taken, Raw(name="raw")(taken)))
    told = {node.name: dict(node.settings) for node in graph.leaves[1:]}
    assert told["get_item"] == {"key": ":, 1:"}
    assert told["multiply"] == {"x2": "0.5"}
    assert told["subtract"] == {"x1": "2.0"}
    assert told["concatenate"] == {"axis": "1"}
    assert told["transpose"] == {"axes": "[0, 2, 1]"}
    halves = [edge.output for edge in graph.edges if edge.source == "raw/split"]
    assert sorted(halves) == [0, 1]
    assert {edge.output: edge.input for edge in graph.edges if edge.target == "raw/concatenate"} == {1: 0, 0: 1}


def test_a_picture_says_it():
    taken = keras.Input((6, 4), name="x")
    made = layers.Concatenate(axis=1)([taken[:, :3] * 0.5, 1 - taken])
    text = viz.draw(keras.Model(taken, made)).to("text")
    assert all(said in text for said in ("[:, :3]", "× 0.5", "1 −", "concat 3 + 6, axis 1"))


@pytest.mark.parametrize(
    ("layer", "name", "text"),
    [
        (layers.Dense(2, activation=layers.LeakyReLU(0.2)), "activation", "LeakyReLU(negative_slope=0.2)"),
        (layers.Dense(2, kernel_regularizer=keras.regularizers.L2(0.5)), "kernel_regularizer", "L2(l2=0.5)"),
        (layers.ZeroPadding1D((0, 1)), "padding", "0x1"),
        (
            layers.TimeDistributed(layers.Dense(2, use_bias=False)),
            "layer",
            "Dense(units=2, activation=linear, use_bias=false)",
        ),
    ],
)
def test_objects_that_a_layer_holds_tell_their_settings(layer, name, text):
    taken = keras.Input((3, 4))
    found = [node.setting(name) for node in viz.trace(keras.Model(taken, layer(taken))).nodes]
    assert text in found


def test_what_newer_versions_of_keras_added_is_told_only_where_it_is_asked_for():
    x = keras.Input((4, 4, 2), name="x", optional=True)
    y = layers.BatchNormalization(momentum=0.9, name="norm")(x)
    graph = viz.trace(keras.Model(x, layers.Resizing(2, 2, name="half")(y)))
    found = {node.path: dict(node.settings) for node in graph.nodes}
    assert found["x"] == {"sparse": "false", "optional": "true"}
    assert (found["norm"]["momentum"], "renorm" in found["norm"], "antialias" in found["half"]) == ("0.9", False, False)
