"""The options of `build`: each does what it says, on every family that has what it is about."""

from __future__ import annotations

from functools import partial

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convatlas import architectures, blocks
from convatlas.architectures import Architecture, Auxiliary, Stage, part


def image(model, *, batch=2, size=None, seed=0):
    shape = tuple(size or n for n in model.input_shape[1:3])
    return np.random.default_rng(seed).normal(size=(batch, *shape, model.input_shape[3])).astype("float32")


def leaves(layer):
    """All layers inside a layer or model."""
    inside = list(layer._flatten_layers(include_self=False, recursive=True))
    return [part for part in inside if not list(part._flatten_layers(include_self=False, recursive=False))]


def tiny(**changes):
    stage1 = Stage("stage1", (part("ConvUnit", filters=4, kernel_size=3, normalization="batch", strides=2),))
    stage2 = Stage("stage2", (part("ResidualBlock", filters=6, strides=2, repeat=2),))
    head = (part("GlobalAveragePooling2D"), part("Dense", name="predictions", units="classes", activation="softmax"))
    return Architecture("tiny", (16, 16, 3), 5, stages=(stage1, stage2), head=head).with_(**changes)


PYRAMIDS = {
    "vgg11": (2, 4, 8, 16, 32),
    "googlenet": (2, 4, 8, 16, 32),
    "googlenet_torch": (2, 4, 8, 16, 32),
    "resnet18": (2, 4, 8, 16, 32),
    "resnet50_v2": (2, 4, 8, 16, 32),
    "resnet50_keras": (2, 4, 8, 16, 32),
    "resnet50_v2_keras": (2, 4, 8, 16, 32),
    "resnext50_32x4d": (2, 4, 8, 16, 32),
    "resnet20_cifar": (1, 1, 2, 4),
    "lenet5_study": (2, 4),
}


@pytest.mark.parametrize("name", PYRAMIDS)
def test_pyramid_of_an_odd_image(name, skeleton):
    channels = architectures.get(name).input_shape[2]
    with skeleton():
        model = architectures.build(name, input_shape=(97, 131, channels), features=True)
    for output, stride in zip(model.outputs, PYRAMIDS[name], strict=True):
        for size, found in zip((97, 131), output.shape[1:3], strict=True):
            assert size // stride - 2 <= found <= -(-size // stride)
    ceil = [tuple(-(-n // stride) for n in (97, 131)) for stride in PYRAMIDS[name]]
    if name.startswith(("resnet", "resnext")):
        assert [tuple(output.shape[1:3]) for output in model.outputs] == ceil


def test_features_by_name_come_in_the_order_of_the_network(skeleton):
    with skeleton():
        model = architectures.build("resnet18", features=("stage4", "stage2"))
    assert [tuple(output.shape) for output in model.outputs] == [(None, 28, 28, 128), (None, 7, 7, 512)]


@pytest.mark.parametrize("name", ["resnet18", "googlenet_torch", "resnet20_cifar"])
def test_unknown_height_and_width(name, randomized):
    model = randomized(architectures.build(name, input_shape=(None, None, 3)))
    for size in (64, 75):
        assert model(np.zeros((1, size, size, 3), "float32")).shape == (1, model.output_shape[-1])


def test_pooling_without_the_head():
    model = architectures.build(tiny(), include_top=False)
    x = image(model)
    y = keras.ops.convert_to_numpy(model(x))
    assert y.shape == (2, 4, 4, 6)
    for pooling, reduced in (("avg", y.mean((1, 2))), ("max", y.max((1, 2)))):
        pooled = architectures.build(tiny(), include_top=False, pooling=pooling)
        pooled.set_weights(model.get_weights())
        np.testing.assert_allclose(pooled(x), reduced, rtol=1e-5)


DEEP = [pytest.param(name, marks=pytest.mark.sweep) for name in ("resnet50_v1", "resnet50_v2", "resnet50")]


@pytest.mark.parametrize("name", ["vgg11_bn", "googlenet_torch", "resnet18", *DEEP])
@pytest.mark.parametrize("output_stride", [8, 16])
def test_dilation_keeps_parameters_and_receptive_field(name, output_stride, randomized):
    """Every so many-th pixel of the fine network is the coarse one's, so weights and receptive field are the same."""
    size = {"input_shape": (64, 64, 3), "include_top": False}
    coarse = randomized(architectures.build(name, **size))
    fine = architectures.build(name, **size, output_stride=output_stride)
    assert [w.path for w in fine.weights] == [w.path for w in coarse.weights]
    fine.set_weights(coarse.get_weights())
    x = image(coarse, batch=1)
    wanted, found = (keras.ops.convert_to_numpy(model(x)) for model in (coarse, fine))
    step = 32 // output_stride
    assert found.shape[1:3] == (64 // output_stride, 64 // output_stride)
    np.testing.assert_allclose(found[:, ::step, ::step], wanted, atol=2e-4 * wanted.std())


def test_output_stride_of_the_keras_networks(randomized):
    size = {"input_shape": (64, 64, 3), "include_top": False}
    coarse = randomized(architectures.build("resnet50_v2_keras", **size))
    fine = architectures.build("resnet50_v2_keras", **size, output_stride=8)
    fine.set_weights(coarse.get_weights())
    x = image(coarse, batch=1)
    wanted, found = (keras.ops.convert_to_numpy(model(x)) for model in (coarse, fine))
    np.testing.assert_allclose(found[:, ::4, ::4], wanted, atol=2e-4 * wanted.std())


def test_output_stride_32_changes_nothing(skeleton):
    with skeleton():
        usual, same = (architectures.build("resnet50", output_stride=stride) for stride in (None, 32))
    assert [layer.get_config() for layer in usual.layers] == [layer.get_config() for layer in same.layers]


def test_dropout(skeleton):
    rates = {}
    with skeleton():
        for name in ("vgg16", "googlenet", "resnet18", "vgg16_study"):
            for dropout in (None, 0.25):
                model = architectures.build(name, dropout=dropout)
                rates[name, dropout] = [layer.rate for layer in model.layers if hasattr(layer, "rate")]
    assert rates == {
        ("vgg16", None): [0.5, 0.5],
        ("vgg16", 0.25): [0.25, 0.25],
        ("googlenet", None): [0.4],
        ("googlenet", 0.25): [0.25],
        ("resnet18", None): [],
        ("resnet18", 0.25): [0.25],
        ("vgg16_study", None): [],
        ("vgg16_study", 0.25): [0.25],
    }


def test_drop_path_grows_with_depth(skeleton):
    with skeleton():
        model = architectures.build("resnet18", drop_path=0.2)
    rates = [layer.drop_path for layer in model.layers if isinstance(layer, blocks.ResidualBlock)]
    assert rates == pytest.approx([0.2 * i / 8 for i in range(1, 9)])


@pytest.mark.parametrize("name", ["lenet5", "lenet5_1998", "vgg11", "googlenet", "resnet18"])
def test_kernel_regularizer_reaches_every_kernel(name, skeleton):
    with skeleton():
        model = architectures.build(name, kernel_regularizer=keras.regularizers.L2(0.01))
    regularizers = {w.path: w.regularizer for w in model.weights if w.name == "kernel"}
    assert all(
        isinstance(found, keras.regularizers.L2) and found.l2 == pytest.approx(0.01) for found in regularizers.values()
    )
    assert len(regularizers) == sum(w.name == "kernel" for w in model.trainable_weights) > 3


@pytest.mark.parametrize("name", ["lenet5", "vgg11_bn", "googlenet", "resnet50", "resnet50_v2"])
def test_activation(name, skeleton):
    with skeleton():
        usual, other = (architectures.build(name, activation=activation) for activation in (None, "gelu"))

    def used(model):
        return {layer.activation.__name__ for layer in leaves(model) if hasattr(layer, "activation")}

    assert used(usual) - {"linear"} == {"relu", "softmax"}
    assert used(other) - {"linear"} == {"gelu", "softmax"}


@pytest.mark.parametrize(
    "name", ["vgg11", "vgg11_bn", "googlenet", "resnet18", "resnet50_v2", "lenet5", "resnet20_cifar"]
)
@pytest.mark.parametrize(
    ("normalization", "kind"),
    [
        ("batch", keras.layers.BatchNormalization),
        ("group", blocks.GroupNormalization),
        ("layer", keras.layers.LayerNormalization),
        ("none", None),
    ],
)
def test_normalization(name, normalization, kind, skeleton):
    with skeleton():
        model = architectures.build(name, normalization=normalization)
    kinds = {type(layer) for layer in leaves(model) if "Normalization" in type(layer).__name__}
    assert kinds - {blocks.LocalResponseNormalization} == ({kind} if kind else set())
    convolutions = [layer for layer in leaves(model) if type(layer) is keras.layers.Conv2D]
    if normalization == "none" and name.startswith("resnet"):
        bare = [layer for layer in convolutions if not layer.use_bias]
        assert len(bare) == (1 if name == "resnet50_v2" else 0)


@pytest.mark.parametrize("name", ["vgg11", "googlenet", "resnet50"])
def test_padding_convention(name, skeleton):
    sizes = {}
    for padding in ("same", "torch", "ceil"):
        with skeleton():
            model = architectures.build(name, input_shape=(97, 97, 3), features=True, padding=padding)
        sizes[padding] = [output.shape[1] for output in model.outputs]
        pads = [layer for layer in leaves(model) if isinstance(layer, keras.layers.ZeroPadding2D)]
        assert bool(pads) is (padding != "same" and name != "vgg11")
    wanted = {
        "vgg11": {"same": [48, 24, 12, 6, 3], "torch": [48, 24, 12, 6, 3], "ceil": [49, 25, 13, 7, 4]},
        "googlenet": {"same": [49, 25, 13, 7, 4], "torch": [49, 25, 13, 7, 4], "ceil": [49, 24, 12, 6, 3]},
        "resnet50": {"same": [49, 25, 13, 7, 4], "torch": [49, 25, 13, 7, 4], "ceil": [49, 24, 12, 6, 3]},
    }
    assert sizes == wanted[name]


@pytest.mark.parametrize("name", ["lenet5_study", "lenet5_1998", "tiny", "googlenet_study"])
def test_channels_first_gives_the_same(name, randomized):
    declared = tiny() if name == "tiny" else architectures.get(name)
    last = randomized(architectures.build(declared))
    first = architectures.build(declared, data_format="channels_first")
    height, width, channels = declared.input_shape
    assert first.input_shape == (None, channels, height, width)
    first.set_weights(last.get_weights())
    first.compile(jit_compile=True)
    x = image(last)
    np.testing.assert_allclose(first.predict(np.moveaxis(x, -1, 1), verbose=0), last(x), rtol=1e-4, atol=1e-5)


@pytest.fixture
def mixed():
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.usefixtures("mixed")
def test_head_stays_float32_under_mixed_precision():
    for head_dtype, wanted in ((None, "float32"), ("float16", "float16")):
        model = architectures.build(tiny(), head_dtype=head_dtype)
        assert model.layers[-1].compute_dtype == wanted
        assert model.layers[1].compute_dtype == "float16"


def test_auxiliary_classifiers_are_outputs_that_train():
    beside = Auxiliary(
        "beside", "stage1", (part("GlobalAveragePooling2D"), part("Dense", name="fc", units="classes")), 0.3
    )
    declared = tiny(auxiliary=(beside,))
    model = architectures.build(declared, auxiliary=True)
    assert [output.shape for output in model.outputs] == [(None, 5), (None, 5)]
    assert model.get_layer("beside_fc").count_params() == 4 * 5 + 5
    model.compile("sgd", ["mse", "mse"], loss_weights=declared.loss_weights, run_eagerly=True)
    y = np.ones((2, 5))
    whole, main, side = model.test_on_batch(image(model), [y, y])
    assert whole == pytest.approx(main + 0.3 * side, rel=1e-5)


def test_classes():
    assert architectures.build("lenet5", classes=3).output_shape == (None, 3)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.sampled_from(["vgg11_bn", "googlenet", "resnet18", "resnet50_v2", "resnet20_cifar", "resnet50_v2_keras"]),
    st.integers(33, 160),
    st.integers(33, 160),
    st.sampled_from([None, "same", "torch", "ceil"]),
    st.sampled_from([None, "group", "none"]),
    st.sampled_from([None, 4, 8, 16]),
)
def test_any_options_build_what_they_promise(skeleton, name, height, width, padding, normalization, output_stride):
    assume(name != "resnet20_cifar" or output_stride in (None, 4))
    options = {"padding": padding, "normalization": normalization, "output_stride": output_stride}
    with skeleton():
        model = architectures.build(name, input_shape=(height, width, 3), features=True, **options)
    last = output_stride or (4 if name == "resnet20_cifar" else 32)
    found = model.outputs[-1].shape[1:3]
    for size, pixels in zip((height, width), found, strict=True):
        assert size // last - 1 <= pixels <= -(-size // last)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "classes": st.integers(2, 7),
            "activation": st.sampled_from(["gelu", "scaled_tanh", keras.activations.silu]),
            "normalization": st.sampled_from(["batch", "group", "layer", "none"]),
            "padding": st.sampled_from(["same", "torch", "ceil"]),
            "dropout": st.floats(0, 0.9),
            "drop_path": st.floats(0, 0.9),
            "kernel_regularizer": st.sampled_from(["l2", keras.regularizers.L1(0.1)]),
            "output_stride": st.sampled_from([2, 4]),
            "preprocessing": st.booleans(),
            "auxiliary": st.booleans(),
            "head_dtype": st.sampled_from(["float32", "float64"]),
        },
    )
)
def test_models_of_any_options_come_back_equal_from_a_file(tmp_path_factory, options):
    beside = Auxiliary("beside", "stage1", (part("GlobalAveragePooling2D"), part("Dense", name="fc", units="classes")))
    model = architectures.build(tiny(preprocessing="tf", auxiliary=(beside,)), **options)
    path = tmp_path_factory.mktemp("models") / "model.keras"
    model.save(path)
    loaded = keras.models.load_model(path)
    assert [layer.get_config() for layer in loaded.layers] == [layer.get_config() for layer in model.layers]
    x = image(model)
    for found, wanted in zip(keras.tree.flatten(loaded(x)), keras.tree.flatten(model(x)), strict=True):
        np.testing.assert_array_equal(found, wanted)


NAMELESS = lambda x: x  # noqa: E731 - it is to have no name
PARTIAL = partial(keras.activations.leaky_relu, negative_slope=0.1)
REFUSED = {
    "tiny: `input_shape` (=(16, 16)) must be (height, width, channels), of which the first two may be None": {
        "input_shape": (16, 16)
    },
    "tiny: `input_shape` (=(0, 16, 3)) must be (height, width, channels), of which the first two may be None": {
        "input_shape": (0, 16, 3)
    },
    "tiny: `classes` (=0) must be a positive whole number": {"classes": 0},
    "tiny: `features` holds 'stage3', did you mean stage2 or stage1? (stages: stage1, stage2)": {
        "features": ["stage3"]
    },
    "tiny: `output_stride` (=3) must be one of 2, 4": {"output_stride": 3},
    "tiny with `input_shape` (=(16, 16, 3)): `pooling` (='mean') must be one of avg, max": {
        "include_top": False,
        "pooling": "mean",
    },
    "`dropout` (=1) must be a number of at least 0 and below 1": {"dropout": 1},
    "`drop_path` (='a') must be a number of at least 0 and below 1": {"drop_path": "a"},
    "`normalization` (='bach') must be one of batch, group, layer, none, did you mean batch?": {
        "normalization": "bach"
    },
    "`padding` (='valid') must be one of same, torch, ceil": {"padding": "valid"},
    "tiny: `include_top` (='no') must be True or False": {"include_top": "no"},
    "tiny: `classifier_activation` (='softmex') must be the name of a Keras activation, a function, a layer or None": {
        "classifier_activation": "softmex"
    },
    "tiny: `classifier_activation` (='softmax') of one class says the same of all images; leave it out for a sigmoid, "
    "or give None": {"classes": 1, "classifier_activation": "softmax"},
    "tiny: `head_dtype` (='floot') must be the name of a dtype, as float32": {"head_dtype": "floot"},
    "`activation` (=<class 'keras.src.layers.activations.prelu.PReLU'>) is a class: give PReLU()": {
        "activation": keras.layers.PReLU
    },
    f"`activation` (={NAMELESS!r}) has no form in a file: give a function with a name, or an object with a config, "
    "that Keras knows": {"activation": NAMELESS},
    f"`kernel_initializer` (={PARTIAL!r}) has no form in a file: give a function with a name, or an object with a "
    "config, that Keras knows": {"kernel_initializer": PARTIAL},
    "`data_format` (='NCHW') must be one of channels_last, channels_first": {"data_format": "NCHW"},
    "tiny with `input_shape` (=(16, 16, 3)): ConvUnit 'stage1': `activation` (='rely') must be the name of a Keras "
    "activation, a function, a layer or None": {"activation": "rely"},
}


@pytest.mark.parametrize("said", REFUSED)
def test_options_refused(said):
    with pytest.raises(ValueError) as caught:
        architectures.build(tiny(), **REFUSED[said])
    assert str(caught.value) == said


OTHER = {
    "vgg16: `input_shape` (=(None, None, 3)) must have a known height and width, because the head reads single pixels; "
    "or give `include_top=False`": ("vgg16", {"input_shape": (None, None, 3)}),
    "vgg16: `output_stride` (=8) does not fit a head that reads single pixels; "
    "give `include_top=False` or `features`": (
        "vgg16",
        {"output_stride": 8},
    ),
    "lenet5: `padding` (='torch') means nothing here, where no layer pads": ("lenet5", {"padding": "torch"}),
    "googlenet: `input_shape` (=(None, None, 3)) must have a known height and width, because the head reads single "
    "pixels; or give `include_top=False`": ("googlenet", {"input_shape": (None, None, 3), "auxiliary": True}),
    "vgg16: `drop_path` (=0.1) needs residual blocks, and there are none": ("vgg16", {"drop_path": 0.1}),
    "lenet5 with `input_shape` (=(12, 12, 1)): stage2/conv1: an input of 4x4 is too small: `kernel_size` (=5x5) "
    "without padding needs at least 5x5": ("lenet5", {"input_shape": (12, 12, 1)}),
    "lenet5_1998 with `input_shape` (=(32, 32, 1)): RadialBasis 'predictions': `units` (=11) must be a whole number "
    "from 1 to 10": ("lenet5_1998", {"classes": 11}),
}


@pytest.mark.parametrize("said", OTHER)
def test_options_that_do_not_fit_the_network(said):
    name, options = OTHER[said]
    with pytest.raises(ValueError) as caught:
        architectures.build(name, **options)
    assert str(caught.value) == said


def test_options_that_do_not_exist():
    with pytest.raises(TypeError) as caught:
        architectures.build(tiny(), drop_out=0.1)
    assert str(caught.value) == "build() has no option 'drop_out', did you mean dropout or drop_path?"


def test_auxiliary_classifier_that_reads_nothing():
    declared = tiny(auxiliary=(Auxiliary("beside", "stage3", ()),))
    with pytest.raises(ValueError) as caught:
        architectures.build(declared, auxiliary=True)
    assert str(caught.value) == (
        "tiny with `input_shape` (=(16, 16, 3)): beside: `reads` (='stage3') is no layer of the network, "
        "did you mean stage2 or stage1 or stem?"
    )


def test_argument_that_a_layer_does_not_take():
    declared = tiny(stem=(part("ConvUnit", name="conv1", filters=3, kernel_size=3, stride=2),))
    with pytest.raises(ValueError) as caught:
        declared.build()
    assert str(caught.value) == (
        "tiny with `input_shape` (=(16, 16, 3)): conv1: `stride` is no argument of ConvUnit, did you mean strides?"
    )
