"""`VGGStage`: a stack of small convolutions and a pooling."""

from __future__ import annotations

from typing import Any, Unpack

import keras

from .block import BlockOptions
from .conv_pool import ConvPoolBlock


@keras.saving.register_keras_serializable("convatlas")
class VGGStage(ConvPoolBlock):
    """Stage of VGG (Simonyan and Zisserman, arXiv:1409.1556), `(N, H, W, C) -> (N, H/2, W/2, filters)`.

    Args:
        filters: channels of every convolution.
        convs: number of convolutions.
        kernel_size: of every convolution; `last_kernel_size=1` gives the stages of configuration C.
        activation, normalization, pool and the others: as in `ConvPoolBlock`.

    Example:
        >>> from convatlas.blocks import VGGStage
        >>> VGGStage(64, 2).compute_output_shape((None, 224, 224, 3))
        (None, 112, 112, 64)
    """

    def __init__(
        self,
        filters: int,
        convs: int,
        *,
        kernel_size: Any = 3,
        last_kernel_size: Any = None,
        padding: str = "same",
        dilation_rate: Any = 1,
        activation: Any = "relu",
        normalization: str | None = None,
        pool: str | None = "max",
        pool_size: Any = 2,
        pool_strides: Any = None,
        pool_padding: str | None = None,
        pool_dilation_rate: Any = None,
        order: str = "conv norm act",
        **options: Unpack[BlockOptions],
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            convs=convs,
            last_kernel_size=last_kernel_size,
            padding=padding,
            dilation_rate=dilation_rate,
            activation=activation,
            normalization=normalization,
            pool=pool,
            pool_size=pool_size,
            pool_strides=pool_strides,
            pool_padding=pool_padding,
            pool_dilation_rate=pool_dilation_rate,
            order=order,
            **options,
        )
