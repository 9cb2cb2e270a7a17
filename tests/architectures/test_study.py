"""The networks of the study notes against their layers written out one by one, with the same weights."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from convatlas import architectures


class Notes:
    """Calls the layers of the notes one after the other, each with the next weights of a model."""

    def __init__(self, model):
        self.weights = [keras.ops.convert_to_numpy(w) for w in model.weights]

    def __call__(self, layer, x):
        layer.build(x.shape)
        mine, self.weights = self.weights[: len(layer.weights)], self.weights[len(layer.weights) :]
        layer.set_weights(mine)
        return layer(x)

    def conv(self, x, filters, size, strides=1, padding="same", activation="relu"):
        return self(layers.Conv2D(filters, size, strides=strides, padding=padding, activation=activation), x)

    def norm(self, x):
        return self(layers.BatchNormalization(), x)

    def dense(self, x, units, activation="relu"):
        return self(layers.Dense(units, activation=activation), x)


def lenet5(notes, x):
    x = layers.MaxPooling2D((2, 2))(notes.conv(x, 6, 5))
    x = layers.MaxPooling2D((2, 2))(notes.conv(x, 16, 5, padding="valid"))
    x = layers.Flatten()(x)
    return notes.dense(notes.dense(notes.dense(x, 120), 84), 10, "softmax")


def vgg16(notes, x):
    for filters, convs in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(convs):
            x = notes.conv(x, filters, 3)
        x = layers.MaxPooling2D((2, 2), strides=(2, 2))(x)
    x = layers.Flatten()(x)
    return notes.dense(notes.dense(notes.dense(x, 4096), 4096), 10, "softmax")


def inception(notes, x, filters):
    one, reduce3, three, reduce5, five, pool = filters
    conv_1x1 = notes.conv(x, one, 1)
    conv_3x3 = notes.conv(notes.conv(x, reduce3, 1), three, 3)
    conv_5x5 = notes.conv(notes.conv(x, reduce5, 1), five, 5)
    pooled = layers.MaxPooling2D((3, 3), strides=(1, 1), padding="same")(x)
    return layers.concatenate([conv_1x1, conv_3x3, conv_5x5, notes.conv(pooled, pool, 1)], axis=-1)


def googlenet(notes, x):
    halve = layers.MaxPooling2D((3, 3), strides=(2, 2), padding="same")
    x = halve(notes.conv(x, 64, 7, strides=2))
    x = halve(notes.conv(notes.conv(x, 64, 1), 192, 3))
    x = inception(notes, x, (64, 96, 128, 16, 32, 32))
    x = halve(inception(notes, x, (128, 128, 192, 32, 96, 64)))
    x = inception(notes, x, (192, 96, 208, 16, 48, 64))
    x = inception(notes, x, (160, 112, 224, 24, 64, 64))
    x = inception(notes, x, (128, 128, 256, 24, 64, 64))
    x = inception(notes, x, (112, 144, 288, 32, 64, 64))
    x = halve(inception(notes, x, (256, 160, 320, 32, 128, 128)))
    x = inception(notes, x, (256, 160, 320, 32, 128, 128))
    x = inception(notes, x, (384, 192, 384, 48, 128, 128))
    x = layers.Flatten()(layers.AveragePooling2D((4, 4), padding="same")(x))
    return notes.dense(notes.dense(x, 1024), 10, "softmax")


def residual(notes, x, filters, stride):
    shortcut = x
    x = notes.norm(notes.conv(x, filters, 3, strides=stride))
    x = notes.norm(notes.conv(x, filters, 3, activation=None))
    if stride != 1 or x.shape[-1] != shortcut.shape[-1]:
        shortcut = notes.norm(notes.conv(shortcut, filters, 1, strides=stride, activation=None))
    return layers.Activation("relu")(layers.add([x, shortcut]))


def resnet18(notes, x):
    x = notes.norm(notes.conv(x, 64, 3))
    for filters, stride in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        x = residual(notes, x, filters, stride)
    return notes.dense(layers.GlobalAveragePooling2D()(x), 10, "softmax")


@pytest.mark.parametrize(
    ("name", "written_out"),
    [
        ("lenet5_study", lenet5),
        ("vgg16_study", vgg16),
        ("googlenet_study", googlenet),
        ("resnet18_study", resnet18),
    ],
)
def test_same_outputs_as_the_notes(name, written_out, randomized):
    model = randomized(architectures.build(name))
    x = np.random.default_rng(5).uniform(size=(2, *model.input_shape[1:])).astype("float32")
    notes = Notes(model)
    wanted = keras.ops.convert_to_numpy(written_out(notes, x))
    assert notes.weights == []
    assert wanted.std() > 1e-3
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x)), wanted, atol=1e-6, rtol=0)
