"""What every block promises, run over every block. A new block adds one line to `CASES`."""

from __future__ import annotations

import inspect
import json

import keras
import numpy as np
import pytest

from convatlas import blocks

IMAGE = (9, 11, 4)


def case(name, *args, image=IMAGE, **options):
    """A block to be made several times, and the image it reads."""
    kind = getattr(blocks, name)
    return (lambda **more: kind(*args, **(options | more))), image


def residual(*args, **options):
    return case("ResidualBlock", *args, norm_momentum=0.5, **options)


CASES = {
    "ConvUnit": case("ConvUnit", 6, 3),
    "ConvUnit-batch-strides": case("ConvUnit", 6, (3, 5), strides=(2, 1), normalization="batch"),
    "ConvUnit-group-groups": case("ConvUnit", 6, 3, groups=2, normalization="group", norm_groups=3),
    "ConvUnit-layer-preactivated": case("ConvUnit", 6, 3, normalization="layer", order="norm act conv"),
    "ConvUnit-torch-dilated": case("ConvUnit", 6, 3, padding="torch", dilation_rate=2),
    "ConvUnit-torch-even": case("ConvUnit", 6, 4, padding="torch", strides=2, use_bias=False),
    "ConvUnit-function": case("ConvUnit", 6, 3, activation=keras.activations.tanh, kernel_regularizer="l2"),
    "Pool-max": case("Pool"),
    "Pool-max-torch": case("Pool", "max", 3, 2, padding="torch"),
    "Pool-max-ceil": case("Pool", "max", 3, 2, padding="ceil"),
    "Pool-average-same": case("Pool", "average", 3, 2, padding="same"),
    "Pool-average-torch": case("Pool", "average", 3, 2, padding="torch"),
    "Pool-average-ceil": case("Pool", "average", (2, 3), 2, padding="ceil"),
    "LowestPadding2D": case("LowestPadding2D", ((0, 1), (2, 0))),
    "CeilAveragePooling2D": case("CeilAveragePooling2D", 2),
    "DropPath": case("DropPath", 0.4, seed=1),
    "ChannelPadding": case("ChannelPadding", 7, 2),
    "ChannelPadding-end": case("ChannelPadding", 7, (1, 2), centred=False),
    "NormUnit": case("NormUnit", norm_momentum=0.5),
    "NormUnit-group": case("NormUnit", normalization="group", norm_groups=6, activation="gelu"),
    "GroupNormalization": case("GroupNormalization", 6),
    "LocalResponseNormalization": case("LocalResponseNormalization", 3, alpha=0.7, k=2.0),
    "ImageScaling": case("ImageScaling", 0.1, mean=(1, 2, 3, 4), deviation=2.0, reverse=True),
    "AtrousPooling2D": case("AtrousPooling2D", "max", 3, 2),
    "AtrousPooling2D-centred": case("AtrousPooling2D", "average", (2, 3), (1, 2), centred=True),
    "ConnectedConv2D": case("ConnectedConv2D", [[0, 1], [1, 2, 3], [0]], (3, 2), activation=blocks.scaled_tanh),
    "Subsampling2D": case("Subsampling2D", 2, activation="tanh"),
    "SqueezeExcite": case("SqueezeExcite", 2),
    "ConvPoolBlock": case("ConvPoolBlock", 6, 3),
    "ConvPoolBlock-torch": case(
        "ConvPoolBlock", 6, 3, convs=2, strides=2, padding="torch", pool_size=3, pool_strides=2
    ),
    "ConvPoolBlock-ceil": case("ConvPoolBlock", 6, 3, padding="ceil", pool="average", normalization="batch"),
    "ConvPoolBlock-atrous": case("ConvPoolBlock", 6, 3, pool_dilation_rate=2),
    "Pool-atrous": case("Pool", "max", 3, 2, padding="torch", pool_dilation_rate=2),
    "ConvPoolBlock-no-pool": case("ConvPoolBlock", 6, 5, padding="valid", pool=None, activation=None),
    "VGGStage": case("VGGStage", 6, 2),
    "VGGStage-1x1-last": case("VGGStage", 6, 3, last_kernel_size=1, normalization="batch"),
    "InceptionBlock": case("InceptionBlock", 3, 2, 4, 1, 2, 3),
    "InceptionBlock-dilated": case("InceptionBlock", 3, 2, 4, 1, 2, 3, dilation_rate=2),
    "InceptionBlock-batch-3x3": case("InceptionBlock", 3, 2, 4, 1, 2, 3, kernel_size_5x5=3, normalization="batch"),
    "ResidualBlock": residual(4),
    "ResidualBlock-strides": residual(6, strides=2),
    "ResidualBlock-torch": residual(6, strides=2, padding="torch"),
    "ResidualBlock-study-order": residual(6, strides=2, order="conv act norm", use_bias=True),
    "ResidualBlock-pad": residual(7, strides=2, shortcut="pad"),
    "ResidualBlock-pad-end": residual(7, strides=2, shortcut="pad_end"),
    "ResidualBlock-projection-all": residual(4, shortcut="projection_all"),
    "ResidualBlock-squeeze-excite": residual(6, squeeze_excite=2),
    "ResidualBlock-drop-path": residual(6, drop_path=0.3),
    "ResidualBlock-dilated": residual(4, dilation_rate=2),
    "ResidualBlock-first-dilation": residual(4, dilation_rate=2, first_dilation_rate=1),
    "ResidualBlock-last-bias": residual(2, bottleneck=True, version="v2", strides=2, last_bias=True),
    "ResidualBlock-bottleneck-v1": residual(2, bottleneck=True, version="v1", strides=2),
    "ResidualBlock-bottleneck-v1.5": residual(2, bottleneck=True, strides=2),
    "ResidualBlock-groups": residual(8, bottleneck=True, groups=4, base_width=16),
    "ResidualBlock-v2": residual(6, version="v2", strides=2),
    "ResidualBlock-v2-identity": residual(4, version="v2"),
    "ResidualBlock-v2-bottleneck": residual(2, bottleneck=True, version="v2", strides=2),
    "ResidualBlock-v2-pool": residual(1, bottleneck=True, version="v2", strides=2, shortcut="pool"),
}

PLAIN = (
    "AtrousPooling2D",
    "CeilAveragePooling2D",
    "ChannelPadding",
    "ConnectedConv2D",
    "DropPath",
    "GroupNormalization",
    "ImageScaling",
    "LocalResponseNormalization",
    "LowestPadding2D",
    "Subsampling2D",
)
only_blocks = pytest.mark.parametrize("make", [n for n in CASES if not n.startswith(PLAIN)], indirect=True)
# XLA takes a second for each: every day one of every kind, in `make sweep` all
not_drop_path = pytest.mark.parametrize(
    "make",
    [
        pytest.param(n, marks=[pytest.mark.sweep] if "-" in n else [])
        for n in CASES
        if n not in ("DropPath", "GroupNormalization")
    ],
    indirect=True,
)


@pytest.fixture(params=CASES)
def make(request):
    keras.utils.set_random_seed(7)
    return CASES[request.param][0]


@pytest.fixture
def image(make):
    return next(image for factory, image in CASES.values() if factory is make)


@pytest.fixture
def x(image):
    return np.random.default_rng(3).normal(size=(3, *image)).astype("float32")


def as_array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def arguments(kind):
    """Names of all arguments of a class and of its parents among the blocks."""
    owners = [owner for owner in kind.__mro__ if owner.__module__.startswith("convatlas")]
    found = {p.name: p.kind for owner in owners for p in inspect.signature(owner.__init__).parameters.values()}
    return {name for name, kind in found.items() if name != "self" and kind not in (2, 4)}


def test_every_block_of_the_package_is_in_the_table():
    tried = {name.split("-")[0] for name in CASES}
    assert tried | {"Block", "chain", "RadialBasis", "scaled_tanh"} == set(blocks.__all__)


def test_shapes_of_symbolic_and_eager_calls_agree(make, x):
    block = make()
    promised = block.compute_output_shape(x.shape)
    assert block(keras.KerasTensor(x.shape)).shape == promised
    assert block(x).shape == promised
    assert block.built
    assert block.compute_output_shape(x.shape) == promised


def test_unknown_sizes(make, x):
    unknown = (None, None, None, x.shape[-1])
    block = make()
    promised = block.compute_output_shape(unknown)
    assert len(promised) == 4
    assert block(keras.KerasTensor(unknown)).shape == promised
    assert block.compute_output_shape(unknown) == promised
    assert block.compute_output_shape(x.shape) == block(x).shape


def test_training_changes_every_kernel(make, x):
    model = keras.Sequential(
        [keras.Input(x.shape[1:]), make(), keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(2)]
    )
    before = {w.path: as_array(w) for w in model.trainable_weights if w.name.endswith("kernel")}
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    loss = model.train_on_batch(x, np.ones((len(x), 2)))
    assert np.isfinite(loss)
    after = {w.path: as_array(w) for w in model.trainable_weights}
    assert [path for path, kernel in before.items() if np.array_equal(kernel, after[path])] == []


@pytest.mark.filterwarnings("ignore:(?s).*The structure of .inputs. doesn't match:UserWarning")  # of Keras 3.10
def test_saved_and_loaded_inside_a_model(make, x, tmp_path):
    inputs = keras.Input(x.shape[1:])
    model = keras.Model(inputs, make(name="block")(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert [w.path for w in loaded.weights] == [w.path for w in model.weights]
    np.testing.assert_array_equal(as_array(loaded(x)), as_array(model(x)))


def test_config_holds_every_argument(make):
    block = make(dtype="mixed_float16", trainable=False)
    config = block.get_config()
    twin = type(block).from_config(config)
    assert arguments(type(block)) <= set(config)
    assert config["dtype"]["config"] == {"name": "mixed_float16"}
    assert twin.get_config() == config
    assert twin.trainable is False


def test_config_goes_through_json(make, x):
    block = make()
    text = json.dumps(keras.saving.serialize_keras_object(block))
    twin = keras.saving.deserialize_keras_object(json.loads(text))
    assert twin.get_config() == block.get_config()
    assert twin.compute_output_shape(x.shape) == block.compute_output_shape(x.shape)


def test_mixed_precision(make, x):
    block = make(dtype="mixed_float16")
    y = block(x)
    assert block.compute_dtype == "float16"
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    assert {w.dtype for w in block.weights if "seed" not in w.path} <= {"float32"}


@not_drop_path
def test_channels_first_gives_the_same(make, x):
    last = make()
    wanted = as_array(last(x))
    first = make(data_format="channels_first")
    turned = np.moveaxis(x, -1, 1)
    inputs = keras.Input(turned.shape[1:])
    model = keras.Model(inputs, first(inputs))
    xla = keras.backend.backend() == "tensorflow"  # which has no such convolution on a CPU without it
    model.compile(jit_compile=xla or "auto")
    first.set_weights(last.get_weights())
    found = model.predict(turned, verbose=0)
    assert first.compute_output_shape(turned.shape) == found.shape
    np.testing.assert_allclose(np.moveaxis(found, 1, -1), wanted, atol=1e-5)


class Wrapper(keras.Model):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def call(self, inputs):
        return self.block(inputs)


def test_sequential_functional_and_subclassed_models_agree(make, x):
    block = make()
    inputs = keras.Input(x.shape[1:])
    wanted = as_array(keras.Model(inputs, block(inputs))(x))
    np.testing.assert_array_equal(as_array(keras.Sequential([block])(x)), wanted)
    np.testing.assert_array_equal(as_array(Wrapper(block)(x)), wanted)


@only_blocks
def test_input_of_a_wrong_rank_is_refused(make):
    block = make(name="b")
    with pytest.raises(ValueError) as caught:
        block.compute_output_shape((None, 9, 4))
    assert str(caught.value) == (
        "b: the input's shape (None, 9, 4) must be (batch, height, width, channels) with known channels"
    )


@only_blocks
def test_input_of_unknown_channels_is_refused(make):
    block = make(name="b")
    with pytest.raises(ValueError) as caught:
        block.compute_output_shape((None, 9, 9, None))
    assert str(caught.value) == (
        "b: the input's shape (None, 9, 9, None) must be (batch, height, width, channels) with known channels"
    )
