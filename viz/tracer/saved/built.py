"""Build layers by the weights that a file holds for them, where what they take is not known."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from .stored import Weight

NORMS = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization")
BEFORE_LAST, LAST = -2, -1  # axis of the kernel along which the channels that a layer takes stand
KERNELS = {
    **dict.fromkeys(("Dense", "LSTM", "GRU", "SimpleRNN"), BEFORE_LAST),
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D"), BEFORE_LAST),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), BEFORE_LAST),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), LAST),
}


def build_by(layer: Any, weights: Sequence[Weight]) -> None:
    """Build a layer of Keras' by the shapes of its weights; it takes any number of places then."""
    shape = _taken(layer, [weight.shape for weight in weights])
    if shape and not layer.built:
        with suppress(Exception):  # weights of something else: what follows from shapes decides then
            layer.build(shape)
            layer.input_spec = None


def _taken(layer: Any, shapes: Sequence[tuple[int, ...]]) -> tuple[int | None, ...] | None:
    """The shape of what a layer takes, as far as its weights tell."""
    kind = type(layer).__name__
    if kind in NORMS and shapes:
        axis = layer.axis[0] if isinstance(layer.axis, (list, tuple)) else layer.axis
        return _with_channels(max(2, axis + 1), axis, shapes[0][-1] if shapes[0] else None)
    kernel = next((shape for shape in shapes if len(shape) > 1), None)
    if kernel is None or kind not in KERNELS:
        return None
    rank = 3 if kind in ("LSTM", "GRU", "SimpleRNN") else len(kernel)
    first = getattr(layer, "data_format", None) == "channels_first"
    return _with_channels(rank, 1 if first else -1, kernel[KERNELS[kind]] * getattr(layer, "groups", 1))


def _with_channels(rank: int, axis: int, channels: int | None) -> tuple[int | None, ...]:
    shape: list[int | None] = [None] * rank
    shape[axis] = channels
    return tuple(shape)
