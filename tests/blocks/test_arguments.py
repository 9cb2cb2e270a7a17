"""Every rule of the arguments: what it keeps, and the whole text with which it refuses."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas import blocks
from convatlas.blocks.arguments import RULES

WHOLE = "a whole number of at least 1"
PAIR = "a positive whole number, or two of them (height, width)"
SHARE = "a number of at least 0 and below 1"
PADDING = "one of 'same', 'valid', 'torch', 'ceil'"
INITIALIZER = "the name, config or instance of a Keras initializer"

UNIT = ("ConvUnit", (8, 3))
RESIDUAL = ("ResidualBlock", (8,))
INCEPTION = ("InceptionBlock", ())
INCEPTION_FILTERS = {name: 2 for name in RULES if name.startswith("filters_")}
EXCITE = ("SqueezeExcite", ())
POOL = ("Pool", ())
VGG = ("VGGStage", ())
DROP = ("DropPath", ())
PADDED = ("ChannelPadding", ())

TABLE = "for every map of the output a list of the maps it reads, counted from 0"

REFUSED = [
    (("ImageScaling", ()), {"mean": "none"}, "mean", "'none'", "a number, or one for each channel"),
    (("ImageScaling", ()), {"deviation": []}, "deviation", "[]", "a number, or one for each channel"),
    (("ImageScaling", ()), {"reverse": 1}, "reverse", "1", "True or False"),
    (("ConnectedConv2D", ()), {"table": [[0], []], "kernel_size": 3}, "table", "[[0], []]", TABLE),
    (("ConnectedConv2D", ()), {"table": [[0, -1]], "kernel_size": 3}, "table", "[[0, -1]]", TABLE),
    (("ConnectedConv2D", ()), {"table": 3, "kernel_size": 3}, "table", "3", TABLE),
    (("RadialBasis", ()), {"units": 11}, "units", "11", "a whole number from 1 to 10"),
    (("RadialBasis", ()), {"units": "all"}, "units", "'all'", "a whole number from 1 to 10"),
    (("LocalResponseNormalization", ()), {"size": 0}, "size", "0", WHOLE),
    (POOL, {"pool_dilation_rate": 0}, "pool_dilation_rate", "0", f"None or {PAIR}"),
    (RESIDUAL, {"first_dilation_rate": 0}, "first_dilation_rate", "0", f"None or {PAIR}"),
    (RESIDUAL, {"last_bias": "no"}, "last_bias", "'no'", "None or True or False"),
    (("ConvUnit", ()), {"filters": 0, "kernel_size": 3}, "filters", "0", WHOLE),
    (("ConvUnit", ()), {"filters": 2.5, "kernel_size": 3}, "filters", "2.5", WHOLE),
    (("ConvUnit", ()), {"filters": True, "kernel_size": 3}, "filters", "True", WHOLE),
    (("ConvUnit", ()), {"filters": None, "kernel_size": 3}, "filters", "None", WHOLE),
    (("ConvUnit", ()), {"filters": 8, "kernel_size": (3, 3, 3)}, "kernel_size", "(3, 3, 3)", PAIR),
    (("ConvUnit", ()), {"filters": 8, "kernel_size": "3"}, "kernel_size", "'3'", PAIR),
    (UNIT, {"strides": 0}, "strides", "0", PAIR),
    (UNIT, {"dilation_rate": (1, 0)}, "dilation_rate", "(1, 0)", PAIR),
    (UNIT, {"groups": 0}, "groups", "0", WHOLE),
    (UNIT, {"padding": "sane"}, "padding", "'sane'", f"{PADDING}; did you mean 'same'?"),
    (UNIT, {"padding": ["same"]}, "padding", "['same']", f"{PADDING}; did you mean 'same'?"),
    (
        UNIT,
        {"order": "norm act"},
        "order",
        "'norm act'",
        'the words "conv", "norm" and "act" in the order wanted, "conv" always among them',
    ),
    (
        UNIT,
        {"order": "conv conv"},
        "order",
        "'conv conv'",
        'the words "conv", "norm" and "act" in the order wanted, "conv" always among them',
    ),
    (
        UNIT,
        {"activation": "rely"},
        "activation",
        "'rely'",
        "the name of a Keras activation, a function, a layer or None",
    ),
    (
        UNIT,
        {"normalization": "bath"},
        "normalization",
        "'bath'",
        "one of 'batch', 'group', 'layer', None; did you mean 'batch'?",
    ),
    (UNIT, {"norm_epsilon": -1}, "norm_epsilon", "-1", SHARE),
    (UNIT, {"norm_momentum": 1}, "norm_momentum", "1", SHARE),
    (UNIT, {"norm_groups": 0}, "norm_groups", "0", WHOLE),
    (UNIT, {"use_bias": 1}, "use_bias", "1", "True or False"),
    (UNIT, {"kernel_initializer": "he"}, "kernel_initializer", "'he'", INITIALIZER),
    (UNIT, {"kernel_initializer": 3}, "kernel_initializer", "3", INITIALIZER),
    (
        UNIT,
        {"kernel_regularizer": "l3"},
        "kernel_regularizer",
        "'l3'",
        "None or the name, config or instance of a Keras regularizer",
    ),
    (UNIT, {"data_format": "NCHW"}, "data_format", "'NCHW'", "one of 'channels_last', 'channels_first'"),
    (VGG, {"filters": 8, "convs": 0}, "convs", "0", WHOLE),
    (VGG, {"filters": 8, "convs": 1, "last_kernel_size": 0}, "last_kernel_size", "0", f"None or {PAIR}"),
    (VGG, {"filters": 8, "convs": 1, "pool_padding": "no"}, "pool_padding", "'no'", f"None or {PADDING}"),
    (POOL, {"pool": "mean"}, "pool", "'mean'", "one of 'max', 'average', None"),
    (POOL, {"pool": None}, "pool", "None", "one of 'max', 'average'"),
    (
        VGG,
        {"filters": 8, "convs": 1, "pool": "maxi"},
        "pool",
        "'maxi'",
        "one of 'max', 'average', None; did you mean 'max'?",
    ),
    (POOL, {"pool_size": 0}, "pool_size", "0", PAIR),
    (POOL, {"pool_strides": -1}, "pool_strides", "-1", f"None or {PAIR}"),
    *[(INCEPTION, INCEPTION_FILTERS | {name: 0}, name, "0", WHOLE) for name in INCEPTION_FILTERS],
    (INCEPTION, INCEPTION_FILTERS | {"kernel_size_5x5": 0}, "kernel_size_5x5", "0", PAIR),
    (
        RESIDUAL,
        {"version": "v3"},
        "version",
        "'v3'",
        "one of 'v1', 'v1.5', 'v2'",
    ),
    (
        RESIDUAL,
        {"shortcut": "identity"},
        "shortcut",
        "'identity'",
        "one of 'projection', 'projection_all', 'pad', 'pad_end', 'pool'",
    ),
    (RESIDUAL, {"bottleneck": "yes"}, "bottleneck", "'yes'", "True or False"),
    (RESIDUAL, {"base_width": 0}, "base_width", "0", WHOLE),
    (RESIDUAL, {"squeeze_excite": 0}, "squeeze_excite", "0", f"None or {WHOLE}"),
    (RESIDUAL, {"drop_path": 1.0}, "drop_path", "1.0", SHARE),
    (EXCITE, {"reduction": 0}, "reduction", "0", WHOLE),
    (DROP, {"rate": "half"}, "rate", "'half'", SHARE),
    (PADDED, {"filters": 0}, "filters", "0", WHOLE),
    (PADDED, {"filters": 8, "strides": 0}, "strides", "0", PAIR),
    (PADDED, {"filters": 8, "centred": 1}, "centred", "1", "True or False"),
    (
        PADDED,
        {"filters": 8, "data_format": "last"},
        "data_format",
        "'last'",
        "one of 'channels_last', 'channels_first'",
    ),
]


@pytest.mark.parametrize(("maker", "options", "argument", "value", "allowed"), REFUSED)
def test_refused(maker, options, argument, value, allowed):
    kind, positional = maker
    with pytest.raises(ValueError) as caught:
        getattr(blocks, kind)(*positional, **options, name="b")
    assert str(caught.value) == f"{kind} 'b': `{argument}` (={value}) must be {allowed}"


def test_every_rule_is_tried():
    assert set(RULES) == {argument for _, _, argument, _, _ in REFUSED}


TOGETHER = {
    "ConvUnit 'b': `groups` (=3) must divide `filters` (=8)": lambda: blocks.ConvUnit(8, 3, groups=3, name="b"),
    "ConvUnit 'b': `strides` (=(2, 2)) must be 1 where `dilation_rate` (=(1, 2)) is above 1": lambda: blocks.ConvUnit(
        8, 3, strides=2, dilation_rate=(1, 2), name="b"
    ),
    "ResidualBlock 'b': `groups` (=2) and `base_width` (=64) must be 1 and 64 unless `bottleneck` is True": lambda: (
        blocks.ResidualBlock(8, groups=2, name="b")
    ),
    "ResidualBlock 'b': `padding` (='valid') must be one of 'same', 'torch', 'ceil', "
    "which keep the size that the shortcut has": lambda: blocks.ResidualBlock(8, padding="valid", name="b"),
    "ResidualBlock 'b': `kernel_size` (=(2, 2)) must be odd with `padding` (='torch')": lambda: blocks.ResidualBlock(
        8, kernel_size=2, padding="torch", name="b"
    ),
    "b: `groups` (=4) must divide the input's channels (=6)": lambda: blocks.ConvUnit(8, 3, groups=4, name="b").build(
        (1, 5, 5, 6)
    ),
    "b: `filters` (=4) must be at least the input's channels (=6)": lambda: blocks.ChannelPadding(4, name="b").build(
        (1, 5, 5, 6)
    ),
    "b/shortcut: `filters` (=4) must be at least the input's channels (=6)": lambda: blocks.ResidualBlock(
        4, shortcut="pad", name="b"
    )(np.ones((1, 5, 5, 6), "float32")),
    "b: `table` reads the map 5, counted from 0, of an input with 3 channels": lambda: blocks.ConnectedConv2D(
        [[0], [5]], 3, name="b"
    ).build((1, 5, 5, 3)),
    "b: an input of 4x9 is too small: `kernel_size` (=5x5) without padding needs at least 5x5": lambda: (
        blocks.ConnectedConv2D([[0]], 5, name="b")(np.ones((1, 4, 9, 1), "float32"))
    ),
    "b: an input of 1x9 is too small: `pool_size` (=2x2) without padding needs at least 2x2": lambda: (
        blocks.Subsampling2D(name="b")(np.ones((1, 1, 9, 1), "float32"))
    ),
    "b: `mean` has 3 numbers; it must have one, or one for each of the input's channels (=4)": lambda: (
        blocks.ImageScaling(mean=(1, 2, 3), name="b").build((1, 5, 5, 4))
    ),
    "b: an input of 12 numbers must have 84, as the codes": lambda: blocks.RadialBasis(name="b").build((1, 12)),
    "LowestPadding2D 'b': `padding` (=3) must be ((top, bottom), (left, right)) in pixels": lambda: (
        blocks.LowestPadding2D(3, name="b")
    ),
}


@pytest.mark.parametrize("said", TOGETHER)
def test_arguments_that_do_not_go_together(said):
    with pytest.raises(ValueError) as caught:
        TOGETHER[said]()
    assert str(caught.value) == said


KEPT = [
    ({"kernel_size": 3}, "kernel_size", (3, 3)),
    ({"kernel_size": [3, 5]}, "kernel_size", (3, 5)),
    ({"kernel_size": np.int64(3)}, "kernel_size", (3, 3)),
    ({"order": "  norm   act conv "}, "order", "norm act conv"),
    ({"norm_epsilon": 0}, "norm_epsilon", 0.0),
    ({"kernel_initializer": "he_normal"}, "kernel_initializer", "he_normal"),
    ({"activation": keras.activations.relu}, "activation", keras.activations.relu),
]


@pytest.mark.parametrize(("options", "argument", "kept"), KEPT)
def test_strict_form(options, argument, kept):
    assert getattr(blocks.ConvUnit(**({"filters": 8, "kernel_size": 3} | options)), argument) == kept


def test_each_part_makes_its_own_initializer():
    block = blocks.VGGStage(4, 2, kernel_initializer=keras.initializers.GlorotUniform(seed=1))
    block.build((1, 8, 8, 4))
    first, second = (unit.parts[0].kernel_initializer for unit in block.convolutions)
    assert first is not second
    assert first.seed == second.seed == 1


def test_arguments_reach_the_keras_layers():
    unit = blocks.ConvUnit(
        8, 3, normalization="batch", norm_epsilon=1e-5, norm_momentum=0.9, use_bias=False, kernel_regularizer="l2"
    )
    conv, norm, act = unit.parts
    assert (conv.use_bias, conv.kernel_regularizer.l2) == (False, keras.regularizers.get("l2").l2)
    assert (norm.epsilon, norm.momentum) == (1e-5, 0.9)
    assert act.activation is keras.activations.relu


def test_block_without_a_flow_says_so():
    with pytest.raises(NotImplementedError) as caught:
        blocks.Block(name="b").build((1, 2, 2, 3))
    assert str(caught.value) == "Block has to say how data flows through it"
