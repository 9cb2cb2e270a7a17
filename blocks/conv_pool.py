"""`ConvPoolBlock`: convolutions and a pooling, the pattern of LeNet."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

import keras

from .block import Block, BlockOptions, Run, chain
from .conv_unit import ConvUnit
from .pooling import pool_layers

POOL_PADDING = {"same": "valid", "valid": "valid", "torch": "torch", "ceil": "ceil"}


@keras.saving.register_keras_serializable("convatlas")
class ConvPoolBlock(Block):
    """Convolutions followed by a pooling, `(N, H, W, C) -> (N, H/pool, W/pool, filters)` (LeCun et al., 1998).

    Args:
        filters: channels of every convolution.
        kernel_size: of every convolution; `last_kernel_size` of the last one where it differs.
        convs: number of convolutions.
        strides: of the first convolution.
        padding: "same", "valid", "torch" or "ceil" for the convolutions; see `ConvUnit`.
        activation, normalization, order: of every convolution; see `ConvUnit`.
        pool: "max", "average" or None for no pooling.
        pool_size, pool_strides, pool_padding: of the pooling; `pool_padding` follows `padding` where None
            ("valid" for "same" and "valid").
        pool_dilation_rate: in place of the pooling's strides; see `AtrousPooling2D`.

    Example:
        >>> from convatlas.blocks import ConvPoolBlock
        >>> ConvPoolBlock(6, 5, padding="valid").compute_output_shape((None, 32, 32, 1))
        (None, 14, 14, 6)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        *,
        convs: int = 1,
        strides: Any = 1,
        padding: str = "same",
        activation: Any = "relu",
        normalization: str | None = None,
        pool: str | None = "max",
        pool_size: Any = 2,
        pool_strides: Any = None,
        pool_padding: str | None = None,
        pool_dilation_rate: Any = None,
        last_kernel_size: Any = None,
        dilation_rate: Any = 1,
        order: str = "conv norm act",
        **options: Unpack[BlockOptions],
    ) -> None:
        super().__init__(**options)
        unit: Any = partial(
            ConvUnit,
            self.filters,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
            order=self.order,
            activation=self.activation,
            normalization=self.normalization,
            use_bias=self.use_bias,
            **self.shared,
        )
        sizes = [self.kernel_size] * (self.convs - 1) + [self.last_kernel_size or self.kernel_size]
        strides_each = [self.strides] + [(1, 1)] * (self.convs - 1)
        self.convolutions = [
            unit(size, strides=step, name=f"conv{i}")
            for i, (size, step) in enumerate(zip(sizes, strides_each, strict=True), start=1)
        ]
        self.pooling = self._pooling() if self.pool else []

    def flow(self, x: Any, run: Run) -> Any:
        return chain(run, [*self.convolutions, *self.pooling], x)

    def _pooling(self) -> list[Any]:
        return pool_layers(
            self.pool,
            self.pool_size,
            self.pool_strides or self.pool_size,
            padding=self.pool_padding or POOL_PADDING[self.padding],
            dilation_rate=self.pool_dilation_rate,
            data_format=self.data_format,
            dtype=self.dtype_policy,
        )
