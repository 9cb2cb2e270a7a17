"""`ConnectedConv2D`: a convolution whose maps read some of the maps before them, as C3 of LeNet-5."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from .arguments import strict
from .sizes import check_fits


@keras.saving.register_keras_serializable("convatlas")
class ConnectedConv2D(keras.layers.Layer):  # type: ignore[misc]
    """Convolution without padding over a table of connections, `(N, H, W, C) -> (N, H-k+1, W-k+1, len(table))`.

    One window of weights for every connection, one bias for every map (LeCun et al., 1998, table I).

    Args:
        table: for every map of the output the numbers, from 0, of the input's maps that it reads.
        kernel_size: a whole number or (height, width).
        activation: a Keras activation or None.
        kernel_initializer, kernel_regularizer: of the windows.
        data_format: "channels_last" or "channels_first".

    Example:
        >>> from convatlas.blocks import ConnectedConv2D
        >>> conv = ConnectedConv2D([[0, 1], [1, 2], [0, 1, 2]], 5)
        >>> conv.build((None, 14, 14, 3))
        >>> conv.count_params()
        178
    """

    padding = "valid"

    def __init__(
        self,
        table: Any,
        kernel_size: Any,
        *,
        activation: Any = None,
        kernel_initializer: Any = "glorot_uniform",
        kernel_regularizer: Any = None,
        data_format: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        owner = f"ConnectedConv2D {self.name!r}"
        self.table = strict(owner, "table", table)
        self.kernel_size = strict(owner, "kernel_size", kernel_size)
        self.activation = keras.activations.get(strict(owner, "activation", activation))
        self.kernel_initializer = keras.initializers.get(strict(owner, "kernel_initializer", kernel_initializer))
        self.kernel_regularizer = keras.regularizers.get(strict(owner, "kernel_regularizer", kernel_regularizer))
        self.data_format = strict(owner, "data_format", data_format or keras.config.image_data_format())

    def build(self, input_shape: Any) -> None:
        channels = input_shape[-1 if self.data_format == "channels_last" else 1]
        if max(map(max, self.table)) >= channels:
            raise ValueError(
                f"{self.path}: `table` reads the map {max(map(max, self.table))}, counted from 0, "
                f"of an input with {channels} channels"
            )
        connections = [(source, target) for target, sources in enumerate(self.table) for source in sources]
        places = np.zeros((len(connections), channels, len(self.table)), "float32")
        for number, (source, target) in enumerate(connections):
            places[number, source, target] = 1
        self._places = places.reshape(len(connections), -1)
        self.kernel = self.add_weight(
            (*self.kernel_size, len(connections)),
            self.kernel_initializer,
            name="kernel",
            regularizer=self.kernel_regularizer,
        )
        self.bias = self.add_weight((len(self.table),), "zeros", name="bias")

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        check_fits(self.path or self.name, self, tuple(input_shape))
        shape = list(input_shape)
        last = self.data_format == "channels_last"
        for axis, side in enumerate(self.kernel_size, start=1 if last else 2):
            shape[axis] = None if shape[axis] is None else shape[axis] - side + 1
        shape[-1 if last else 1] = len(self.table)
        return tuple(shape)

    def call(self, inputs: Any) -> Any:
        check_fits(self.path, self, inputs.shape)
        channels = inputs.shape[-1 if self.data_format == "channels_last" else 1]
        spread = ops.matmul(self.kernel, ops.convert_to_tensor(self._places, dtype=self.compute_dtype))
        kernel = ops.reshape(spread, (*self.kernel_size, channels, len(self.table)))
        x = ops.conv(inputs, kernel, padding="valid", data_format=self.data_format)
        bias = self.bias if self.data_format == "channels_last" else ops.reshape(self.bias, (-1, 1, 1))
        return self.activation(x + ops.cast(bias, x.dtype))

    def get_config(self) -> dict[str, Any]:
        own = {
            "table": [list(sources) for sources in self.table],
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
            "data_format": self.data_format,
        }
        return dict(super().get_config()) | own
