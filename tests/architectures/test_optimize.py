"""Fusing keeps the outputs, leaves no foldable norm, and does not touch the model it is given."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from convatlas import architectures
from convatlas.architectures.optimize import fuse
from convatlas.architectures.unrolling import build_again, unroll
from convatlas.blocks import ResidualBlock


def outputs(model, x):
    return [keras.ops.convert_to_numpy(y) for y in keras.tree.flatten(model(x))]


def norms(model):
    return [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]


def agree(model, fused, x, bound=1e-4):
    for found, wanted in zip(outputs(fused, x), outputs(model, x), strict=True):
        assert wanted.std() > 1e-3
        np.testing.assert_allclose(found, wanted, atol=bound * wanted.std(), rtol=0)


def image(model, size=None):
    shape = [n or size for n in model.input_shape[1:]]
    return np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")


SMALL = {"input_shape": (64, 64, 3), "include_top": False}
CASES = {
    "resnet50": (SMALL, 0),
    "resnet50_v2": (SMALL, 17),
    "resnet50_keras": (SMALL, 0),
    "resnext50_32x4d": (SMALL, 0),
    "resnet18_study": ({"include_top": False}, 9),
    "resnet20_cifar": ({"include_top": False}, 0),
    "vgg11_bn": (SMALL, 0),
    "googlenet_torch": (SMALL, 0),
    "googlenet": (SMALL, 0),
    "lenet5_1998": ({}, 0),
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.sweep] if "50" in n else []) for n in CASES])
def test_every_family(name, randomized):
    options, left = CASES[name]
    model = randomized(architectures.build(name, **options))
    before = {path: value.copy() for path, value in ((w.path, np.array(w)) for w in model.weights)}
    inbound = [len(layer._inbound_nodes) for layer in model.layers]
    fused = fuse(model)
    agree(model, fused, image(model))
    assert len(norms(fused)) == left
    assert [len(layer._inbound_nodes) for layer in model.layers] == inbound
    assert all(np.array_equal(before[w.path], w) for w in model.weights)


@pytest.fixture
def float64():
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")


@pytest.mark.usefixtures("float64")
def test_gates_which_make_rounding_grow_in_double_precision(randomized):
    model = randomized(architectures.build("seresnet50", **SMALL))
    fused = fuse(model)
    assert norms(fused) == []
    agree(model, fused, image(model).astype("float64"), bound=1e-10)


def test_layers_of_resnet50():
    model = architectures.build("resnet50", input_shape=(64, 64, 3))
    assert len(build_again(unroll(model)).layers) == 180
    assert len(fuse(model).layers) == 180 - 53 == 127


def test_siblings_of_inception_become_one(randomized):
    model = randomized(architectures.build("googlenet_study"))
    fused = fuse(model)
    merged = [layer for layer in fused.layers if layer.name.endswith("_merged")]
    assert [layer.filters for layer in merged][:2] == [64 + 96 + 16, 128 + 128 + 32]
    assert len(merged) == 9
    agree(model, fused, image(model))


def test_fused_model_is_saved_and_loaded(randomized, tmp_path):
    fused = fuse(randomized(architectures.build("googlenet_study")))
    fused.save(tmp_path / "a.keras")
    loaded = keras.models.load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(outputs(loaded, image(fused))[0], outputs(fused, image(fused))[0])


def functional(*chain, inputs=(8, 9, 4)):
    x = start = keras.Input(inputs)
    for layer in chain:
        x = layer(x)
    return keras.Model(start, x)


def batch_norm(**options):
    return layers.BatchNormalization(**options)


PLAIN = {
    "depthwise": lambda: functional(layers.DepthwiseConv2D(3, depth_multiplier=2), batch_norm()),
    "transposed": lambda: functional(layers.Conv2DTranspose(5, 3, strides=2), batch_norm(epsilon=0.1)),
    "no bias, no scale": lambda: functional(layers.Conv2D(5, 3, use_bias=False), batch_norm(scale=False)),
    "no centre": lambda: functional(layers.Conv2D(6, 3, groups=2), batch_norm(center=False)),
    "dense": lambda: functional(layers.Flatten(), layers.Dense(5), batch_norm()),
    "one axis": lambda: functional(layers.Conv1D(5, 3), batch_norm(), inputs=(9, 4)),
    "three axes": lambda: functional(layers.Conv3D(5, 2), batch_norm(), inputs=(4, 5, 6, 2)),
    "sequential": lambda: keras.Sequential([keras.Input((8, 9, 4)), layers.Conv2D(5, 3), batch_norm(), layers.ReLU()]),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_any_model(kind, randomized):
    model = randomized(PLAIN[kind]())
    fused = fuse(model)
    assert norms(fused) == []
    agree(model, fused, image(model))


def nested():
    inner = functional(layers.Conv2D(5, 3), batch_norm())
    return functional(layers.ReLU(), inner, layers.ReLU())


def test_nested_models_are_unrolled(randomized):
    model = randomized(nested())
    fused = fuse(model)
    assert norms(fused) == []
    agree(model, fused, image(model))


def two_readers():
    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3)(inputs)
    return keras.Model(inputs, [batch_norm()(x), x])


def shared():
    conv, norm = layers.Conv2D(3, 3, padding="same"), batch_norm()
    return functional(conv, norm, conv, norm, inputs=(8, 8, 3))


def operations():
    inputs = keras.Input((8, 8, 3))
    return keras.Model(inputs, keras.ops.relu(layers.Conv2D(4, 3)(inputs)) * 2.0 + 1.0)


KEPT = {
    "read twice": (two_readers, 1),
    "shared": (shared, 1),
    "behind an activation": (lambda: functional(layers.Conv2D(4, 3, activation="relu"), batch_norm()), 1),
    "another axis": (lambda: functional(layers.Conv2D(4, 3), batch_norm(axis=1)), 1),
    "operations": (operations, 0),
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_cannot_be_folded_stays(kind, randomized):
    make, left = KEPT[kind]
    model = randomized(make())
    fused = fuse(model)
    assert len(norms(fused)) == left
    agree(model, fused, image(model))


class Subclassed(keras.Model):
    def call(self, inputs):
        return inputs


def test_models_that_hide_their_graph_are_refused():
    with pytest.raises(ValueError) as caught:
        fuse(Subclassed(name="mine"))
    assert str(caught.value) == "mine must be a Functional model, or a Sequential one that is built"


@keras.saving.register_keras_serializable("tests")
class Halved(ResidualBlock):
    def call(self, x, training=None):
        return 0.5 * super().call(x)


def test_a_block_with_a_call_of_its_own_is_kept_whole():
    model = keras.Sequential([keras.Input((8, 8, 4)), Halved(4), ResidualBlock(4)])
    fused = fuse(model)
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 4)).astype("float32")
    np.testing.assert_allclose(fused(x), model(x), atol=1e-5)
    assert [type(layer) for layer in fused.layers].count(Halved) == 1


class Doubled(keras.Model):
    def call(self, inputs, training=None):
        return 2 * super().call(inputs)


def test_a_model_with_a_call_of_its_own_is_refused_by_name():
    inputs = keras.Input((8, 8, 4))
    model = Doubled(inputs, ResidualBlock(4)(inputs), name="d")
    with pytest.raises(ValueError) as caught:
        fuse(model)
    assert str(caught.value) == "d: Doubled has a `call` of its own, which cannot be seen through"


@keras.saving.register_keras_serializable("tests")
class Outside(ResidualBlock):
    def __call__(self, x, **options):
        return 2 * super().__call__(x, **options)


def replaced(block):
    own = block.call
    block.call = lambda x, training=None: 3 * own(x)
    return block


UNSEEN = {
    "b: its `call` was replaced on the object itself, which no copy of it would have": lambda: replaced(
        ResidualBlock(4, name="b")
    ),
    "b: Outside has a `__call__` of its own; layers override `call`": lambda: Outside(4, name="b"),
}


@pytest.mark.parametrize("said", UNSEEN)
def test_what_no_copy_would_do_is_refused_by_name(said):
    model = keras.Sequential([keras.Input((8, 8, 4)), UNSEEN[said]()])
    with pytest.raises(ValueError) as caught:
        fuse(model)
    assert str(caught.value) == said
