"""Fine-tuning: start weights, frozen stages, phases, rates by layer, and what a mistake says."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from convatlas import architectures
from convatlas.architectures import convert, recipes
from convatlas.architectures.recipes import RecipeError
from convatlas.architectures.recipes.phases import spans
from convatlas.architectures.recipes.stuck import Stuck


def values(model, *layers):
    return {w.path: np.array(w) for w in model.weights if w.path.startswith(layers) and "seed" not in w.path}


@pytest.fixture
def tuned(quick):
    return quick.with_(optimizer=recipes.setting("Adam", learning_rate=1e-3), callbacks=(), weight_decay=0.0)


def eighth(name):
    """A network of the atlas, all its stages and blocks, an eighth as wide."""
    return architectures.get(name).map(
        lambda part: part.given(filters=part.get("filters") // 8) if part.get("filters") else part
    )


@pytest.fixture(scope="module")
def start():
    return architectures.build("lenet5", classes=7)


def test_a_start_of_other_classes_leaves_the_classifier_new(tuned, grey, start, tmp_path):
    start.save(tmp_path / "s.keras")
    result = recipes.train(tuned, data=grey, epochs=1, weights=tmp_path / "s.keras", freeze="stage2", verbose=0)
    assert result.notes == ("starts from 8 weights loaded, 2 skipped",)
    for path, value in values(result.model, "stage").items():
        np.testing.assert_array_equal(value, values(start, "stage")[path])
    assert not np.array_equal(result.model.get_layer("fc1").kernel, start.get_layer("fc1").kernel)


@pytest.mark.parametrize("kind", ["model", "torch", "run"])
def test_starts(kind, colours, tmp_path):
    small = architectures.get("resnet20_cifar")
    small = small.with_(stages=tuple(stage.__class__(stage.name, stage.parts[:1]) for stage in small.stages))
    recipe = recipes.get("resnet20_cifar").with_(network=small, steps=None, batch_size=32, epochs=1)
    first = architectures.build(small, classes=10)
    source = {"model": first, "torch": convert.to_torch(first), "run": tmp_path / "run"}[kind]
    if kind == "run":
        first = recipes.train(recipe, data=colours, limit=20, output=source, verbose=0).model
    result = recipes.train(recipe, data=colours, limit=20, weights=source, freeze="stage2", verbose=0)
    for path, value in values(result.model, "conv1", "stage1", "stage2").items():
        np.testing.assert_array_equal(value, values(first, path)[path])


def test_a_file_that_is_not_of_keras_is_one_of_torch(tuned, grey, tmp_path):
    (tmp_path / "w.pth.tar").write_text("no weights")
    with pytest.raises(RecipeError) as caught:
        recipes.train(tuned, data=grey, weights=tmp_path / "w.pth.tar", verbose=0)
    assert str(caught.value) == "`weights`: lenet5: names of PyTorch are known for vgg, googlenet, resnet"


@pytest.mark.parametrize("width", ["an eighth", pytest.param("whole", marks=pytest.mark.sweep)])
def test_frozen_stages_of_resnet18_are_bit_equal_after_a_run_and_after_going_on(width, colours, tmp_path):
    network = architectures.get("resnet18") if width == "whole" else eighth("resnet18")
    recipe = recipes.get("resnet18_study").with_(batch_size=10, network=network)
    first = architectures.build(network, input_shape=(32, 32, 3), classes=10)
    options = {"data": colours, "limit": 20, "output": tmp_path / "run", "verbose": 0}
    given = {"weights": first, "freeze": "stage3", "learning_rate": 1e-3, "input_shape": (32, 32, 3)}
    once = recipes.train(recipe, epochs=1, **options, **given)
    result = recipes.train(recipe, epochs=2, resume=True, **options)
    frozen = values(first, "conv1", "stage1", "stage2", "stage3")
    assert len(frozen) == 5 * 15  # convolutions with a norm each
    for trained in (once, result):
        after = values(trained.model, "conv1", "stage1", "stage2", "stage3")
        assert [path for path, value in frozen.items() if not np.array_equal(after[path], value)] == []
    learnt, started = values(result.model, "stage4"), values(first, "stage4")
    assert [path for path, value in started.items() if np.array_equal(learnt[path], value)] == []
    assert len(result.history["loss"]) == 2


def test_the_head_first_then_all_with_norms_held(colours, tmp_path):
    recipe = recipes.get("resnet18_study").with_(
        batch_size=10, network=eighth("resnet18"), optimizer=recipes.setting("Adam", learning_rate=1e-3)
    )
    first = architectures.build(recipe.network, input_shape=(32, 32, 3), classes=10)
    options = {"data": colours, "limit": 20, "weights": first, "head_epochs": 1, "verbose": 0}
    options["input_shape"] = (32, 32, 3)
    one = recipes.train(recipe, epochs=2, output=tmp_path / "a", **options)
    (before, low) = spans(one.recipe)
    assert (before[:2], low[:2], low[2].learning_rate, low[2].hold_norms) == ((0, 1), (1, 2), 1e-4, True)
    last = keras.models.load_model(tmp_path / "a" / "last.keras")
    assert float(last.optimizer.learning_rate) == pytest.approx(1e-4)
    norms = {p: v for p, v in values(first, "conv1", "stage").items() if "/norm/" in p}
    for path, value in norms.items():
        np.testing.assert_array_equal(values(last, path)[path], value)
    assert not np.array_equal(last.get_layer("conv1").weights[0], first.get_layer("conv1").weights[0])


def test_a_run_of_phases_goes_on_as_if_it_had_never_stopped(tuned, grey, tmp_path):
    phases = (recipes.setting("Phase", epochs=1, freeze="all"), recipes.setting("Phase", epochs=2, learning_rate=1e-4))
    recipe = tuned.with_(phases=phases)
    whole = recipes.train(recipe, data=grey, output=tmp_path / "whole", verbose=0)
    for epochs in (1, 2, 3):
        parts = recipes.train(recipe, data=grey, epochs=epochs, output=tmp_path / "parts", resume=True, verbose=0)
    assert parts.history == whole.history
    for one, other in zip(parts.model.weights, whole.model.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_rates_by_layer(tuned, grey):
    recipe = tuned.with_(optimizer=recipes.setting("SGD", learning_rate=0.05), augmentation=(), batch_size=60, epochs=1)
    first = architectures.build("lenet5", classes=3, kernel_initializer=keras.initializers.GlorotUniform(seed=2))
    plain = recipes.train(recipe, data=grey, weights=first, verbose=0).model
    slow = recipes.train(recipe, data=grey, weights=first, rate_decay=0.1, verbose=0).model
    for layer, share in (("predictions", 1.0), ("stage2", 0.1), ("stage1", 0.01)):
        began, one, other = (model.get_layer(layer).weights[0] for model in (first, plain, slow))
        np.testing.assert_allclose(other - began, share * np.array(one - began), rtol=0.02, atol=1e-6)


def test_weights_of_classes(tuned, grey):
    (x, y), unseen = grey
    few = np.concatenate([np.flatnonzero(y == 0)[:2], np.flatnonzero(y > 0)])
    options = {"data": ((x[few], y[few]), unseen), "epochs": 1, "verbose": 0}
    plain = recipes.train(tuned, **options)
    even = recipes.train(tuned, class_weights="balanced", **options)
    named = recipes.train(tuned, class_weights={"0": 5.0}, **options)
    assert len({run.history["loss"][0] for run in (plain, even, named)}) == 3


def test_smoothed_labels(tuned, grey):
    result = recipes.train(tuned, data=grey, label_smoothing=0.2, epochs=1, verbose=0)
    assert result.model.loss.label_smoothing == 0.2


def test_callbacks_of_ones_own(tuned, grey):
    seen = []
    mine = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    recipes.train(tuned, data=grey, epochs=2, callbacks=[mine], verbose=0)
    assert seen == [0, 1]


MISTAKES = {
    "`freeze` (='stage9') must be one of stem, stage1, stage2, head, did you mean stage2 or stage1 or stem?": {
        "freeze": "stage9"
    },
    "`freeze` (=head) leaves nothing that learns": {"freeze": "head"},
    "`learning_rate` (=0) must be a number above 0": {"learning_rate": 0},
    "`head_epochs` (='1') must be at least 1 and below `epochs` (=3)": {"head_epochs": "1"},
    "`class_weights` (={'0': 'x'}) must be 'balanced', or weights by class": {"class_weights": {"0": "x"}},
    "`class_weights` (={'0': -1}) must be 'balanced', or weights by class": {"class_weights": {"0": -1}},
    "`class_weights` (=[1, 2]) must be 'balanced', or weights by class": {"class_weights": [1, 2]},
    "`callbacks` (=['x']) must be a list of Keras callbacks": {"callbacks": ["x"]},
    "`seed` (=4294967296) must be a whole number of at most 4,294,967,295": {"seed": 2**32},
    "`input_shape` (=32) must be (height, width, channels)": {"input_shape": 32},
    "`mixed_precision` (='yes') must be True or False": {"mixed_precision": "yes"},
    "`distribute` (=3) must be one of mirrored, data-parallel, or a Distribution": {"distribute": 3},
    "`learning_rate` (=nan) must be a number above 0": {"learning_rate": float("nan")},
    "`rate_decay` (=2) must be a number from 0 to 1": {"rate_decay": 2},
    "`label_smoothing` (='much') must be a number from 0 to 0.999": {"label_smoothing": "much"},
    "`head_epochs` (=3) must be at least 1 and below `epochs` (=3)": {"head_epochs": 3},
    "`class_weights` (='even') must be 'balanced', or weights by class": {"class_weights": "even"},
    "`class_weights` holds '11', which is no class, did you mean 1?": {"class_weights": {"11": 2.0}},
    "`weights` (='no.keras'): there is no such file": {"weights": "no.keras"},
}


@pytest.mark.parametrize("said", MISTAKES)
def test_a_mistake_is_one_line(said, tuned, grey):
    with pytest.raises(RecipeError) as caught:
        recipes.train(tuned, data=grey, verbose=0, **MISTAKES[said])
    assert str(caught.value) == said


SETTINGS = {
    "`Adm` is nothing that Keras has, did you mean Adam or AdamW or Adamax?": {"optimizer": recipes.setting("Adm")},
    "Adam(lerning_rate=0.1): ": {"optimizer": recipes.setting("Adam", lerning_rate=0.1)},
    "`flop` is no augmentation, did you mean flip?": {"augmentation": (recipes.setting("flop"),)},
    "pad_crop(pixels=-1): `pixels` must be a whole number of at least 0": {
        "augmentation": (recipes.setting("pad_crop", pixels=-1),)
    },
    "resized_crop(area=(2, 3), ratio=(1, 1)): `area` must be two shares of the image, the smaller first": {
        "augmentation": (recipes.setting("resized_crop", area=(2, 3), ratio=(1, 1)),)
    },
    "`recipe` (=lenet5): EarlyStopping callback received monitor=val_acc, but Keras": {
        "callbacks": (recipes.setting("EarlyStopping", monitor="val_acc"),)
    },
    "flip(pixels=3): ": {"augmentation": (recipes.setting("flip", pixels=3),)},
    "`phases` holds Phase(epocs=3): ": {"phases": (recipes.setting("Phase", epocs=3),)},
    "`phases` holds Fase(epochs=3): each is a setting of the kind Phase": {
        "phases": (recipes.setting("Fase", epochs=3),)
    },
    "`phases` holds Phase(epochs=0): `epochs` must be a positive whole number": {
        "phases": (recipes.setting("Phase", epochs=0),)
    },
    "`phases` holds Phase(epochs=1, learning_rate=fast): `learning_rate` must be None or a number above 0": {
        "phases": (recipes.setting("Phase", epochs=1, learning_rate="fast"),)
    },
}


@pytest.mark.parametrize("said", SETTINGS)
def test_a_mistyped_setting_is_one_line(said, tuned, grey):
    with pytest.raises(RecipeError) as caught:
        recipes.train(tuned.with_(**SETTINGS[said]), data=grey, verbose=0)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


FIELDS = {
    "`optimizer` (='Adam') must be a setting, as setting('Adam', learning_rate=1e-3)": {"optimizer": "Adam"},
    "`callbacks` (='EarlyStopping') must be settings, as (setting(...),)": {"callbacks": "EarlyStopping"},
    "`augmentation` (=('flip',)) must be settings, as (setting(...),)": {"augmentation": ("flip",)},
    "`weight_decay` (=-1) must be a number of at least 0": {"weight_decay": -1},
    "`network` (=5) must be the name of a network, or an Architecture": {"network": 5},
    "`steps` (='x') must be None or a positive whole number": {"steps": "x"},
    "`auxiliary` (='no') must be True or False": {"auxiliary": "no"},
    "`initializer` (=5) must be the name of an initializer": {"initializer": 5},
}


@pytest.mark.parametrize("said", FIELDS)
def test_a_field_of_a_wrong_form_is_refused_where_it_is_written(said):
    with pytest.raises(RecipeError) as caught:
        recipes.get("lenet5").with_(**FIELDS[said])
    assert str(caught.value) == said


def test_forms_that_mean_the_same_are_kept_alike():
    mine = recipes.get("lenet5").with_(
        augmentation=[recipes.setting("flip")], class_weights={"3": 2}, epochs=np.int64(4), rate_decay=np.float32(0.5)
    )
    assert mine.augmentation == (recipes.setting("flip"),)
    assert (mine.class_weights, mine.epochs, mine.rate_decay) == ((("3", 2.0),), 4, 0.5)
    assert recipes.Recipe.from_dict(json.loads(json.dumps(mine.to_dict()))) == mine


def test_a_field_that_no_recipe_has():
    with pytest.raises(RecipeError) as caught:
        recipes.get("lenet5").with_(optimiser="Adam")
    assert str(caught.value) == "`optimiser` is nothing that a recipe has, did you mean optimizer?"


def test_a_loss_that_does_not_move_is_told_once():
    notes: list[str] = []
    stuck = Stuck(10, notes.append)
    for losses in ([2.303], [2.303, 2.31], [2.303, 2.31, 2.30]):
        stuck.look(losses, 0.0)
    Stuck(10, notes.append).look([2.303, 1.9], 0.0)
    assert notes == [
        "the loss has not moved from ln 10 = 2.303 in 2 epochs: one answer for all images; "
        "what helps is a lower learning rate, `initializer` (='he_normal'), or batch norms"
    ]


def test_it_is_told_while_a_network_trains(tuned, grey, capsys):
    dead = tuned.with_(optimizer=recipes.setting("SGD", learning_rate=1e-9), initializer="zeros", augmentation=())
    result = recipes.train(dead, data=grey, verbose=2)
    assert [note for note in result.notes if note.startswith("the loss has not moved from ln 3 = 1.099")]
    assert capsys.readouterr().err.count("note: the loss has not moved") == 1


def test_the_study_notes_vgg_says_that_it_stays_where_it_is():
    assert recipes.get("vgg16_study").note == (
        "as the notes have it, this network stays at one answer for all images; vgg16_study_mended learns"
    )
    mended = recipes.get("vgg16_study_mended")
    assert (mended.initializer, str(mended.optimizer)) == ("he_normal", "Adam(learning_rate=0.0001)")
