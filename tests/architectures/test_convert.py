"""Networks of keras.applications give the same outputs in ours, at even and odd sizes, and back."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas import architectures
from convatlas.architectures import convert


def outputs(model, x):
    return keras.ops.convert_to_numpy(model(x))


def image(size, channels=3):
    return np.random.default_rng(size).normal(size=(1, size, size, channels)).astype("float32")


MODELS = {
    "VGG16": {"include_top": False},
    "ResNet50": {"include_top": False, "pooling": "avg"},
    "ResNet50V2": {"include_top": False},
    "ResNet101": {"include_top": False},
    "ResNet101V2": {"include_top": False, "pooling": "max"},
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.sweep] if "101" in n else []) for n in MODELS])
def test_same_outputs_as_keras_applications(name, randomized):
    size = {"input_shape": (None, None, 3)}
    theirs = randomized(getattr(keras.applications, name)(weights=None, **size, **MODELS[name]))
    ours = convert.from_keras_applications(theirs)
    for size in (64, 75):
        wanted = outputs(theirs, image(size))
        assert wanted.std() > 1e-3
        np.testing.assert_allclose(outputs(ours, image(size)), wanted, atol=1e-4 * wanted.std(), rtol=0)


@pytest.mark.parametrize("name", ["ResNet50", "ResNet50V2"])
@pytest.mark.parametrize("size", [pytest.param(64, marks=pytest.mark.sweep), 75])
def test_logits_of_a_whole_network(name, size, randomized):
    options = {"input_shape": (size, size, 3), "classes": 7, "classifier_activation": None}
    theirs = randomized(getattr(keras.applications, name)(weights=None, **options))
    wanted = outputs(theirs, image(size))
    ours = convert.from_keras_applications(theirs)
    np.testing.assert_allclose(outputs(ours, image(size)), wanted, atol=1e-4 * wanted.std(), rtol=0)


def test_whole_vgg_with_its_dense_layers(randomized):
    theirs = randomized(keras.applications.VGG19(weights=None, input_shape=(32, 32, 3), classes=5))
    ours = convert.from_keras_applications(theirs)
    np.testing.assert_allclose(outputs(ours, image(32)), outputs(theirs, image(32)), atol=1e-6)
    assert ours.get_layer("predictions").activation is keras.activations.softmax


@pytest.mark.parametrize("name", ["resnet50_keras", "resnet50_v2_keras", "vgg16"])
def test_and_back(name, randomized):
    ours = randomized(architectures.build(name, input_shape=(48, 48, 3), include_top=False))
    theirs = convert.to_keras_applications(ours)
    np.testing.assert_allclose(outputs(theirs, image(48)), outputs(ours, image(48)), rtol=1e-3, atol=1e-4)
    again = convert.from_keras_applications(theirs)
    for mine, other in zip(again.weights, ours.weights, strict=True):
        assert mine.path == other.path
        np.testing.assert_array_equal(mine, other)


def test_models_that_keras_applications_does_not_have():
    with pytest.raises(ValueError) as caught:
        convert.from_keras_applications(architectures.build("lenet5"))
    assert str(caught.value) == (
        "lenet5 is no model of keras.applications that is known here: VGG16, VGG19, ResNet50, ResNet101, ResNet152, "
        "ResNet50V2, ResNet101V2, ResNet152V2"
    )
    with pytest.raises(ValueError) as caught:
        convert.to_keras_applications(architectures.build("lenet5"))
    assert str(caught.value) == (
        "lenet5 has no counterpart in keras.applications (there are vgg16, vgg19, resnet50_keras, resnet101_keras, "
        "resnet152_keras, resnet50_v2_keras, resnet101_v2_keras, resnet152_v2_keras)"
    )


TORCH_VARIANTS = [
    "vgg11_bn",
    "vgg13",
    "googlenet",
    "googlenet_torch",
    "resnet18",
    "resnet50_v1",
    "resnet20_cifar_b",
    "resnet18_v2",
    "resnet50_v2",
    "resnext50_32x4d",
    "seresnet50",
]


EVERY_DAY = ("vgg11_bn", "googlenet_torch", "resnet20_cifar_b", "resnet18_v2")
HEAVY = [pytest.param(name, marks=[] if name in EVERY_DAY else [pytest.mark.sweep]) for name in TORCH_VARIANTS]


@pytest.mark.parametrize("name", HEAVY)
def test_to_torch_and_back_is_equal_bit_for_bit(name, randomized):
    options = {"input_shape": (32, 32, 3)}
    model = randomized(architectures.build(name, classes=3, **options))
    state = convert.to_torch(model)
    again = convert.from_torch(state, name, **options)
    assert len([w for w in model.weights if "seed" not in w.path]) == len([k for k in state if "num_batches" not in k])
    for mine, other in zip(again.weights, model.weights, strict=True):
        if "seed" not in mine.path:
            np.testing.assert_array_equal(mine, other)


STATES = {
    "resnet18: the state dictionary lacks bn1.bias": lambda state: state.pop("bn1.bias"),
    "resnet18: the state dictionary has left over extra": lambda state: state.update(extra=np.zeros(3)),
    "resnet18: conv1.weight has the shape (64, 3, 3, 3), which does not fit conv1/conv/kernel (7, 7, 3, 64)": (
        lambda state: state.update({"conv1.weight": np.zeros((64, 3, 3, 3))})
    ),
    "resnet18: the state dictionary has no fc.bias, and 101 other arrays; give `include_top=False`, `features`, or the "
    "`classes` of a classifier that is to learn": lambda state: state.pop("fc.bias"),
}


@pytest.fixture(scope="module")
def state():
    return convert.to_torch(architectures.build("resnet18", classes=3))


@pytest.mark.parametrize("said", STATES)
def test_state_dictionaries_that_do_not_fit(said, state):
    changed = dict(state)
    STATES[said](changed)
    with pytest.raises(ValueError) as caught:
        convert.from_torch(changed, "resnet18")
    assert str(caught.value) == said


def test_networks_without_a_counterpart_in_torch():
    with pytest.raises(ValueError) as caught:
        convert.to_torch(architectures.build("lenet5"))
    assert str(caught.value) == "lenet5: names of PyTorch are known for vgg, googlenet, resnet"
