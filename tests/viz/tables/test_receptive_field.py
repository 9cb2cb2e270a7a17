"""Receptive field and output stride against what a gradient reaches, and against published figures."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from samples import graph_of

from convatlas import viz
from convatlas.viz.tables.receptive_field import output_stride, receptive_field

SIZE = 65


def branches(x):
    return layers.Concatenate()([layers.Conv2D(2, 5, padding="same")(x), layers.MaxPooling2D(3, 1, padding="same")(x)])


def shortcut(x):
    y = layers.Conv2D(2, 3, strides=2, padding="same")(layers.Conv2D(2, 3, padding="same")(x))
    return layers.Add()([y, layers.Conv2D(2, 1, strides=2)(x)])


STACKS = {
    "conv": lambda x: layers.Conv2D(2, 3)(x),
    "two convs": lambda x: layers.Conv2D(2, 3)(layers.Conv2D(2, 5, strides=2)(x)),
    "dilated": lambda x: layers.Conv2D(2, 3, dilation_rate=3)(layers.Conv2D(2, 3, strides=2)(x)),
    "oblong": lambda x: layers.Conv2D(2, (3, 7), strides=(1, 2))(layers.Conv2D(2, (5, 1))(x)),
    "pool": lambda x: layers.Conv2D(2, 3)(layers.AveragePooling2D(2)(layers.Conv2D(2, 3)(x))),
    "depthwise": lambda x: layers.SeparableConv2D(2, 3)(layers.DepthwiseConv2D(3, strides=2)(x)),
    "branches": branches,
    "shortcut": shortcut,
    "nearest": lambda x: layers.Conv2D(2, 3)(layers.UpSampling2D(2)(layers.Conv2D(2, 3, strides=4)(x))),
    "bilinear": lambda x: layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2D(2, 3, strides=2)(x)),
    "transposed by its kernel": lambda x: layers.Conv2DTranspose(2, 4, strides=4)(layers.Conv2D(2, 3, strides=4)(x)),
    "transposed overlapping": lambda x: layers.Conv2DTranspose(2, 4, strides=2)(layers.Conv2D(2, 3, strides=2)(x)),
    "pointwise": lambda x: layers.Dense(3)(layers.LayerNormalization()(layers.Dropout(0.5)(layers.Conv2D(2, 3)(x)))),
    "slices": lambda x: x[:, ::2, ::2] + layers.Conv2D(2, 3, strides=2, padding="same")(x),
    "operation": lambda x: ops.conv(x, np.ones((3, 5, 2, 2), "float32"), padding="valid"),
}


def reached(model, shift=0):
    """First and last cells of the input, along both axes, that a place in the middle of the output depends on."""
    for variable in model.trainable_variables:
        variable.assign(np.abs(np.random.default_rng(0).normal(size=variable.shape)) + 0.1)
    picture = tf.Variable(np.random.default_rng(1).uniform(1, 2, (1, SIZE, SIZE, 2)).astype("float32"))
    with tf.GradientTape() as tape:
        output = model(picture)
        middle = tf.reduce_sum(output[0, output.shape[1] // 2 + shift, output.shape[2] // 2 + shift])
    seen = np.abs(tape.gradient(middle, picture).numpy()[0]).sum(-1) > 0
    return [(np.flatnonzero(seen.any(1 - axis))[[0, -1]]) for axis in (0, 1)]


@pytest.mark.parametrize("name", STACKS)
def test_gradient_reaches_the_receptive_field(name):
    inputs = keras.Input((SIZE, SIZE, 2))
    model = keras.Model(inputs, STACKS[name](inputs))
    graph = viz.trace(model)
    field = receptive_field(graph)[graph.leaves[-1].path]
    widths = [
        int(last - first + 1) for first, last in map(largest, zip(*(reached(model, s) for s in range(4)), strict=True))
    ]
    assert field == (widths[0] if widths[0] == widths[1] else f"{widths[0]}x{widths[1]}")


def largest(spans):
    """The widest of what neighbouring places reach, which differs behind an upsampling."""
    return max(spans, key=lambda span: span[1] - span[0])


@pytest.mark.parametrize("name", STACKS)
def test_neighbours_are_an_output_stride_apart(name):
    inputs = keras.Input((SIZE, SIZE, 2))
    model = keras.Model(inputs, STACKS[name](inputs))
    graph = viz.trace(model)
    stride = output_stride(graph)[graph.leaves[-1].path]
    near, far = reached(model), reached(model, shift=8)
    steps = [(int(b[0]) - int(a[0])) / 8 for a, b in zip(near, far, strict=True)]
    assert stride == (int(steps[0]) if steps[0] == steps[1] else f"{int(steps[0])}x{int(steps[1])}")


PUBLISHED = {"vgg16": ("stage5/pool", 212, 32), "vgg19": ("stage5/pool", 268, 32)}
PUBLISHED |= {
    "resnet50_v1": ("stage4", 483, 32),
    "resnet101_v1": ("stage4", 1027, 32),
    "resnet152_v1": ("stage4", 1507, 32),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_receptive_fields(name):
    path, field, stride = PUBLISHED[name]
    graph = graph_of(name)
    assert (receptive_field(graph)[path], output_stride(graph)[path]) == (field, stride)


GLOBAL = {
    "pooling": lambda x: layers.GlobalAveragePooling2D()(x),
    "dense behind a flattening": lambda x: layers.Dense(3)(layers.Flatten()(x)),
    "squeeze and excitation": lambda x: (
        x * layers.Dense(2, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(x))
    ),
    "group normalisation": lambda x: layers.GroupNormalization(1)(x),
    "normalisation of places": lambda x: layers.LayerNormalization(axis=(1, 2, 3))(x),
    "attention": lambda x: layers.MultiHeadAttention(1, 2)(x, x),
    "an operation that hides its kernel": lambda x: ops.conv(x, np.ones((3, 3, 2, 2), "float32"), strides=2),
    "reshaping": lambda x: layers.Permute((2, 1, 3))(x),
}


@pytest.mark.parametrize("name", GLOBAL)
def test_unknown_behind_what_sees_all_places(name):
    inputs = keras.Input((9, 9, 2))
    graph = viz.trace(keras.Model(inputs, GLOBAL[name](inputs)))
    assert receptive_field(graph)[graph.leaves[-1].path] is None


def test_finer_than_the_input():
    inputs = keras.Input((9, 9, 2))
    graph = viz.trace(keras.Model(inputs, layers.UpSampling2D((2, 3))(inputs)))
    assert output_stride(graph)["up_sampling2d"] == "1/2x1/3"
