"""Weights from files and models: what is loaded, what is skipped and why."""

from __future__ import annotations

import h5py
import keras
import numpy as np
import pytest
from keras.src.legacy.saving import legacy_h5_format

from convatlas import architectures
from convatlas.architectures import convert
from convatlas.architectures.weights import load_weights


@pytest.fixture(scope="module")
def trained(randomized):
    return randomized(architectures.build("resnet20_cifar_b"), seed=4)


def equal(first, second, *, but=()):
    return all(
        np.array_equal(a, b)
        for a, b in zip(first.weights, second.weights, strict=True)
        if not a.path.startswith(tuple(but) or "nothing")
    )


@pytest.mark.parametrize("ending", [".weights.h5", ".keras"])
def test_own_files(ending, trained, tmp_path):
    path = tmp_path / f"a{ending}"
    (trained.save_weights if ending == ".weights.h5" else trained.save)(path)
    assert equal(architectures.build("resnet20_cifar_b", weights=path), trained)
    assert equal(architectures.build("resnet20_cifar_b", weights=str(path)), trained)


def test_another_model_of_ours(trained):
    assert equal(architectures.build("resnet20_cifar_b", weights=trained), trained)


@pytest.mark.parametrize("ending", [".weights.h5", ".keras"])
def test_a_new_head_on_old_weights(ending, trained, tmp_path):
    path = tmp_path / f"a{ending}"
    (trained.save_weights if ending == ".weights.h5" else trained.save)(path)
    model = architectures.build("resnet20_cifar_b", classes=3)
    fresh = model.get_layer("predictions").get_weights()
    report = load_weights(model, path)
    assert str(report) == (
        "105 weights loaded, 2 skipped\n"
        "  predictions/kernel: shape (64, 10) instead of (64, 3)\n"
        "  predictions/bias: shape (10,) instead of (3,)"
    )
    assert set(report.loaded) == {w.path for w in model.weights if not w.path.startswith("predictions")}
    for kept, before in zip(model.get_layer("predictions").weights, fresh, strict=True):
        np.testing.assert_array_equal(kept, before)
    assert architectures.build("resnet20_cifar_b", classes=3, weights=path).output_shape == (None, 3)


def test_features_of_old_weights(trained):
    model = architectures.build("resnet20_cifar_b", weights=trained, features=True)
    values = {w.path: w for w in trained.weights}
    assert all(np.array_equal(w, values[w.path]) for w in model.weights)


def test_models_and_files_of_keras_applications(tmp_path, randomized):
    theirs = randomized(keras.applications.VGG16(weights=None, include_top=False))
    options = {"input_shape": (None, None, 3), "include_top": False}
    wanted = convert.from_keras_applications(theirs)
    assert equal(architectures.build("vgg16", weights=theirs, **options), wanted)
    with h5py.File(tmp_path / "official.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, theirs)
    assert equal(architectures.build("vgg16", weights=tmp_path / "official.h5", **options), wanted)


REFUSED = {
    "`weights` (='no.weights.h5'): there is no such file": "no.weights.h5",
    "lenet5 has no counterpart in keras.applications (there are vgg16, vgg19, resnet50_keras, resnet101_keras, "
    "resnet152_keras, resnet50_v2_keras, resnet101_v2_keras, resnet152_v2_keras)": "imagenet",
}


@pytest.mark.parametrize("said", REFUSED)
def test_weights_refused(said):
    with pytest.raises(ValueError) as caught:
        architectures.build("lenet5", weights=REFUSED[said])
    assert str(caught.value) == said


@pytest.mark.parametrize("name", ["broken.weights.h5", "broken.keras"])
def test_broken_files(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"no such thing")
    with pytest.raises(ValueError, match=r"^`weights` \(='.*broken\..*'\) cannot be read as weights of Keras: "):
        architectures.build("lenet5", weights=path)


def test_weights_of_another_size():
    with pytest.raises(ValueError) as caught:
        architectures.build("lenet5", weights=architectures.build("lenet5", input_shape=(36, 36, 1)))
    assert str(caught.value) == ("`weights` do not fit lenet5; fc1/kernel: shape (576, 120) instead of (400, 120)")
