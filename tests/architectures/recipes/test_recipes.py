"""The table of recipes, field by field, and recipes as records."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import keras
import pytest

from convatlas import architectures
from convatlas.architectures import recipes
from convatlas.architectures.recipes import Recipe, RecipeError, setting
from convatlas.architectures.recipes.compiling import callbacks_of, compile_, model_of, optimizer_of

STOP = setting("EarlyStopping", monitor="val_loss", patience=3)
BOARD = setting("TensorBoard", histogram_freq=1)
ONE_HOT = {"loss": "categorical_crossentropy", "data": "cifar10", "callbacks": (), "optimizer": setting("Adam")}
NOTES = {
    "lenet5_study": {
        "data": "mnist",
        "optimizer": setting("SGD"),
        "loss": "sparse_categorical_crossentropy",
        "batch_size": 32,
        "epochs": 100,
        "callbacks": (STOP, BOARD),
    },
    "vgg16_study": {**ONE_HOT, "batch_size": 64, "epochs": 20},
    "googlenet_study": {**ONE_HOT, "batch_size": 128, "epochs": 10},
    "resnet18_study": {**ONE_HOT, "batch_size": 128, "epochs": 10},
}
PLAIN = {"scaling": "unit", "placing": "stretch", "augmentation": (), "weight_decay": 0.0, "auxiliary": False}


@pytest.mark.parametrize("name", NOTES)
def test_the_recipes_of_the_study_notes_are_as_written(name: str) -> None:
    expected = Recipe(name=name, network=name, source="the study notes", **NOTES[name], **PLAIN)  # type: ignore[arg-type]
    assert replace(recipes.get(name), note="") == expected


@pytest.mark.parametrize(("name", "usual"), [("lenet5_study", "SGD"), ("vgg16_study", "Adam")])
def test_plain_sgd_and_adam_are_those_of_keras(name: str, usual: str) -> None:
    ours, theirs = optimizer_of(recipes.get(name).optimizer), getattr(keras.optimizers, usual)()
    assert type(ours) is type(theirs)
    assert ours.get_config() | {"name": ""} == theirs.get_config() | {"name": ""}


@pytest.mark.parametrize("depth", [20, 32, 44, 56])
def test_resnet_on_cifar_is_as_in_the_paper(depth: int) -> None:
    recipe = recipes.get(f"resnet{depth}_cifar")
    optimizer = optimizer_of(recipe.optimizer)
    assert (optimizer.momentum, optimizer.nesterov, optimizer.weight_decay) == (0.9, False, None)
    rates = [float(optimizer._learning_rate(step)) for step in (0, 32_000, 32_001, 48_000, 48_001, 63_999)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])
    assert (recipe.batch_size, recipe.steps, recipe.weight_decay) == (128, 64_000, 1e-4)
    assert recipe.augmentation == (setting("pad_crop", pixels=4), setting("flip"))
    assert recipe.epochs * 391 >= 64_000 > (recipe.epochs - 1) * 391


def test_weight_decay_is_coupled() -> None:
    recipe = recipes.get("resnet20_cifar")
    model = model_of(recipe, (32, 32, 3), 10)
    kernels = [v for v in model.trainable_variables if v.name == "kernel"]
    half_squares = 1e-4 / 2 * sum(float(keras.ops.sum(k**2)) for k in kernels)
    assert float(sum(model.losses)) == pytest.approx(half_squares, rel=1e-5)
    assert len(model.losses) == len(kernels) == 20


def test_googlenet_weighs_its_auxiliary_losses_by_three_tenths() -> None:
    recipe = recipes.get("googlenet").with_(weight_decay=0.0)
    model = model_of(recipe, (224, 224, 3), 3)
    compile_(model, recipe)
    assert model.output_names == ["predictions", "auxiliary1_predictions", "auxiliary2_predictions"]
    assert model._compile_loss._user_loss_weights == [1.0, 0.3, 0.3]
    rates = [float(optimizer_of(recipe.optimizer)._learning_rate(step)) for step in (0, 319_999, 320_000)]
    assert rates == pytest.approx([0.01, 0.01, 0.0096])


def test_lenet_of_1998_follows_the_papers_passes() -> None:
    recipe = recipes.get("lenet5_1998")
    optimizer = optimizer_of(recipe.optimizer)
    rates = [float(optimizer._learning_rate(60_000 * n + 30_000)) for n in range(20)]
    assert rates == pytest.approx([5e-4] * 2 + [2e-4] * 3 + [1e-4] * 3 + [5e-5] * 4 + [1e-5] * 8)
    assert (recipe.batch_size, recipe.epochs, recipe.scaling, recipe.placing) == (1, 20, "ink", "centre")


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_comes_back_from_its_record_and_names_what_exists(name: str) -> None:
    recipe = recipes.get(name)
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe
    assert recipe.architecture == architectures.get(str(recipe.network))
    assert len(callbacks_of(recipe, None)) == len([c for c in recipe.callbacks if c.kind != "TensorBoard"])
    assert optimizer_of(recipe.optimizer).name


def test_a_network_of_ones_own_comes_back_too() -> None:
    recipe = recipes.get("lenet5").with_(network=architectures.get("lenet5").with_(name="mine"))
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


def test_an_unknown_recipe_gets_a_suggestion() -> None:
    with pytest.raises(RecipeError, match=r"^`recipe` \(=lenet5_stdy\) is unknown, did you mean lenet5_study"):
        recipes.get("lenet5_stdy")
    with pytest.raises(KeyError, match=r"^`recipe` \(=zzz\) is unknown \(recipes: lenet5_study, vgg16_study, "):
        recipes.get("zzz")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"epochs": 0}, "`epochs` (=0) must be a positive whole number"),
        ({"batch_size": True}, "`batch_size` (=True) must be a positive whole number"),
    ],
)
def test_a_recipe_refuses_numbers_that_are_none(changes: dict[str, int], text: str) -> None:
    with pytest.raises(RecipeError) as refused:
        recipes.get("lenet5").with_(**changes)
    assert str(refused.value) == text


def test_names_and_recipes_need_no_backend() -> None:
    code = (
        "import sys; from convatlas.architectures import recipes; recipes.get(recipes.names()[0]).to_dict();"
        "sys.exit(bool({'keras', 'tensorflow', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
