"""`AtrousPooling2D`: a pooling that does without its strides."""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import Any

import keras
from keras import ops

from .arguments import strict


@keras.saving.register_keras_serializable("convatlas")
class AtrousPooling2D(keras.layers.Layer):  # type: ignore[misc]
    """Pooling at every pixel, the pixels of a window `dilation_rate` apart; shapes stay (arXiv:1606.00915).

    Every `strides`-th of its values is what the pooling with these strides gives.

    Args:
        pool: "max" or "average".
        pool_size, dilation_rate: a whole number or (height, width).
        centred: the window lies around its pixel, else it begins there.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import AtrousPooling2D
        >>> AtrousPooling2D("max", 2, dilation_rate=2).compute_output_shape((None, 28, 28, 512))
        (None, 28, 28, 512)
    """

    def __init__(
        self,
        pool: str,
        pool_size: Any,
        dilation_rate: Any = 1,
        *,
        centred: bool = False,
        data_format: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        owner = f"AtrousPooling2D {self.name!r}"
        self.pool = strict(owner, "pool", pool)
        self.pool_size = strict(owner, "pool_size", pool_size)
        self.dilation_rate = strict(owner, "dilation_rate", dilation_rate)
        self.centred = strict(owner, "centred", centred)
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        return tuple(input_shape)

    def call(self, inputs: Any) -> Any:
        first = 1 if self.data_format == "channels_last" else 2
        pads = [(0, 0)] * 4
        for axis, (window, step) in enumerate(zip(self.pool_size, self.dilation_rate, strict=True), start=first):
            before = step * ((window - 1) // 2) if self.centred else 0
            pads[axis] = (before, step * (window - 1) - before)
        padded = ops.pad(inputs, pads, constant_values=float("-inf") if self.pool == "max" else 0.0)
        pixels = [self._moved(padded, inputs, offset) for offset in product(*map(range, self.pool_size))]
        return reduce(ops.maximum, pixels) if self.pool == "max" else sum(pixels) / len(pixels)

    def get_config(self) -> dict[str, Any]:
        names = ("pool", "pool_size", "dilation_rate", "centred", "data_format")
        return dict(super().get_config()) | {name: getattr(self, name) for name in names}

    def _moved(self, padded: Any, inputs: Any, offset: tuple[int, ...]) -> Any:
        """The part of `padded` that lies under the window's pixel `offset`, as large as `inputs`."""
        last = self.data_format == "channels_last"
        height, width = ops.shape(inputs)[1:3] if last else ops.shape(inputs)[2:4]
        top, left = (n * step for n, step in zip(offset, self.dilation_rate, strict=True))
        rows, columns = slice(top, top + height), slice(left, left + width)
        return padded[:, rows, columns] if last else padded[:, :, rows, columns]
