"""`SqueezeExcite`: weigh channels by what the whole image holds."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

import keras

from .block import Block, BlockOptions, Run, chain
from .conv_unit import ConvUnit


@keras.saving.register_keras_serializable("convatlas")
class SqueezeExcite(Block):
    """Squeeze and excitation (Hu et al., arXiv:1709.01507); shapes stay.

    Args:
        reduction: channels of the input for one channel of the bottleneck.
        activation: of the bottleneck.

    Example:
        >>> from convatlas.blocks import SqueezeExcite
        >>> SqueezeExcite(16).compute_output_shape((None, 7, 7, 512))
        (None, 7, 7, 512)
    """

    def __init__(self, reduction: int = 16, *, activation: Any = "relu", **options: Unpack[BlockOptions]) -> None:
        super().__init__(**options)
        self.squeeze = keras.layers.GlobalAveragePooling2D(
            data_format=self.data_format, keepdims=True, dtype=self.dtype_policy, name="squeeze"
        )
        self.scale = keras.layers.Multiply(dtype=self.dtype_policy, name="scale")

    def prepare(self, channels: int) -> None:
        unit: Any = partial(ConvUnit, kernel_size=1, **self.shared)
        self.excite = [
            unit(max(1, channels // self.reduction), activation=self.activation, name="reduce"),
            unit(channels, activation="sigmoid", name="expand"),
        ]

    def flow(self, x: Any, run: Run) -> Any:
        return run(self.scale, x, chain(run, [self.squeeze, *self.excite], x))
