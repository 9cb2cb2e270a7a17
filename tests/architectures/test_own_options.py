"""Options that people of other libraries expect, and combinations that mean nothing, each refused by name."""

from __future__ import annotations

import json
from contextlib import nullcontext

import keras
import numpy as np
import pytest

from convatlas import architectures
from convatlas.architectures import Architecture, Part, Stage, part

L = keras.layers


def tiny(*stem, head=None):
    last = (part("GlobalAveragePooling2D"), part("Dense", name="predictions", units="classes", activation="softmax"))
    stages = (Stage("stage1", (part("ResidualBlock", filters=4),)),)
    return Architecture(
        "tiny", (9, 12, 3), 3, stem or (part("ConvUnit", filters=4, kernel_size=3),), stages, head or last
    )


AXES = {
    "BatchNormalization": {},
    "LayerNormalization": {"axis": -1},
    "GroupNormalization": {"groups": 2},
    "PReLU": {"shared_axes": [1, 2]},
    "UnitNormalization": {"axis": 3},
}


@pytest.mark.parametrize("layer", AXES)
def test_keras_layers_follow_the_data_format(layer):
    stem = (part("ConvUnit", filters=4, kernel_size=3), part(layer, name="own", **AXES[layer]))
    last = tiny(*stem).build(data_format="channels_last")
    first = tiny(*stem).build(data_format="channels_first")
    shapes = ([tuple(w.shape) for w in model.get_layer("own").weights] for model in (last, first))
    wanted, found = shapes
    assert [sorted(shape) for shape in found] == [sorted(shape) for shape in wanted]
    assert first.get_layer("own").output.shape == (None, 4, 9, 12)
    first.compile(jit_compile=True)  # without XLA, TensorFlow has no such convolution on a CPU
    first.set_weights([np.reshape(v, w.shape) for v, w in zip(last.get_weights(), first.weights, strict=True)])
    x = np.random.default_rng(0).random((2, 9, 12, 3)).astype("float32")
    np.testing.assert_allclose(first.predict(np.moveaxis(x, -1, 1), verbose=0), last.predict(x, verbose=0), atol=1e-5)


def test_vectors_keep_their_axis():
    head = (part("GlobalAveragePooling2D"), part("BatchNormalization", name="own"), part("Dense", units="classes"))
    assert tiny(head=head).build(data_format="channels_first").get_layer("own").gamma.shape == (4,)


@keras.saving.register_keras_serializable("tests")
def squared(x):
    return x * x


@keras.saving.register_keras_serializable("tests")
class Halving(keras.regularizers.Regularizer):
    def __init__(self, scale=0.5):
        self.scale = scale

    def __call__(self, x):
        return self.scale * keras.ops.sum(x)

    def get_config(self):
        return {"scale": self.scale}


@pytest.mark.parametrize("ending", [".toml", ".json"])
def test_objects_of_keras_go_through_files(ending, tmp_path):
    unit = part(
        "ConvUnit",
        filters=np.int64(4),
        kernel_size=3,
        activation=squared,
        kernel_initializer=keras.initializers.HeNormal(seed=3),
        kernel_regularizer=Halving(0.25),
    )
    dense = part(
        "Dense", units="classes", activation=keras.activations.gelu, kernel_constraint=keras.constraints.NonNeg()
    )
    declared = tiny(
        unit, part("PReLU", alpha_initializer=keras.initializers.Constant(0.1)), head=(part("Flatten"), dense)
    )
    architectures.save(declared, tmp_path / f"a{ending}")
    again = architectures.load(tmp_path / f"a{ending}")
    assert again == declared
    keras.utils.set_random_seed(1)
    one = declared.build()
    keras.utils.set_random_seed(1)
    other = again.build()
    for mine, theirs in zip(one.weights, other.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert len(other.losses) == 1


def test_an_empty_mapping_is_no_list():
    tables = Part.from_dict({"layer": "Dense", "units": 2, "a": {}, "b": [], "c": [["x", 1]], "d": {"x": 1}})
    assert json.loads(json.dumps(tables.to_dict())) == {
        "layer": "Dense", "units": 2, "a": {}, "b": [], "c": [["x", 1]], "d": {"x": 1},
    }  # fmt: skip
    assert part("Dense", a={}) != part("Dense", a=[])


@pytest.mark.parametrize("activation", [L.PReLU(shared_axes=[1, 2]), L.LeakyReLU(0.3), squared, "gelu"])
@pytest.mark.parametrize("name", ["resnet20_cifar", "vgg16_study", "googlenet_study"])
def test_any_activation_is_saved_and_loaded(activation, name, tmp_path, skeleton):
    with nullcontext() if name == "resnet20_cifar" else skeleton():
        model = architectures.build(name, activation=activation, input_shape=(32, 33, 3))
    if name == "resnet20_cifar":
        model.save(tmp_path / "m.keras")
        x = np.random.default_rng(0).random((2, 32, 33, 3)).astype("float32")
        np.testing.assert_array_equal(keras.models.load_model(tmp_path / "m.keras")(x), model(x))
    learnt = [w for w in model.weights if w.name == "alpha"]
    assert bool(learnt) == isinstance(activation, L.PReLU)


def test_numbers_of_numpy():
    model = architectures.build(
        "lenet5", classes=np.int64(3), input_shape=np.array([32, 36, 1]), dropout=np.float32(0.5)
    )
    assert (model.input_shape, model.output_shape) == ((None, 32, 36, 1), (None, 3))


def test_classifiers():
    assert architectures.build("lenet5").layers[-1].activation is keras.activations.softmax
    assert architectures.build("lenet5", classes=1).layers[-1].activation is keras.activations.sigmoid
    assert architectures.build("lenet5", classifier_activation=None).layers[-1].activation is keras.activations.linear
    logits = architectures.build("googlenet_torch", classifier_activation=None, auxiliary=True)
    assert {logits.get_layer(name).activation for name in logits.output_names} == {keras.activations.linear}


def test_initializers_of_every_kernel():
    model = architectures.build("lenet5", kernel_initializer=keras.initializers.Constant(0.5))
    assert {float(np.max(w)) for w in model.weights if w.name == "kernel"} == {0.5}


def test_two_of_one_network_in_one_model(tmp_path):
    ours = [architectures.build("lenet5", name=name) for name in ("left", "right")]
    inputs = [keras.Input((32, 32, 1)) for _ in ours]
    both = keras.Model(inputs, L.Average()([one(x) for one, x in zip(ours, inputs, strict=True)]))
    both.save(tmp_path / "both.keras")
    x = np.random.default_rng(0).random((2, 2, 32, 32, 1)).astype("float32")
    np.testing.assert_allclose(keras.models.load_model(tmp_path / "both.keras")(list(x)), both(list(x)), atol=1e-6)


REFUSED = {
    "resnet18: `pooling` (='gem') does not go with `features` (=True)": {"pooling": "gem", "features": True},
    "resnet18: `pooling` (='avg') is for networks without their head: give `include_top=False`": {"pooling": "avg"},
    "resnet18: `classes` (=5) is of the head, which is not built with `include_top` (=False)": {
        "classes": 5,
        "include_top": False,
    },
    "resnet18: `dropout` (=0.2) is of the head, which is not built with `features` (='stage1')": {
        "dropout": 0.2,
        "features": "stage1",
    },
    "resnet18: `classifier_activation` (=None) is of the head, which is not built with `include_top` (=False)": {
        "classifier_activation": None,
        "include_top": False,
    },
    "resnet18: `auxiliary` (=True) asks for classifiers beside the main line, and the network has none": {
        "auxiliary": True
    },
    "resnet18: `features` (=()) must name stages: stem, stage1, stage2, stage3, stage4": {"features": ()},
    "resnet18: `features` holds 'stage9', did you mean stage4 or stage3 or stage2? "
    "(stages: stem, stage1, stage2, stage3, stage4)": {"features": "stage9"},
    "resnet18: `input_shape` (='224') must be (height, width, channels), of which the first two may be None": {
        "input_shape": "224"
    },
    "resnet18: `input_shape` (=224) must be (height, width, channels), of which the first two may be None": {
        "input_shape": 224
    },
    "resnet18: `classes` (='ten') must be a positive whole number": {"classes": "ten"},
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_means_nothing_is_refused_by_name(said):
    with pytest.raises(ValueError) as caught:
        architectures.build("resnet18", **REFUSED[said])
    assert str(caught.value) == said


def test_auxiliary_heads_of_small_images():
    with pytest.raises(ValueError) as caught:
        architectures.build("googlenet", input_shape=(64, 64, 3), auxiliary=True)
    assert str(caught.value) == (
        "googlenet with `input_shape` (=(64, 64, 3)): auxiliary1_pool: an input of 4x4 is too small: "
        "`pool_size` (=5x5) without padding needs at least 5x5"
    )


def test_one_feature_by_name():
    assert architectures.build("lenet5", features="stage2").output_shape == (None, 5, 5, 16)
