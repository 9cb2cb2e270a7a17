"""Activation memory against figures counted by hand."""

import keras
import pytest
from keras import layers
from samples import graph_of

from convatlas import viz
from convatlas.viz.graph import TensorSpec
from convatlas.viz.tables.memory import memory, memory_kept, memory_peak, tensor_bytes

A = 6 * 6 * 4 * 4  # bytes of 6x6x4 places as float32


def residual():
    """Input, conv, norm, relu, conv, add to the relu, pool, flatten, dense."""
    inputs = keras.Input((6, 6, 4), name="in")
    x = layers.Conv2D(4, 3, padding="same", name="conv1")(inputs)
    x = layers.ReLU(name="relu")(layers.BatchNormalization(name="norm")(x))
    y = layers.Conv2D(4, 3, padding="same", name="conv2")(x)
    x = layers.MaxPooling2D(2, name="pool")(layers.Add(name="add")([x, y]))
    return keras.Model(inputs, layers.Dense(5, name="head")(layers.Flatten(name="flat")(x)))


def test_written():
    assert memory(viz.trace(residual())) == {
        "in": A,
        "conv1": A,
        "norm": 0,  # over conv1
        "relu": 0,  # over conv1 too
        "conv2": A,
        "add": A,
        "pool": A // 4,
        "flat": 0,  # a view
        "head": 20,
    }


def test_alive_at_once():
    assert memory_peak(viz.trace(residual())) == {
        "in": A,
        "conv1": 2 * A,
        "norm": A,
        "relu": A,
        "conv2": 2 * A,
        "add": 3 * A,  # both that it adds, and their sum
        "pool": A + A // 4,
        "flat": A // 4,
        "head": A // 4 + 20,
    }


def test_kept_for_training():
    assert memory_kept(viz.trace(residual())) == {
        "in": A,  # conv1 needs its input
        "conv1": A,  # the norm needs its input
        "norm": 0,  # a relu needs its output alone
        "relu": A,
        "conv2": 0,  # a sum needs nothing
        "add": A,  # the pooling needs both
        "pool": A // 4,
        "flat": 0,
        "head": 0,
    }


def test_smooth_activation_keeps_its_input():
    inputs = keras.Input((4,), name="in")
    x = layers.Dense(3, name="a", activation="gelu")(inputs)
    model = keras.Model(inputs, layers.Activation("silu", name="silu")(layers.Dense(2, name="b")(x)))
    assert memory_kept(viz.trace(model)) == {"in": 16, "a": 12, "b": 8, "silu": 0}


def test_vgg16_needs_what_is_known_of_it():
    """15.2 million values, as every survey of the network counts them."""
    assert sum(memory(graph_of("vgg16")).values()) / 4 == pytest.approx(15.2e6, rel=5e-3)


BYTES = {"float32": 24, "float16": 12, "bfloat16": 12, "float64": 48, "int8": 6, "bool": 6, "float8_e4m3fn": 6}


@pytest.mark.parametrize("dtype", BYTES)
def test_bytes_of_a_tensor(dtype):
    assert tensor_bytes(TensorSpec((None, 2, 3), dtype)) == BYTES[dtype]


def test_unknown_size():
    inputs = keras.Input((None, None, 3), name="in")
    graph = viz.trace(keras.Model(inputs, layers.Conv2D(2, 3, name="conv")(inputs)))
    assert [measure(graph)["conv"] for measure in (memory, memory_peak, memory_kept)] == [None, None, 0]
