"""Shortcuts of residual blocks that have no weights."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from .arguments import strict


@keras.saving.register_keras_serializable("convatlas")
class ChannelPadding(keras.layers.Layer):  # type: ignore[misc]
    """Every `strides`-th pixel, with zero channels added: option A of He et al., arXiv:1512.03385.

    `(N, H, W, C) -> (N, H/strides, W/strides, filters)`

    Args:
        filters: channels of the output, at least those of the input.
        strides: a whole number or (height, width).
        centred: add half of the zero channels before and half behind, else all of them behind.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import ChannelPadding
        >>> ChannelPadding(32, strides=2).compute_output_shape((None, 33, 33, 16))
        (None, 17, 17, 32)
    """

    def __init__(
        self,
        filters: int,
        strides: Any = 1,
        *,
        centred: bool = True,
        data_format: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        owner = f"ChannelPadding {self.name!r}"
        self.filters = strict(owner, "filters", filters)
        self.strides = strict(owner, "strides", strides)
        self.centred = strict(owner, "centred", centred)
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())
        self.channel_axis = 3 if self.data_format == "channels_last" else 1

    def build(self, input_shape: Any) -> None:
        channels = input_shape[self.channel_axis]
        if channels > self.filters:
            raise ValueError(
                f"{self.path}: `filters` (={self.filters}) must be at least the input's channels (={channels})"
            )

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        shape = list(input_shape)
        first = 1 if self.channel_axis == 3 else 2
        for axis, step in enumerate(self.strides, start=first):
            shape[axis] = None if shape[axis] is None else -(-shape[axis] // step)
        shape[self.channel_axis] = self.filters
        return tuple(shape)

    def call(self, inputs: Any) -> Any:
        added = self.filters - inputs.shape[self.channel_axis]
        before = added // 2 if self.centred else 0
        pads = [(0, 0)] * 4
        pads[self.channel_axis] = (before, added - before)
        down, across = self.strides
        last = self.channel_axis == 3
        return ops.pad(inputs[:, ::down, ::across] if last else inputs[:, :, ::down, ::across], pads)

    def get_config(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("filters", "strides", "centred", "data_format")}
        return dict(super().get_config()) | own
