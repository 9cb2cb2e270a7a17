"""Networks of keras.applications under heads of one's own, whatever they are called."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas.architectures import convert
from convatlas.blocks import Block

L = keras.layers


def backbone(size=(40, 33, 3), **options):
    return keras.applications.VGG16(weights=None, include_top=False, input_shape=size, **options)


def with_head(base):
    x = L.Dense(7, activation="relu", name="hidden")(L.GlobalAveragePooling2D(name="pool")(base.output))
    return keras.Model(base.input, L.Dense(3, name="out")(x), name="mine")


def around(base):
    inputs = keras.Input(base.input_shape[1:])
    x = base(L.Rescaling(1 / 255)(inputs), training=False)
    return keras.Model(inputs, L.Dense(3)(L.Flatten()(x)), name="around")


def in_sequence(base):
    return keras.Sequential([keras.Input(base.input_shape[1:]), base, L.GlobalMaxPooling2D(), L.Dense(2)])


def x_of(model, seed=0):
    return np.random.default_rng(seed).random((2, *model.input_shape[1:])).astype("float32")


@pytest.mark.parametrize("made", [with_head, around, in_sequence])
def test_the_same_outputs_and_the_same_layers_learn(made):
    base = backbone(name="encoder")
    for layer in base.layers[:8]:
        layer.trainable = False
    model = made(base)
    ours = convert.from_keras_applications(model)
    x = x_of(model)
    np.testing.assert_allclose(ours(x), model(x), atol=1e-5)
    assert any(isinstance(layer, Block) for layer in ours._flatten_layers())
    shapes = sorted(tuple(w.shape) for w in model.trainable_weights)
    assert sorted(tuple(w.shape) for w in ours.trainable_weights) == shapes


def test_a_frozen_backbone_stays_frozen():
    base = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(32, 33, 3), pooling="avg")
    base.trainable = False
    ours = convert.from_keras_applications(with_head_of_pooled(base))
    assert len(ours.trainable_weights) == 2


def with_head_of_pooled(base):
    return keras.Model(base.input, L.Dense(3, name="out")(base.output), name="m")


def test_a_renamed_network_with_its_top():
    theirs = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3), classes=4, name="classifier")
    ours = convert.from_keras_applications(theirs)
    np.testing.assert_allclose(ours(x_of(theirs)), theirs(x_of(theirs)), atol=1e-6)
    assert [layer.name for layer in ours.layers][-1] == "predictions"


def look_alike(layer):
    config = layer.get_config()
    if isinstance(layer, L.MaxPooling2D):
        return L.AveragePooling2D.from_config(config)
    return type(layer).from_config(config)


def wider(layer):
    config = layer.get_config()
    return type(layer).from_config(config | ({"padding": "valid"} if layer.name == "block3_conv2" else {}))


LOOKS = {
    "vgg16 is no model of keras.applications: block1_pool is AveragePooling2D, where VGG16 has MaxPooling2D": (
        look_alike
    ),
    "vgg16 is no model of keras.applications: block3_conv2 has `padding` valid, where VGG16 has same": wider,
}


@pytest.mark.parametrize("said", LOOKS)
def test_look_alikes_are_refused(said):
    model = keras.models.clone_model(backbone((64, 64, 3), name="vgg16"), clone_function=LOOKS[said])
    with pytest.raises(ValueError) as caught:
        convert.from_keras_applications(model)
    assert str(caught.value) == said


def test_where_channels_come_first():
    keras.config.set_image_data_format("channels_first")
    try:
        theirs = keras.applications.VGG16(weights=None, input_shape=(3, 32, 48), classes=3)
        ours = convert.from_keras_applications(theirs)
    finally:
        keras.config.set_image_data_format("channels_last")
    assert (ours.input_shape, ours.output_shape) == ((None, 3, 32, 48), (None, 3))
    for mine, other in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_a_grey_image_of_an_odd_size():
    theirs = backbone((45, 33, 1), pooling="max")
    ours = convert.from_keras_applications(theirs)
    np.testing.assert_allclose(ours(x_of(theirs)), theirs(x_of(theirs)), atol=1e-5)
