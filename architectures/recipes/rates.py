"""Optimizers whose rate differs by layer: what a network has learnt already changes slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

KINDS = ("SGD", "Adam", "AdamW", "Nadam", "RMSprop", "Adamax")


def by_layer(optimizer: Any, factors: Mapping[str, float]) -> Any:
    """The same optimizer, with its rate multiplied in every layer of `factors`, by the layer's name.

    Raises:
        ValueError: it is of a kind for which there is none.
    """
    kind = type(optimizer).__name__
    if kind not in CLASSES:
        raise ValueError(f"`rate_decay` is for the optimizers {', '.join(KINDS)}, not {kind}")
    return CLASSES[kind].from_config(optimizer.get_config() | {"factors": dict(factors)})


def _class_of(kind: str) -> Any:
    parent = getattr(keras.optimizers, kind)

    class ByLayer(parent):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, factors: Mapping[str, float] | None = None, **options: Any) -> None:
            super().__init__(*args, **options)
            self.factors = dict(factors or {})

        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            known = self._trainable_variables[self._get_variable_index(variable)]  # backends hand in their own kind
            factor = self.factors.get(known.path.partition("/")[0], 1.0)
            super().update_step(gradient, variable, learning_rate * factor)

        def get_config(self) -> dict[str, Any]:
            return dict(super().get_config()) | {"factors": dict(self.factors)}

    ByLayer.__name__ = ByLayer.__qualname__ = f"{kind}ByLayer"
    return keras.saving.register_keras_serializable("convatlas")(ByLayer)


CLASSES = {kind: _class_of(kind) for kind in KINDS}
