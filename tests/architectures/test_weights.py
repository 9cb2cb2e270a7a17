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
from convatlas.files import ConvatlasError


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


def test_a_broken_file_of_official_weights(tmp_path):
    path = tmp_path / "official.h5"
    path.write_bytes(b"no such thing")
    with pytest.raises(ConvatlasError, match=r"cannot be read as weights of keras\.applications: "):
        architectures.build("vgg16", weights=path, include_top=False)


def elsewhere(group, name):
    """Arrays and groups that lie elsewhere, or nowhere, and what is said of them."""
    yield "leads elsewhere: {name} is a link", lambda: group.__setitem__(name, h5py.SoftLink("/layers"))
    yield "leads elsewhere: {name} is a link", lambda: group.__setitem__(name, h5py.ExternalLink("other.h5", "/layers"))
    yield "nests more than 200 groups", lambda: group.__setitem__(name, group)
    yield "is none of Keras: {name} is no group", lambda: group.__setitem__(name, np.zeros(3))


@pytest.mark.parametrize("place", range(4))
def test_groups_of_files_that_lie_elsewhere_are_refused(place, tmp_path):
    path = tmp_path / "some.weights.h5"
    architectures.build("lenet5").save_weights(path)
    with h5py.File(path, "r+") as file:
        said, put = list(elsewhere(file["layers"], "odd"))[place]
        put()
    with pytest.raises(ConvatlasError) as told:
        architectures.build("lenet5", weights=path)
    assert str(told.value).startswith(f"`weights` (={str(path)!r}) {said.format(name='odd')}")


ODD_ARRAYS = {
    "lies in other files": {"dtype": "uint8", "shape": (8,), "external": [("/etc/hostname", 0, 8)]},
    "claims 40,000,000,000,000 bytes": {"dtype": "float32", "shape": (10**9, 10**4), "chunks": (10, 10)},
    "holds no numbers": {"dtype": "S4", "shape": (3,)},
}


@pytest.mark.parametrize("said", ODD_ARRAYS)
def test_arrays_of_files_that_are_none_of_theirs_are_refused(said, tmp_path):
    path = tmp_path / "some.weights.h5"
    architectures.build("lenet5").save_weights(path)
    with h5py.File(path, "r+") as file:
        (layer, *_) = [group for group in file["layers"].values() if len(group["vars"])]
        del layer["vars"]["0"]
        layer["vars"].create_dataset("0", **ODD_ARRAYS[said])
    with pytest.raises(ConvatlasError, match=said):
        architectures.build("lenet5", weights=path)


def test_a_first_kernel_of_another_rank_is_skipped(tmp_path):
    model, path = architectures.build("lenet5_study"), tmp_path / "some.weights.h5"
    model.save_weights(path)
    with h5py.File(path, "r+") as file:
        first = file["layers"]
        found = []
        first.visititems(lambda name, part: found.append(name) if getattr(part, "shape", ()) == (5, 5, 1, 6) else None)
        del first[found[0]]
        first[found[0]] = np.zeros(3)
    report = load_weights(model, path)
    assert report.skipped == (("stage1/conv1/conv/kernel", "shape (3,) instead of (5, 5, 1, 6)"),)


def test_weights_of_another_size():
    with pytest.raises(ValueError) as caught:
        architectures.build("lenet5", weights=architectures.build("lenet5", input_shape=(36, 36, 1)))
    assert str(caught.value) == ("`weights` do not fit lenet5; fc1/kernel: shape (576, 120) instead of (400, 120)")
