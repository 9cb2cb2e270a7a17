"""`Subsampling2D`: the pooling of LeNet-5, which learns."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from .arguments import strict
from .sizes import check_fits


@keras.saving.register_keras_serializable("convatlas")
class Subsampling2D(keras.layers.Layer):  # type: ignore[misc]
    """Sum of a window times a coefficient plus a bias, both learnt for each map, `(N, H, W, C) -> (N, H/p, W/p, C)`.

    Args:
        pool_size: height and width of the window, and its strides (LeCun et al., 1998, section II.B).
        activation: a Keras activation or None.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import Subsampling2D
        >>> Subsampling2D(2).compute_output_shape((None, 28, 28, 6))
        (None, 14, 14, 6)
    """

    padding = "valid"

    def __init__(
        self, pool_size: Any = 2, *, activation: Any = None, data_format: str | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        owner = f"Subsampling2D {self.name!r}"
        self.pool_size = strict(owner, "pool_size", pool_size)
        self.activation = keras.activations.get(strict(owner, "activation", activation))
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())

    def build(self, input_shape: Any) -> None:
        shape = (input_shape[-1 if self.data_format == "channels_last" else 1],)
        area = self.pool_size[0] * self.pool_size[1]
        self.coefficient = self.add_weight(shape, keras.initializers.Constant(1 / area), name="coefficient")
        self.bias = self.add_weight(shape, "zeros", name="bias")

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        check_fits(self.path or self.name, self, tuple(input_shape))
        shape = list(input_shape)
        for axis, side in enumerate(self.pool_size, start=1 if self.data_format == "channels_last" else 2):
            shape[axis] = None if shape[axis] is None else shape[axis] // side
        return tuple(shape)

    def call(self, inputs: Any) -> Any:
        check_fits(self.path, self, inputs.shape)
        area = self.pool_size[0] * self.pool_size[1]
        sums = area * ops.average_pool(inputs, self.pool_size, self.pool_size, "valid", self.data_format)
        return self.activation(sums * self._of_maps(self.coefficient) + self._of_maps(self.bias))

    def _of_maps(self, weight: Any) -> Any:
        weight = ops.cast(weight, self.compute_dtype)
        return weight if self.data_format == "channels_last" else ops.reshape(weight, (-1, 1, 1))

    def get_config(self) -> dict[str, Any]:
        return dict(super().get_config()) | {
            "pool_size": self.pool_size,
            "activation": keras.activations.serialize(self.activation),
            "data_format": self.data_format,
        }
