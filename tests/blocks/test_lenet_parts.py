"""The parts of the LeNet-5 of 1998 and of the early networks, against their formulas."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas import blocks
from convatlas.blocks.radial_basis import digit_codes


def as_array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def test_digits_are_ten_different_drawings_of_ink_and_paper():
    codes = digit_codes()
    assert codes.shape == (10, 84)
    assert set(np.unique(codes)) == {-1.0, 1.0}
    distances = ((codes[:, None] - codes) ** 2).sum(-1)
    assert distances[~np.eye(10, dtype=bool)].min() >= 4 * 5


def test_radial_basis_gives_squared_distances(tmp_path):
    layer = blocks.RadialBasis(7)
    x = np.random.default_rng(0).normal(size=(3, 84)).astype("float32")
    wanted = ((x[:, None] - digit_codes()[:7]) ** 2).sum(-1)
    np.testing.assert_allclose(as_array(layer(x)), wanted, rtol=1e-5)
    assert layer.compute_output_shape((None, 84)) == (None, 7)
    assert (layer.trainable_weights, layer.count_params()) == ([], 7 * 84)
    model = keras.Sequential([keras.Input((84,)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(as_array(loaded(x)), as_array(model(x)))
    assert loaded.layers[0].get_config() == layer.get_config()


def test_scaled_tanh_passes_one():
    x = np.array([-1.0, 0.0, 1.0], "float32")
    np.testing.assert_allclose(as_array(blocks.scaled_tanh(x)), [-1.0, 0.0, 1.0], atol=1e-4)


def test_connected_conv_reads_only_its_maps():
    table = [[0, 2], [1], [0, 1, 2]]
    layer = blocks.ConnectedConv2D(table, 3)
    x = np.random.default_rng(0).normal(size=(2, 6, 5, 3)).astype("float32")
    layer.build(x.shape)
    windows, bias = np.random.default_rng(1).normal(size=(3, 3, 6)).astype("float32"), np.arange(3, dtype="float32")
    layer.set_weights([windows, bias])
    dense = np.zeros((3, 3, 3, 3), "float32")
    for number, (target, source) in enumerate((t, s) for t, sources in enumerate(table) for s in sources):
        dense[:, :, source, target] = windows[:, :, number]
    wanted = as_array(keras.ops.conv(x, dense, padding="valid")) + bias
    np.testing.assert_allclose(as_array(layer(x)), wanted, atol=1e-5)


def test_subsampling_is_a_sum_times_a_coefficient_plus_a_bias():
    layer = blocks.Subsampling2D(2, activation=blocks.scaled_tanh)
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2)).astype("float32")
    layer.build(x.shape)
    layer.set_weights([np.array([0.5, -1.0], "float32"), np.array([0.1, 0.2], "float32")])
    sums = x.reshape(1, 2, 2, 2, 2, 2).sum(axis=(2, 4))
    wanted = 1.7159 * np.tanh(2 / 3 * (sums * [0.5, -1.0] + [0.1, 0.2]))
    np.testing.assert_allclose(as_array(layer(x)), wanted, rtol=1e-5)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_local_response_is_the_formula(size):
    layer = blocks.LocalResponseNormalization(size, alpha=0.3, beta=0.6, k=2.0)
    x = np.random.default_rng(0).normal(size=(1, 2, 2, 7))
    padded = np.pad(x**2, [(0, 0)] * 3 + [((size - 1) // 2, size // 2)])
    sums = sum(padded[..., i : i + 7] for i in range(size))
    np.testing.assert_allclose(as_array(layer(x)), x / (2.0 + 0.3 / size * sums) ** 0.6, rtol=1e-5)


@pytest.mark.parametrize("pool", ["max", "average"])
@pytest.mark.parametrize(("padding", "size"), [("valid", 8), ("ceil", 8), ("torch", 9)])
@pytest.mark.parametrize("window", [2, 3])
def test_every_second_value_of_an_atrous_pooling_is_the_pooling(pool, padding, size, window):
    x = np.random.default_rng(0).normal(size=(1, size, size, 2)).astype("float32")
    wanted = as_array(blocks.Pool(pool, window, 2, padding=padding)(x))
    dense = as_array(blocks.Pool(pool, window, 2, padding=padding, pool_dilation_rate=1)(x))
    assert dense.shape == x.shape
    whole = (size - window) // 2 + 1  # windows without padding, which average alike
    first = 1 if padding == "torch" and window == 3 else 0
    found = dense[:, ::2, ::2][:, first:whole, first:whole]
    np.testing.assert_allclose(found, wanted[:, first:whole, first:whole], rtol=1e-6)
