"""`ConvUnit`: a convolution with its normalization and activation, in the order wanted."""

from __future__ import annotations

from typing import Any, Unpack

import keras

from .arguments import refuse_remainder
from .block import Block, BlockOptions, Run, chain
from .sizes import NO_PADDING, Pair, is_odd, symmetric
from .steps import activating, normalizing


@keras.saving.register_keras_serializable("convatlas")
class ConvUnit(Block):
    """Convolution, normalization and activation, `(N, H, W, C) -> (N, H/strides, W/strides, filters)`.

    `order` gives the steps and their order: "conv norm act" (batch normalization's paper, arXiv:1502.03167),
    "conv act norm" (as the study notes write their residual network), "norm act conv" (pre-activation), or a part of
    it such as "conv norm". A step whose argument is None is left out.

    Args:
        filters: channels of the output.
        kernel_size, strides, dilation_rate: a whole number or (height, width).
        padding: "same" and "valid" as Keras pads; "torch" or "ceil" for half of the window on every side, as
            PyTorch and Caffe networks do ("ceil" differs from it for poolings alone).
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
        owner = f"{type(self).__name__} {self.name!r}"
        refuse_remainder(owner, ("groups", self.groups), ("`filters`", self.filters))
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner}: `strides` (={self.strides}) must be 1 where "
                f"`dilation_rate` (={self.dilation_rate}) is above 1"
            )
        steps: dict[str, Any] = {"conv": ConvUnit._convolution, "norm": normalizing, "act": activating}
        self.parts = [part for word in self.order.split() for part in steps[word](self)]

    def prepare(self, channels: int) -> None:
        refuse_remainder(self.path or self.name, ("groups", self.groups), ("the input's channels", channels))

    def flow(self, x: Any, run: Run) -> Any:
        return chain(run, self.parts, x)

    def _convolution(self) -> list[Any]:
        pads, keras_padding = self._padding()
        conv = keras.layers.Conv2D(
            self.filters,
            self.kernel_size,
            strides=self.strides,
            padding=keras_padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
            groups=self.groups,
            use_bias=self.use_bias,
            kernel_initializer=self.kernel_initializer,
            kernel_regularizer=self.kernel_regularizer,
            dtype=self.dtype_policy,
            name="conv",
        )
        if pads == NO_PADDING:
            return [conv]
        pad = keras.layers.ZeroPadding2D(pads, data_format=self.data_format, dtype=self.dtype_policy, name="pad")
        return [pad, conv]

    def _padding(self) -> tuple[tuple[Pair, Pair], str]:
        """The pixels to add before the convolution, and what Keras' convolution pads."""
        if self.padding in ("same", "valid"):
            return NO_PADDING, self.padding
        if self.strides == (1, 1) and is_odd(self.kernel_size):
            return NO_PADDING, "same"
        return symmetric(self.kernel_size, self.dilation_rate), "valid"
