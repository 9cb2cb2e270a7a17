"""`DropPath`: stochastic depth."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from .arguments import strict


@keras.saving.register_keras_serializable("convatlas")
class DropPath(keras.layers.Layer):  # type: ignore[misc]
    """Drop whole samples of a residual branch while training (Huang et al., arXiv:1603.09382); shapes stay.

    Args:
        rate: share of the samples set to zero; the others are divided by `1 - rate`.
        seed: of the random numbers.

    Example:
        >>> from keras import ops
        >>> from convatlas.blocks import DropPath
        >>> kept = DropPath(0.5, seed=1)(ops.ones((8, 2, 2, 4)), training=True)
        >>> sorted({float(sample) for sample in kept[:, 0, 0, 0]})
        [0.0, 2.0]
    """

    def __init__(self, rate: float, *, seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.rate = strict(f"DropPath {self.name!r}", "rate", rate)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        if not training or self.rate == 0:
            return inputs
        shape = (ops.shape(inputs)[0],) + (1,) * (len(inputs.shape) - 1)
        kept = keras.random.uniform(shape, seed=self.seed_generator) >= self.rate
        return inputs * ops.cast(kept, inputs.dtype) / (1 - self.rate)

    def get_config(self) -> dict[str, Any]:
        return dict(super().get_config()) | {"rate": self.rate, "seed": self.seed}
