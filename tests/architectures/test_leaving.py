"""Models leave for other runtimes and give the same there; every family trains under XLA and mixed precision."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas import architectures
from convatlas.architectures import Architecture, Stage, part


def one_of_each():
    """A network that has a block of every kind, and little of each."""
    inception = dict.fromkeys(("filters_1x1", "filters_3x3_reduce", "filters_3x3", "filters_5x5_reduce"), 2)
    stages = (
        part("VGGStage", filters=4, convs=1, normalization="batch"),
        part("InceptionBlock", **inception, filters_5x5=2, filters_pool_proj=2),
        part("ResidualBlock", filters=8, strides=2, squeeze_excite=2),
        part("ResidualBlock", filters=8, version="v2", normalization="group", norm_groups=2),
    )
    head = (part("GlobalAveragePooling2D"), part("Dense", name="predictions", units="classes", activation="softmax"))
    stem = (part("ConvPoolBlock", filters=4, kernel_size=3),)
    return Architecture("one_of_each", (16, 20, 3), 3, stem, (Stage("stage1", stages),), head)


TINY = {
    "one_of_each": {},
    "lenet5_1998": {},
    "vgg11_bn": {"input_shape": (32, 32, 3), "include_top": False, "pooling": "avg"},
    "googlenet": {"input_shape": (64, 64, 3), "classes": 5, "dropout": 0.0},
    "resnet20_cifar": {"input_shape": (16, 16, 3)},
    "resnet18_v2": {"input_shape": (32, 32, 3), "classes": 5},
}
pytestmark = pytest.mark.slow
NETWORKS = [pytest.param(name, marks=[pytest.mark.sweep] if name != "one_of_each" else []) for name in TINY]


def built(name):
    return architectures.build(one_of_each() if name == "one_of_each" else name, **TINY[name])


@pytest.fixture(scope="module", params=NETWORKS)
def model(request, randomized):
    return randomized(built(request.param))


@pytest.fixture
def x(model):
    return np.random.default_rng(0).normal(size=(2, *model.input_shape[1:])).astype("float32")


def same(found, model, x):
    wanted = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(found, wanted, atol=1e-4 * wanted.std(), rtol=0)


def test_saved_model(model, x, tmp_path):
    import tensorflow as tf

    model.export(tmp_path / "saved", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "saved")
    signature = loaded.signatures["serving_default"]
    [(name, spec)] = signature.structured_input_signature[1].items()
    assert (name, spec.shape.as_list()) == ("input", [None, *model.input_shape[1:]])
    same(loaded.serve(x).numpy(), model, x)


@pytest.mark.onnx
@pytest.mark.filterwarnings("ignore:In the future `np.object`:FutureWarning")
def test_onnx(model, x, tmp_path):
    pytest.importorskip("tf2onnx")
    runtime = pytest.importorskip("onnxruntime")
    model(x)  # Keras exports to ONNX only what has been called
    model.export(tmp_path / "a.onnx", format="onnx", verbose=False)
    session = runtime.InferenceSession(tmp_path / "a.onnx")
    same(session.run(None, {session.get_inputs()[0].name: x})[0], model, x)


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
def test_litert(model, x, tmp_path):
    import tensorflow as tf

    model.export(tmp_path / "a.tflite", format="litert", verbose=False)
    interpreter = tf.lite.Interpreter(str(tmp_path / "a.tflite"))
    place = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(place, x.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(place, x)
    interpreter.invoke()
    same(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]), model, x)


@pytest.fixture(params=["float32", "mixed_float16"])
def policy(request):
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("name", NETWORKS)
def test_trains_under_xla_and_mixed_precision(name, policy):
    model = built(name)
    assert model.layers[-1].compute_dtype == ("float16" if name == "vgg11_bn" else "float32") or policy == "float32"
    rate = 1e-4 if name == "lenet5_1998" else 0.05  # distances are large, probabilities are small
    model.compile(keras.optimizers.SGD(rate), "mae", jit_compile=True)
    x = np.random.default_rng(0).normal(size=(4, *model.input_shape[1:]))
    y = np.eye(model.output_shape[-1])[[0, 0, 0, 0]]
    first, *_, last = (float(model.train_on_batch(x, y)) for _ in range(6))
    assert np.isfinite([first, last]).all()
    assert last < first
