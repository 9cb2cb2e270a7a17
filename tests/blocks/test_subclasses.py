"""Blocks of one's own: any signature that a config can hold goes and comes back; the others are refused at once."""

from __future__ import annotations

import inspect
import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convatlas.blocks import Block, ConvUnit, ResidualBlock, chain


class Preactivated(ResidualBlock):
    def __init__(self, filters, **anything):
        super().__init__(filters, version="v2", **anything)


class Twice(ResidualBlock):
    def __init__(self, filters, **options):
        super().__init__(2 * filters, **options)


class Stack(Block):
    def __init__(self, *filters, kernel=3, **kwargs):
        super().__init__(**kwargs)
        self.parts = [ConvUnit(n, kernel, **self.shared, name=f"conv{i}") for i, n in enumerate(filters)]

    def flow(self, x, run):
        for part in self.parts:
            x = run(part, x)
        return x


class Fixed(Block):
    """Takes nothing but its own: no name, no dtype."""

    def __init__(self, units):
        super().__init__(data_format="channels_last")
        self.conv = ConvUnit(units, 1, name="conv")

    def flow(self, x, run):
        return run(self.conv, x)


def again(block):
    text = json.dumps(keras.saving.serialize_keras_object(block.get_config()))
    return type(block).from_config(json.loads(text))


def test_a_parent_gets_what_the_subclass_gives_it():
    assert (Preactivated(8).version, Twice(8).filters) == ("v2", 16)
    assert Twice(8).compute_output_shape((None, 8, 8, 16)) == (None, 8, 8, 16)
    assert Twice(8).get_config()["filters"] == 8
    assert "version" not in Preactivated(8).get_config()


@pytest.mark.parametrize("block", [Preactivated(8, strides=2), Twice(8), Stack(4, 6, kernel=1), Stack(), Fixed(64)])
def test_configs_make_the_same_block(block):
    twin = again(block)
    shape = (None, 8, 8, 8)
    assert twin.get_config() == block.get_config()
    assert twin.compute_output_shape(shape) == block.compute_output_shape(shape)


def test_a_subclass_without_a_name_keeps_the_one_it_has():
    block = Fixed(3)
    assert again(block).name == block.name
    block.trainable = False
    assert again(block).trainable is False


def test_keywords_go_through_under_any_name():
    model = keras.Sequential([keras.Input((8, 8, 3)), Stack(4, kernel_regularizer=keras.regularizers.L2(0.1))])
    assert len(model.losses) == len(keras.models.clone_model(model).losses) == 1


def test_names_of_our_arguments_mean_what_a_subclass_wants():
    class Mixed(Block):
        def __init__(self, units, order, size=None, **options):
            super().__init__(**options)
            self.conv = ConvUnit(units, size, **self.shared, name="conv")

        def flow(self, x, run):
            return run(self.conv, x)

    block = Mixed(64, ["a", "b"], size=5)
    assert (block.units, block.order) == (64, ["a", "b"])
    assert again(block).get_config() == block.get_config()


def test_data_format_is_that_of_the_first_making():
    keras.config.set_image_data_format("channels_first")
    try:
        block = Preactivated(4)
    finally:
        keras.config.set_image_data_format("channels_last")
    assert again(block).data_format == "channels_first"


def refused(**members):
    with pytest.raises(TypeError) as caught:
        type("Wrong", (Block,), members)
    return str(caught.value)


def test_signatures_that_no_config_can_hold():
    def by_position(self, filters, /, **options): ...
    def taken(self, filters, weights=None): ...
    def unnamed(self, act=lambda x: x): ...

    assert refused(__init__=by_position) == (
        "Wrong.__init__: `filters` is given by position alone, but a config holds arguments by name: leave out the `/`"
    )
    assert refused(__init__=taken) == (
        "Wrong.__init__: `weights` is the name of something that every layer has: call the argument otherwise"
    )
    said = refused(__init__=unnamed)
    assert said.startswith("Wrong.__init__: `act` has the preset <function ")
    assert said.endswith(">, which no config can hold")


LAYER = ("name", "dtype", "trainable")  # which are as the layer is
NAMES = st.sampled_from(["filters", "growth", "units", "size", "table", "options", "depth", "name", "dtype", "args"])
VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text(max_size=3), st.lists(st.integers(0, 9)))
SIGNATURES = st.tuples(
    st.lists(NAMES, unique=True, max_size=4),  # by position or name
    st.booleans(),  # *rest
    st.lists(st.sampled_from(["mode", "rate", "mean", "trainable", "scale"]), unique=True, max_size=2),  # by name alone
    st.booleans(),  # **others
)


def drawn_class(positional, rest, keywords, others):
    kinds = inspect.Parameter
    parameters = [kinds(name, kinds.POSITIONAL_OR_KEYWORD) for name in ("self", *positional)]
    parameters += [kinds("rest", kinds.VAR_POSITIONAL)] if rest else []
    parameters += [kinds(name, kinds.KEYWORD_ONLY, default=None) for name in keywords]
    parameters += [kinds("others", kinds.VAR_KEYWORD)] if others else []
    passed = "**{k: v for k, v in others.items() if k in ('use_bias', 'norm_groups')}" if others else ""
    source = f"def __init__{inspect.Signature(parameters)}:\n    Block.__init__(self, {passed})"
    members = {}
    exec(source, {"Block": Block}, members)
    return type("Drawn", (Block,), members | {"flow": lambda self, x, run: x})


@settings(max_examples=30, deadline=None)
@given(signature=SIGNATURES, data=st.data())
def test_any_signature_goes_and_comes_back(signature, data):
    positional, rest, keywords, others = signature
    cls = drawn_class(*signature)

    def value_of(name):
        forms = {"name": st.just("given"), "dtype": st.just("float32"), "trainable": st.booleans()}
        return data.draw(forms.get(name, VALUES), label=name)

    args = [value_of(name) for name in positional]
    args += data.draw(st.lists(VALUES, max_size=2)) if rest else []
    kwargs = {name: value_of(name) for name in keywords}
    kwargs |= {"use_bias": False, "more": data.draw(VALUES)} if others else {}
    block = cls(*args, **kwargs)
    twin = again(block)
    assert twin.get_config() == block.get_config()
    own = dict(zip(positional, args, strict=False)) | {name: kwargs[name] for name in keywords}
    assert all(getattr(twin, name) == value for name, value in own.items() if name not in LAYER)


def test_the_values_of_a_frozen_subclass_stay(tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 4)), Twice(2, trainable=False), keras.layers.Dense(2)])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras", custom_objects={"Twice": Twice})
    assert len(loaded.trainable_weights) == 2
    x = np.ones((1, 8, 8, 4), "float32")
    np.testing.assert_array_equal(loaded(x), model(x))


class Around(Block):
    def __init__(self, layers, **options):
        super().__init__(**options)
        self.inner = layers

    def flow(self, x, run):
        return chain(run, self.inner, x)


def test_layers_that_are_given_are_built_by_the_block(tmp_path):
    given_ = [keras.layers.Conv2D(3, 1, name="first"), ConvUnit(3, 3, normalization="batch", name="second")]
    model = keras.Sequential([keras.Input((8, 8, 2)), Around(given_)])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras", custom_objects={"Around": Around})
    x = np.ones((1, 8, 8, 2), "float32")
    np.testing.assert_array_equal(loaded(x), model(x))
    with keras.saving.custom_object_scope({"Around": Around}):
        twin = keras.models.clone_model(model)
    assert [w.path.split("/", 1)[1] for w in twin.weights] == [w.path.split("/", 1)[1] for w in model.weights]
