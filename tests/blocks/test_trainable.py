"""What is frozen stays frozen: at every level of every block, through every way of making a model again."""

from __future__ import annotations

import copy

import keras
import numpy as np
import pytest
from test_contract import CASES

from convatlas.blocks import Block, ConvUnit, ResidualBlock

BLOCKS = [name for name, (make, _) in CASES.items() if isinstance(make(), Block) and not name.startswith("Pool")]


@keras.saving.register_keras_serializable("tests")
class Holder(keras.Model):
    """A subclassed model that keeps a block as Keras asks for it: by its config."""

    def __init__(self, block, **options):
        super().__init__(**options)
        self.block = block
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.dense = keras.layers.Dense(2)

    def call(self, x):
        return self.dense(self.pool(self.block(x)))

    def get_config(self):
        return super().get_config() | {"block": keras.saving.serialize_keras_object(self.block)}

    @classmethod
    def from_config(cls, config):
        return cls(keras.saving.deserialize_keras_object(config.pop("block")), **config)


def sequential(block, x):
    end = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    return keras.Sequential([keras.Input(x.shape[1:]), block, *end])


def functional(block, x):
    inputs = keras.Input(x.shape[1:])
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(block(inputs))))


def subclassed(block, x):
    model = Holder(block)
    model(x)
    return model


def saved(model, x, folder):
    model.save(folder / "m.keras")
    return keras.models.load_model(folder / "m.keras")


def from_config(model, x, folder):
    again = type(model).from_config(model.get_config())
    again(x)
    return again


def cloned(model, x, folder):
    return from_config(model, x, folder) if isinstance(model, Holder) else keras.models.clone_model(model)


def copied(model, x, folder):
    return copy.deepcopy(model)


KINDS = (sequential, functional, subclassed)
AGAIN = (saved, from_config, cloned, copied)


def levels(block):
    """The block, a layer inside it, an innermost one with weights, and its last normalization or convolution."""
    inner = [layer for layer in block._flatten_layers(include_self=False) if layer.weights]
    innermost = [layer for layer in inner if not list(layer._flatten_layers(include_self=False))]
    return [block, inner[0], innermost[len(innermost) // 2], innermost[-1]]


def learning(model):
    return [place for place, weight in enumerate(model.weights) if weight.trainable]


@pytest.mark.parametrize("name", BLOCKS)
def test_the_same_weights_learn_in_a_copy(name, tmp_path):
    """Levels, kinds of models and ways of copying in turn; the next test crosses them all."""
    make, image = CASES[name]
    x = np.zeros((1, *image), "float32")
    level = BLOCKS.index(name) % 4
    model = KINDS[BLOCKS.index(name) % 3](make(), x)
    block = next(layer for layer in model._flatten_layers() if isinstance(layer, Block))
    levels(block)[level].trainable = False
    again = AGAIN[BLOCKS.index(name) // 3 % 4](model, x, tmp_path)
    assert len(learning(model)) < len([w for w in model.weights if w.trainable]) + len(levels(block)[level].weights)
    assert learning(again) == learning(model)


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", range(4), ids=["block", "inside", "innermost", "last"])
def test_every_way_with_every_kind_of_model(kind, again, level, tmp_path):
    x = np.zeros((1, 8, 8, 3), "float32")
    model = kind(ResidualBlock(4, strides=2), x)
    block = next(layer for layer in model._flatten_layers() if isinstance(layer, Block))
    levels(block)[level].trainable = False
    assert learning(again(model, x, tmp_path)) == learning(model)


@pytest.mark.parametrize("name", BLOCKS[::3])
def test_three_steps_change_nothing_that_is_frozen(name):
    make, image = CASES[name]
    x = np.random.default_rng(0).normal(size=(2, *image)).astype("float32")
    model = sequential(make(trainable=False), x)
    frozen = {w.path: np.array(w) for w in model.layers[0].weights if "seed" not in w.path}
    model.compile("sgd", "mse", run_eagerly=True)
    for _ in range(3):
        model.train_on_batch(x, np.ones((2, 2)))
    after = {w.path: np.array(w) for w in model.layers[0].weights}
    assert [path for path, value in frozen.items() if not np.array_equal(value, after[path])] == []
    assert [w.path for w in model.trainable_weights] == [w.path for w in model.layers[-1].weights]


def test_one_layer_that_learns_inside_a_frozen_block():
    model = sequential(ResidualBlock(4, trainable=False), np.zeros((1, 8, 8, 4), "float32"))
    model.layers[0].body[1].trainable = True
    wanted = [w.path.split("/", 1)[1] for w in model.trainable_weights]
    again = keras.models.clone_model(model)
    assert [w.path.split("/", 1)[1] for w in again.trainable_weights] == wanted
    assert len(wanted) == 3 + 2


def test_what_is_frozen_before_a_block_is_built_stays_so_behind_it():
    block = ResidualBlock(4, strides=2)
    block.body[0].trainable = False
    early = ResidualBlock.from_config(block.get_config())
    for one in (block, early):
        one.build((None, 8, 8, 3))
        assert [layer.trainable for layer in one.body] == [False, True]


def test_a_config_says_where_what_is_inside_learns_otherwise():
    block = ConvUnit(4, 3, normalization="batch", name="unit")
    assert "trainable_inside" not in block.get_config()
    block.parts[1].trainable = False
    assert block.get_config()["trainable_inside"] == {"1": False}
