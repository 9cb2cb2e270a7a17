"""Trainings that run: the study networks, what they leave, and that networks learn."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from convatlas.architectures import Architecture, Auxiliary, Stage, part, recipes
from convatlas.architectures.recipes import Recipe, RecipeError
from convatlas.architectures.recipes.run import FILES

STUDY = ("lenet5_study", "vgg16_study", "googlenet_study", "resnet18_study")


def check_complete(folder: Path, result: recipes.Result, images: int) -> None:
    optional = {name for name in ("logs", "split") if not (folder / FILES[name]).exists()}  # a split is of images alone
    assert set(result.paths) == set(FILES) - optional
    assert len(list((folder / "samples").iterdir())) == min(images, 24)
    with (folder / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == [str(n + 1) for n in range(len(result.history["loss"]))]
    assert [float(row["loss"]) for row in rows] == result.history["loss"]
    assert json.loads((folder / "history.json").read_text()) == result.history
    with (folder / "confusion.csv").open(newline="") as file:
        counts = np.array([row[1:] for row in list(csv.reader(file))[1:]], int)
    assert counts.sum() == images
    assert counts.trace() / images == pytest.approx(result.metrics["accuracy"])
    assert (folder / "curves.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "<svg" in (folder / "curves.svg").read_text()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.sweep] if name != "lenet5_study" else []) for name in STUDY]
)
def test_the_study_networks_train_and_leave_all_they_should(name: str, tmp_path: Path, colours: Any) -> None:
    rate = recipes.setting("Adam", learning_rate=1e-4)  # few steps: as VGG-16 without norms would not fall otherwise
    recipe = recipes.get(name).with_(batch_size=16, **({} if name == "lenet5_study" else {"optimizer": rate}))
    result = recipes.train(recipe, data=colours, epochs=2, output=tmp_path, verbose=0)
    assert result.history["loss"][1] < result.history["loss"][0]
    check_complete(tmp_path, result, 32)
    assert bool(list(tmp_path.glob("logs/train/events*"))) == (name == "lenet5_study")


def test_a_run_can_be_asked_afterwards(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    result = recipes.train(quick.with_(epochs=6), data=grey, output=tmp_path / "run", verbose=0)
    check_complete(tmp_path / "run", result, 30)
    assert result.metrics["accuracy"] > 0.8
    found = recipes.evaluate(tmp_path / "run", data=grey)
    assert found.metrics == result.metrics
    assert found.probabilities.shape == (30, 3)
    (seen,) = recipes.predict(tmp_path / "run", [tmp_path / "run" / "samples" / "01.png"])
    assert list(seen.probabilities.values()) == pytest.approx(found.probabilities[0].tolist(), abs=1e-5)
    assert seen.best == str(found.probabilities[0].argmax())
    best = keras.models.load_model(tmp_path / "run" / "best.keras").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(result.model.get_weights(), best, strict=True))


def test_equal_seeds_give_equal_trainings_and_others_do_not(grey: Any, quick: Recipe) -> None:
    first, again, other = (recipes.train(quick, data=grey, epochs=1, seed=s, verbose=0).history for s in (1, 1, 2))
    assert first == again != other


def test_options_reach_the_training(grey: Any, quick: Recipe) -> None:
    result = recipes.train(
        quick, data=grey, epochs=1, limit=20, input_shape=(36, 40, 3), batch_size=8, mixed_precision=True, verbose=0
    )
    assert result.model.input_shape == (None, 36, 40, 3)
    assert int(result.model.optimizer.iterations) == 3
    assert result.model.layers[1].compute_dtype == "bfloat16"
    assert result.model.layers[1].variable_dtype == "float32"
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.slow
def test_compiled_by_xla_it_comes_to_the_same(grey: Any, quick: Recipe) -> None:
    plain, compiled = (recipes.train(quick, data=grey, epochs=1, jit=jit, verbose=0) for jit in (False, True))
    assert compiled.history["loss"] == pytest.approx(plain.history["loss"], rel=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("images", "right"), [(400, 0.4), pytest.param(None, 0.85, marks=pytest.mark.sweep)], ids=["some", "all"]
)
def test_lenet_of_1998_learns_by_distances_to_drawn_digits(images: int | None, right: float) -> None:
    recipe = recipes.get("lenet5_1998").with_(data="digits", epochs=3)
    result = recipes.train(recipe, limit=images, verbose=0)
    assert result.metrics["accuracy"] > right


def small_beside() -> Architecture:
    """A network with a classifier beside its main line, called as GoogLeNet's is."""
    stages = (Stage("stage1", (part("ConvPoolBlock", filters=4, kernel_size=3),)),)
    ends = (part("GlobalAveragePooling2D"), part("Dense", name="predictions", units="classes", activation="softmax"))
    return Architecture("beside", (32, 32, 3), 10, (), stages, ends, (Auxiliary("auxiliary1", "stage1", ends, 0.3),))


@pytest.mark.parametrize("network", ["small", pytest.param("googlenet", marks=[pytest.mark.slow, pytest.mark.sweep])])
def test_auxiliary_classifiers_take_part(network: str, colours: Any) -> None:
    (x, y), _ = colours
    recipe = recipes.get("googlenet").with_(batch_size=4)
    size = (224, 224, 3)
    if network == "small":
        recipe, size = recipe.with_(network=small_beside()), (32, 32, 3)
    result = recipes.train(recipe, data=((x[:8], y[:8]), (x[:4], y[:4])), epochs=1, input_shape=size, verbose=0)
    assert {"loss", "predictions_loss", "auxiliary1_predictions_loss", "predictions_accuracy"} <= set(result.history)


@pytest.mark.slow
@pytest.mark.sweep
def test_resnet20_can_learn_512_images() -> None:
    recipe = recipes.get("resnet20_cifar").with_(batch_size=64, augmentation=())
    result = recipes.train(recipe, data="digits", limit=512, epochs=8, verbose=0)
    assert max(result.history["accuracy"]) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("epochs", "right"), [(4, 0.9), pytest.param(15, 0.97, marks=pytest.mark.sweep)], ids=["begins", "whole"]
)
def test_lenet5_learns_the_digits(epochs: int, right: float) -> None:
    result = recipes.train("lenet5", data="digits", epochs=epochs, verbose=0)
    assert result.history["val_accuracy"][-1] >= right
    assert result.metrics["accuracy"] == pytest.approx(result.history["val_accuracy"][result.best_epoch - 1])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"recipe": "googlenet"}, "`data` must be given: recipe googlenet is for images that nobody may hand on; "),
        ({"seed": -1}, "`seed` (=-1) must be a whole number of at least 0"),
        ({"limit": 0}, "`limit` (=0) must be a whole number of at least 1"),
        ({"epochs": 0}, "`epochs` (=0) must be a positive whole number"),
        ({"input_shape": (32, 32)}, "`input_shape` (=(32, 32)) must be (height, width, channels), of 1 or 3 channels"),
        ({"input_shape": (8, 8, 1)}, "`recipe` (=lenet5): lenet5 with `input_shape` (=(8, 8, 1)): "),
        (
            {"distribute": "mirror"},
            "`distribute` (='mirror') must be one of mirrored, data-parallel, did you mean mirr",
        ),
        ({"distribute": "data-parallel"}, "`distribute` (=data-parallel) needs the jax backend, not tensorflow: give"),
    ],
)
def test_a_mistake_names_the_argument(arguments: dict[str, Any], text: str, grey: Any, tmp_path: Path) -> None:
    given = {"recipe": "lenet5", "data": None if arguments.get("recipe") else grey, "output": tmp_path / "run"}
    with pytest.raises(RecipeError) as refused:
        recipes.train(**given | arguments, verbose=0)  # type: ignore[arg-type]
    assert str(refused.value).startswith(text)


def test_a_loss_that_does_not_exist_is_named(grey: Any, quick: Recipe) -> None:
    with pytest.raises(
        RecipeError, match=r"^`loss` \(='crossentropy'\) must be one of sparse_categorical_crossentropy"
    ):
        recipes.train(quick.with_(loss="crossentropy"), data=grey, verbose=0)


def test_a_folder_without_a_run_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as refused:
        recipes.evaluate(tmp_path)
    assert str(refused.value) == f"`run` (={tmp_path}) is no folder of a run: there is no run.json"
