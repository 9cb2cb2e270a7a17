"""Images are scaled as the libraries scale them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras.applications import imagenet_utils

from convatlas import architectures
from convatlas.architectures import Architecture, part
from convatlas.architectures.preprocessing import CONVENTIONS, scaling

PIXELS = np.random.default_rng(0).integers(0, 256, size=(2, 4, 5, 3)).astype("float32")


@pytest.mark.parametrize("mode", ["caffe", "torch", "tf"])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_as_keras_applications_scale(mode, data_format):
    pixels = PIXELS if data_format == "channels_last" else np.moveaxis(PIXELS, -1, 1)
    wanted = imagenet_utils.preprocess_input(pixels.copy(), data_format=data_format, mode=mode)
    np.testing.assert_allclose(scaling(mode, data_format=data_format)(pixels), wanted, atol=1e-4)


def test_whole_numbers_are_scaled_too():
    np.testing.assert_allclose(scaling("lenet5")(PIXELS.astype("uint8")), PIXELS / 255, rtol=1e-6)


def test_every_variant_has_a_convention():
    assert {architectures.get(name).preprocessing for name in architectures.names()} == set(CONVENTIONS)


def test_scaling_inside_the_model(randomized, tmp_path):
    bare = randomized(architectures.build("resnet20_cifar"))
    whole = architectures.build("resnet20_cifar", preprocessing=True, weights=bare)
    pixels = np.random.default_rng(1).integers(0, 256, size=(2, 32, 32, 3)).astype("float32")
    np.testing.assert_allclose(whole(pixels), bare(pixels / 255), atol=1e-5)
    whole.save(tmp_path / "a.keras")
    np.testing.assert_array_equal(keras.models.load_model(tmp_path / "a.keras")(pixels), whole(pixels))


def test_network_without_a_convention():
    declared = Architecture("mine", (4, 4, 3), 2, head=(part("Flatten"), part("Dense", units="classes")))
    with pytest.raises(ValueError) as caught:
        scaling(declared)
    assert str(caught.value) == "mine: `preprocessing` (='') must be one of unit, caffe, torch, tf"
