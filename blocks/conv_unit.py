"""`ConvUnit`: a convolution with its normalization and activation, in the order wanted."""

from __future__ import annotations

from typing import Any, Unpack

import keras

from .block import Block, BlockOptions, Run, chain
from .sizes import symmetric


@keras.saving.register_keras_serializable("convatlas")
class ConvUnit(Block):
    """Convolution, normalization and activation, `(N, H, W, C) -> (N, H/strides, W/strides, filters)`.

    `order` gives the steps and their order: "conv norm act" (batch normalization's paper, arXiv:1502.03167),
    "conv act norm" (as the study notes write their residual network), "norm act conv" (pre-activation), or a part of
    it such as "conv norm". A step whose argument is None is left out.

    Args:
        filters: channels of the output.
        kernel_size, strides, dilation_rate: a whole number or (height, width).
        padding: "same" and "valid" as Keras pads, "torch" for half of the window on every side as PyTorch networks do.
        groups: convolution groups; both channel numbers must be multiples of it.
        activation: a Keras activation or None.
        normalization: "batch", "group", "layer" or None.

    Example:
        >>> from convatlas.blocks import ConvUnit
        >>> ConvUnit(16, 3, strides=2, normalization="batch").compute_output_shape((None, 33, 33, 3))
        (None, 17, 17, 16)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        *,
        strides: Any = 1,
        padding: str = "same",
        dilation_rate: Any = 1,
        groups: int = 1,
        order: str = "conv norm act",
        activation: Any = "relu",
        normalization: str | None = None,
        **options: Unpack[BlockOptions],
    ) -> None:
        super().__init__(**options)
        if self.filters % self.groups:
            raise ValueError(
                f"{type(self).__name__} {self.name!r}: `groups` (={groups}) must divide `filters` (={filters})"
            )
        steps = {"conv": self._convolution, "norm": self._normalization, "act": self._activation}
        self.parts = [part for word in self.order.split() for part in steps[word]()]

    def prepare(self, channels: int) -> None:
        if channels % self.groups:
            raise ValueError(
                f"{self.path or self.name}: `groups` (={self.groups}) must divide the input's channels (={channels})"
            )

    def flow(self, x: Any, run: Run) -> Any:
        return chain(run, self.parts, x)

    def _convolution(self) -> list[Any]:
        pads = symmetric(self.kernel_size, self.dilation_rate)
        explicit = self.padding in ("torch", "ceil") and (self.strides != (1, 1) or not _odd(self.kernel_size))
        explicit = explicit and pads != ((0, 0), (0, 0))
        conv = keras.layers.Conv2D(
            self.filters,
            self.kernel_size,
            strides=self.strides,
            padding="valid" if explicit or self.padding == "valid" else "same",
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
            groups=self.groups,
            use_bias=self.use_bias,
            kernel_initializer=self.kernel_initializer,
            kernel_regularizer=self.kernel_regularizer,
            dtype=self.dtype_policy,
            name="conv",
        )
        if not explicit:
            return [conv]
        pad = keras.layers.ZeroPadding2D(pads, data_format=self.data_format, dtype=self.dtype_policy, name="pad")
        return [pad, conv]

    def _normalization(self) -> list[Any]:
        if self.normalization is None:
            return []
        return [normalization(self)]

    def _activation(self) -> list[Any]:
        if self.activation is None:
            return []
        return [activation(self)]


def _odd(window: tuple[int, int]) -> bool:
    return window[0] % 2 == 1 and window[1] % 2 == 1


def normalization(block: Any, name: str = "norm") -> Any:
    """The normalization layer that the arguments of `block` ask for."""
    options = {"axis": block.channel_axis, "epsilon": block.norm_epsilon, "dtype": block.dtype_policy, "name": name}
    if block.normalization == "batch":
        return keras.layers.BatchNormalization(momentum=block.norm_momentum, **options)
    if block.normalization == "group":
        return keras.layers.GroupNormalization(block.norm_groups, **options)
    return keras.layers.LayerNormalization(**options)


def activation(block: Any, name: str = "act") -> Any:
    """The activation layer that the arguments of `block` ask for."""
    return keras.layers.Activation(block.activation, dtype=block.dtype_policy, name=name)
