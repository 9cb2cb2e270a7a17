"""Pooling as Keras, PyTorch and Caffe pad and round it."""

from __future__ import annotations

from typing import Any, Unpack

import keras
from keras import ops

from .arguments import strict
from .atrous import AtrousPooling2D
from .block import Block, BlockOptions, Run, chain
from .sizes import NO_PADDING, Pair, symmetric


def _padded(shape: Any, padding: tuple[Pair, Pair], data_format: str) -> tuple[int | None, ...]:
    first = 1 if data_format == "channels_last" else 2
    sizes = list(shape)
    for axis, pads in enumerate(padding, start=first):
        sizes[axis] = None if sizes[axis] is None else sizes[axis] + sum(pads)
    return tuple(sizes)


def _pad(x: Any, padding: tuple[Pair, Pair], data_format: str, value: float = 0.0) -> Any:
    width = [(0, 0), *padding, (0, 0)] if data_format == "channels_last" else [(0, 0), (0, 0), *padding]
    return ops.pad(x, width, constant_values=value)


@keras.saving.register_keras_serializable("convatlas")
class LowestPadding2D(keras.layers.Layer):  # type: ignore[misc]
    """Padding by minus infinity, which a maximum never picks.

    `(N, H, W, C) -> (N, H + top + bottom, W + left + right, C)`

    Args:
        padding: ((top, bottom), (left, right)) in pixels.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import LowestPadding2D
        >>> LowestPadding2D(((0, 1), (0, 1))).compute_output_shape((None, 112, 112, 64))
        (None, 113, 113, 64)
    """

    def __init__(self, padding: Any, *, data_format: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        owner = f"LowestPadding2D {self.name!r}"
        try:
            (top, bottom), (left, right) = padding
        except (TypeError, ValueError):
            raise ValueError(
                f"{owner}: `padding` (={padding!r}) must be ((top, bottom), (left, right)) in pixels"
            ) from None
        self.padding = ((int(top), int(bottom)), (int(left), int(right)))
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        return _padded(input_shape, self.padding, self.data_format)

    def call(self, inputs: Any) -> Any:
        return _pad(inputs, self.padding, self.data_format, float("-inf"))

    def get_config(self) -> dict[str, Any]:
        return dict(super().get_config()) | {"padding": self.padding, "data_format": self.data_format}


@keras.saving.register_keras_serializable("convatlas")
class CeilAveragePooling2D(keras.layers.AveragePooling2D):  # type: ignore[misc]
    """Average pooling that rounds sizes up as Caffe does; windows over the edge average the pixels they have.

    Example:
        >>> from convatlas.blocks import CeilAveragePooling2D
        >>> CeilAveragePooling2D(3, 2).compute_output_shape((None, 112, 112, 64))
        (None, 56, 56, 64)
    """

    def __init__(self, pool_size: Any, strides: Any = None, **options: Any) -> None:
        super().__init__(pool_size, strides, **({"padding": "valid"} | options))
        self.overhang = ceil_padding(self.pool_size, self.strides)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return super().compute_output_shape(_padded(input_shape, self.overhang, self.data_format))

    def call(self, inputs: Any) -> Any:
        padded = super().call(_pad(inputs, self.overhang, self.data_format))
        covered = super().call(_pad(ops.ones_like(inputs), self.overhang, self.data_format))
        return padded / covered


def ceil_padding(window: Pair, strides: Pair) -> tuple[Pair, Pair]:
    """Padding at the bottom and right with which rounding down gives the size that Caffe rounds up."""
    bottom, right = (min(w, s) - 1 for w, s in zip(window, strides, strict=True))
    return (0, bottom), (0, right)


def pool_layers(
    pool: str, window: Pair, strides: Pair, *, padding: str, dilation_rate: Pair | None = None, **common: Any
) -> list[Any]:
    """The layers of a pooling, a padding before it where Keras cannot pad so; `common` goes to each of them."""
    if dilation_rate:
        centred = padding == "torch" or strides == (1, 1)
        return [AtrousPooling2D(pool, window, dilation_rate, centred=centred, **common, name="pool")]
    if pool == "average" and padding == "ceil":
        return [CeilAveragePooling2D(window, strides, **common, name="pool")]
    pads = {"torch": symmetric(window), "ceil": ceil_padding(window, strides)}.get(padding, NO_PADDING)
    padding_layer, pool_layer = LAYERS[pool]
    before = [] if pads == NO_PADDING else [padding_layer(pads, **common, name="pool_pad")]
    keras_padding = "same" if padding == "same" else "valid"
    return [*before, pool_layer(window, strides, padding=keras_padding, **common, name="pool")]


LAYERS = {
    "max": (LowestPadding2D, keras.layers.MaxPooling2D),
    "average": (keras.layers.ZeroPadding2D, keras.layers.AveragePooling2D),
}


@keras.saving.register_keras_serializable("convatlas")
class Pool(Block):
    """Max or average pooling, `(N, H, W, C) -> (N, H/pool_strides, W/pool_strides, C)`.

    Args:
        pool: "max" or "average".
        pool_size, pool_strides: a whole number or (height, width); strides are the size where None.
        padding: "valid" and "same" as Keras, "torch" for half of the window on every side, "ceil" as Caffe rounds up.
        pool_dilation_rate: in place of strides; see `AtrousPooling2D`.

    Example:
        >>> from convatlas.blocks import Pool
        >>> [Pool("max", 3, 2, padding=p).compute_output_shape((None, 113, 113, 8))[1] for p in ("valid", "ceil")]
        [56, 56]
        >>> [Pool("max", 3, 2, padding=p).compute_output_shape((None, 112, 112, 8))[1] for p in ("valid", "ceil")]
        [55, 56]
    """

    def __init__(
        self,
        pool: str = "max",
        pool_size: Any = 2,
        pool_strides: Any = None,
        *,
        padding: str = "valid",
        pool_dilation_rate: Any = None,
        **options: Unpack[BlockOptions],
    ) -> None:
        super().__init__(**options)
        if self.pool is None:
            raise ValueError(f"Pool {self.name!r}: `pool` (=None) must be one of 'max', 'average'")
        self.parts = pool_layers(
            self.pool,
            self.pool_size,
            self.pool_strides or self.pool_size,
            padding=self.padding,
            dilation_rate=self.pool_dilation_rate,
            data_format=self.data_format,
            dtype=self.dtype_policy,
        )

    def flow(self, x: Any, run: Run) -> Any:
        return chain(run, self.parts, x)
