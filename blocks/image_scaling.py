"""`ImageScaling`: pixels from 0 to 255 as a network wants them."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from .arguments import strict


@keras.saving.register_keras_serializable("convatlas")
class ImageScaling(keras.layers.Layer):  # type: ignore[misc]
    """`(pixels * scale - mean) / deviation` for every channel; shapes stay.

    Args:
        scale: factor of the pixels.
        mean, deviation: one number for all channels, or one for each in the order of the output.
        reverse: whether RGB becomes BGR first.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from keras import ops
        >>> from convatlas.blocks import ImageScaling
        >>> white = 255 * ops.ones((1, 2, 2, 3))
        >>> float(ImageScaling(1 / 127.5, mean=1.0)(white)[0, 0, 0, 0])
        1.0
    """

    def __init__(
        self,
        scale: float = 1 / 255,
        *,
        mean: Any = 0.0,
        deviation: Any = 1.0,
        reverse: bool = False,
        data_format: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        owner = f"ImageScaling {self.name!r}"
        self.scale = scale
        self.mean = strict(owner, "mean", mean)
        self.deviation = strict(owner, "deviation", deviation)
        self.reverse = strict(owner, "reverse", reverse)
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())
        self.channel_axis = 3 if self.data_format == "channels_last" else 1

    def build(self, input_shape: Any) -> None:
        channels = input_shape[self.channel_axis]
        for argument in ("mean", "deviation"):
            given = len(getattr(self, argument))
            if given not in (1, channels):
                raise ValueError(
                    f"{self.path}: `{argument}` has {given} numbers; it must have one, "
                    f"or one for each of the input's channels (={channels})"
                )

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        return tuple(input_shape)

    def call(self, inputs: Any) -> Any:
        pixels = ops.cast(inputs, self.compute_dtype)
        ordered = ops.flip(pixels, axis=self.channel_axis) if self.reverse else pixels
        return (ordered * self.scale - self._of_channels(self.mean)) / self._of_channels(self.deviation)

    def get_config(self) -> dict[str, Any]:
        names = ("scale", "mean", "deviation", "reverse", "data_format")
        return dict(super().get_config()) | {name: getattr(self, name) for name in names}

    def _of_channels(self, numbers: tuple[float, ...]) -> Any:
        values = ops.convert_to_tensor(numbers, dtype=self.compute_dtype)
        return values if self.channel_axis == 3 else ops.reshape(values, (-1, 1, 1))
