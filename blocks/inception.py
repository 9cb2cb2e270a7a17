"""`InceptionBlock`: four branches side by side, joined by their channels."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

import keras

from .block import Block, BlockOptions, Run, chain
from .conv_unit import ConvUnit
from .pooling import pool_layers


@keras.saving.register_keras_serializable("convatlas")
class InceptionBlock(Block):
    """Inception module with dimension reductions (Szegedy et al., arXiv:1409.4842, figure 2b).

    `(N, H, W, C) -> (N, H, W, filters_1x1 + filters_3x3 + filters_5x5 + filters_pool_proj)`

    Args:
        filters_1x1: of the first branch.
        filters_3x3_reduce, filters_3x3: of the second branch, a 1x1 and a 3x3 convolution.
        filters_5x5_reduce, filters_5x5: of the third branch, a 1x1 and a 5x5 convolution.
        filters_pool_proj: of the fourth branch, a 3x3 max pooling and a 1x1 convolution.
        kernel_size_5x5: kernel of the third branch; 3 as torchvision's weights need it.
        dilation_rate: of the 3x3 and 5x5 convolutions and of the pooling.
        activation, normalization, order: of every convolution; see `ConvUnit`.

    Example:
        >>> from convatlas.blocks import InceptionBlock
        >>> InceptionBlock(64, 96, 128, 16, 32, 32).compute_output_shape((None, 28, 28, 192))
        (None, 28, 28, 256)
    """

    def __init__(
        self,
        filters_1x1: int,
        filters_3x3_reduce: int,
        filters_3x3: int,
        filters_5x5_reduce: int,
        filters_5x5: int,
        filters_pool_proj: int,
        *,
        kernel_size_5x5: Any = 5,
        dilation_rate: Any = 1,
        activation: Any = "relu",
        normalization: str | None = None,
        order: str = "conv norm act",
        **options: Unpack[BlockOptions],
    ) -> None:
        super().__init__(**options)
        unit: Any = partial(
            ConvUnit,
            activation=self.activation,
            normalization=self.normalization,
            order=self.order,
            use_bias=self.use_bias,
            **self.shared,
        )
        wide = partial(unit, dilation_rate=self.dilation_rate)
        self.branch_1x1 = [unit(filters_1x1, 1, name="conv_1x1")]
        self.branch_3x3 = [
            unit(filters_3x3_reduce, 1, name="conv_3x3_reduce"),
            wide(filters_3x3, 3, name="conv_3x3"),
        ]
        self.branch_5x5 = [
            unit(filters_5x5_reduce, 1, name="conv_5x5_reduce"),
            wide(filters_5x5, kernel_size_5x5, name="conv_5x5"),
        ]
        self.branch_pool = [*self._pooling(), unit(filters_pool_proj, 1, name="pool_proj")]
        self.concat = keras.layers.Concatenate(axis=self.channel_axis, dtype=self.dtype_policy, name="concat")

    def flow(self, x: Any, run: Run) -> Any:
        branches = (self.branch_1x1, self.branch_3x3, self.branch_5x5, self.branch_pool)
        return run(self.concat, *(chain(run, branch, x) for branch in branches))

    def _pooling(self) -> list[Any]:
        dilation = self.dilation_rate if self.dilation_rate != (1, 1) else None
        common = {"data_format": self.data_format, "dtype": self.dtype_policy}
        return pool_layers("max", (3, 3), (1, 1), padding="same", dilation_rate=dilation, **common)
