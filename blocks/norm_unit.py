"""`NormUnit`: a normalization and an activation, as pre-activated networks have them before their head."""

from __future__ import annotations

from typing import Any, Unpack

import keras

from .block import Block, BlockOptions, Run, chain
from .steps import activating, normalizing


@keras.saving.register_keras_serializable("convatlas")
class NormUnit(Block):
    """Normalization and activation; shapes stay (He et al., arXiv:1603.05027).

    Args:
        normalization: "batch", "group", "layer" or None.
        activation: a Keras activation or None.

    Example:
        >>> from convatlas.blocks import NormUnit
        >>> NormUnit().compute_output_shape((None, 7, 7, 512))
        (None, 7, 7, 512)
    """

    def __init__(
        self, *, normalization: str | None = "batch", activation: Any = "relu", **options: Unpack[BlockOptions]
    ) -> None:
        super().__init__(**options)
        self.parts = [*normalizing(self), *activating(self)]

    def flow(self, x: Any, run: Run) -> Any:
        return chain(run, self.parts, x)
