"""Output shapes against the closed forms of the papers, over random arguments."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convatlas.blocks import ConvPoolBlock, ConvUnit, InceptionBlock, Pool, ResidualBlock, VGGStage, chain

SIZES = st.integers(1, 24)
CHANNELS = st.integers(1, 5)
STRIDES = st.integers(1, 3)
WINDOWS = st.integers(1, 5)
FORMATS = st.sampled_from(["channels_last", "channels_first"])
quick = settings(max_examples=40, deadline=None, derandomize=True)


def ceil_of(n, d):
    return -(-n // d)


def convolved(n, window, stride, padding):
    """Pixels after a window has passed over n pixels: TensorFlow's and PyTorch's formulas."""
    if padding == "same":
        return ceil_of(n, stride)
    pad = 0 if padding == "valid" else (window - 1) // 2
    return (n + 2 * pad - window) // stride + 1


def pooled(n, window, stride, padding):
    """As `convolved`; "ceil" is Caffe's formula, whose last window has to start inside the image."""
    if padding != "ceil":
        return convolved(n, window, stride, padding)
    out = ceil_of(n - window, stride) + 1
    return out - 1 if (out - 1) * stride >= n else out


def arranged(height, width, channels, data_format):
    sizes = (height, width, channels) if data_format == "channels_last" else (channels, height, width)
    return (2, *sizes)


def called(layer, shape):
    """The shape of a real output where the backend can compute it, else of a symbolic one."""
    if getattr(layer, "data_format", None) == "channels_first":
        return tuple(layer(keras.KerasTensor(shape)).shape)
    return tuple(layer(np.ones(shape, "float32")).shape)


@quick
@given(SIZES, SIZES, CHANNELS, WINDOWS, STRIDES, st.sampled_from(["same", "valid", "torch"]), FORMATS)
def test_conv_unit(height, width, channels, window, stride, padding, data_format):
    sizes = [convolved(n, window, stride, padding) for n in (height, width)]
    assume(min(sizes) > 0)
    unit = ConvUnit(3, window, strides=stride, padding=padding, data_format=data_format)
    shape = arranged(height, width, channels, data_format)
    wanted = arranged(*sizes, 3, data_format)
    assert unit.compute_output_shape(shape) == wanted
    assert called(unit, shape) == wanted


@quick
@given(SIZES, st.integers(1, 3), st.integers(1, 3), st.sampled_from(["same", "valid", "torch"]))
def test_dilated_conv_unit(size, window, dilation, padding):
    wanted = convolved(size, dilation * (window - 1) + 1, 1, padding)
    assume(wanted > 0)
    unit = ConvUnit(3, window, dilation_rate=dilation, padding=padding)
    assert called(unit, (1, size, size, 2)) == unit.compute_output_shape((1, size, size, 2)) == (1, wanted, wanted, 3)


@quick
@given(
    SIZES,
    SIZES,
    WINDOWS,
    STRIDES,
    st.sampled_from(["max", "average"]),
    st.sampled_from(["same", "valid", "torch", "ceil"]),
    FORMATS,
)
def test_pool(height, width, window, stride, pool, padding, data_format):
    assume(min(height, width) >= window)
    sizes = [pooled(n, window, stride, padding) for n in (height, width)]
    layer = Pool(pool, window, stride, padding=padding, data_format=data_format)
    shape = arranged(height, width, 3, data_format)
    assert layer.compute_output_shape(shape) == arranged(*sizes, 3, data_format)
    assert called(layer, shape) == arranged(*sizes, 3, data_format)


@quick
@given(st.integers(8, 24), st.integers(1, 3), STRIDES, st.sampled_from(["same", "valid", "torch", "ceil"]))
def test_conv_pool_block(size, convs, stride, padding):
    wanted = convolved(size, 3, stride, padding)
    for _ in range(convs - 1):
        wanted = convolved(wanted, 3, 1, padding)
    assume(wanted >= 2)
    wanted = pooled(wanted, 2, 2, "valid" if padding == "same" else padding)
    block = ConvPoolBlock(3, 3, convs=convs, strides=stride, padding=padding)
    assert called(block, (1, size, size, 2)) == block.compute_output_shape((1, size, size, 2)) == (1, wanted, wanted, 3)


@quick
@given(st.integers(2, 24), st.integers(2, 24), st.integers(1, 4), CHANNELS, FORMATS)
def test_vgg_stage_halves(height, width, convs, filters, data_format):
    stage = VGGStage(filters, convs, data_format=data_format)
    shape = arranged(height, width, 3, data_format)
    wanted = arranged(height // 2, width // 2, filters, data_format)
    assert stage.compute_output_shape(shape) == called(stage, shape) == wanted


@quick
@given(SIZES, SIZES, st.tuples(*[CHANNELS] * 6), st.sampled_from([3, 5]), FORMATS)
def test_inception_channels_add_up(height, width, filters, kernel_size_5x5, data_format):
    block = InceptionBlock(*filters, kernel_size_5x5=kernel_size_5x5, data_format=data_format)
    one, _, three, _, five, pool = filters
    shape = arranged(height, width, 3, data_format)
    assert block.compute_output_shape(shape) == arranged(height, width, one + three + five + pool, data_format)
    assert called(block, shape) == block.compute_output_shape(shape)


@quick
@given(
    st.tuples(SIZES, SIZES, CHANNELS),
    st.integers(1, 5),
    STRIDES,
    st.sampled_from([1, 3, 5]),
    st.booleans(),
    st.sampled_from(["v1", "v1.5", "v2"]),
    st.sampled_from(["projection", "projection_all", "pad", "pad_end", "pool"]),
    st.sampled_from(["same", "torch", "ceil"]),
)
def test_both_paths_of_a_residual_block_agree(
    image, filters, strides, kernel_size, bottleneck, version, shortcut, padding
):
    block = ResidualBlock(
        filters,
        strides=strides,
        kernel_size=kernel_size,
        bottleneck=bottleneck,
        version=version,
        shortcut=shortcut,
        padding=padding,
    )
    height, width, channels = image
    out = filters * 4 if bottleneck else filters
    assume(not shortcut.startswith("pad") or channels <= out)
    wanted = (1, ceil_of(height, strides), ceil_of(width, strides), out)
    shape = (1, *image)
    assert block.compute_output_shape(shape) == wanted
    block.build(shape)
    run = block._shape_part
    body = chain(run, [*block.preactivation, *block.body], shape)
    assert body == chain(run, block.shortcut_parts, shape) == wanted
    assert called(block, shape) == wanted


@quick
@given(st.integers(1, 6), st.integers(1, 6), st.integers(2, 6), st.sampled_from(["channels_last", "channels_first"]))
def test_sizes_too_small_are_refused_alike_everywhere(height, width, window, data_format):
    assume(min(height, width) < window)
    shape = arranged(height, width, 2, data_format)
    said = (
        f"c/conv: an input of {height}x{width} is too small: `kernel_size` (={window}x{window}) "
        f"without padding needs at least {window}x{window}"
    )
    for refuse in (
        lambda unit: unit.compute_output_shape(shape),
        lambda unit: unit.build(shape),
        lambda unit: unit(keras.KerasTensor(shape)),
        lambda unit: unit(np.ones(shape, "float32")),
    ):
        with pytest.raises(ValueError) as caught:
            refuse(ConvUnit(3, window, padding="valid", name="c", data_format=data_format))
        assert str(caught.value) == said


@pytest.mark.parametrize("padding", ["ceil", "torch"])
@pytest.mark.parametrize("pool", ["max", "average"])
def test_windows_larger_than_the_image_fit_with_padding(pool, padding):
    assert called(Pool(pool, 3, 2, padding=padding), (1, 2, 2, 1)) == (1, 1, 1, 1)


def test_a_size_found_too_small_after_the_build():
    stage = ConvUnit(3, 5, padding="valid", name="c")
    stage(np.ones((1, 9, 9, 2), "float32"))
    with pytest.raises(ValueError) as caught:
        stage(np.ones((1, 4, 9, 2), "float32"))
    assert str(caught.value) == (
        "c/conv: an input of 4x9 is too small: `kernel_size` (=5x5) without padding needs at least 5x5"
    )
