"""`LocalResponseNormalization`: channels held down by their neighbours."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from .arguments import strict


@keras.saving.register_keras_serializable("convatlas")
class LocalResponseNormalization(keras.layers.Layer):  # type: ignore[misc]
    """`x / (k + alpha / size * sum of squares over size channels) ** beta`, as Caffe and PyTorch count; shapes stay.

    TensorFlow does not divide `alpha` by `size`: give `size` times as much to match it.

    Args:
        size: channels of the window, the own one in the middle.
        alpha, beta, k: as in the formula (Krizhevsky et al., 2012, section 3.3).
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import LocalResponseNormalization
        >>> LocalResponseNormalization(5).compute_output_shape((None, 56, 56, 64))
        (None, 56, 56, 64)
    """

    def __init__(
        self,
        size: int = 5,
        *,
        alpha: float = 1e-4,
        beta: float = 0.75,
        k: float = 1.0,
        data_format: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        owner = f"LocalResponseNormalization {self.name!r}"
        self.size = strict(owner, "size", size)
        self.alpha, self.beta, self.k = alpha, beta, k
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())
        self.channel_axis = 3 if self.data_format == "channels_last" else 1

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        return tuple(input_shape)

    def call(self, inputs: Any) -> Any:
        pads = [(0, 0)] * 4
        pads[self.channel_axis] = ((self.size - 1) // 2, self.size // 2)
        squares = ops.pad(ops.square(inputs), pads)
        channels = inputs.shape[self.channel_axis]
        windows = [self._channels(squares, first, channels) for first in range(self.size)]
        return inputs * ops.power(self.k + self.alpha / self.size * sum(windows), -self.beta)

    def get_config(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("size", "alpha", "beta", "k", "data_format")}
        return dict(super().get_config()) | own

    def _channels(self, x: Any, first: int, number: int) -> Any:
        last = first + number
        return x[..., first:last] if self.channel_axis == 3 else x[:, first:last]
