"""Normalization and activation as the arguments of a block ask for them."""

from __future__ import annotations

import math
from typing import Any

import keras


@keras.saving.register_keras_serializable("convatlas")
class GroupNormalization(keras.layers.GroupNormalization):  # type: ignore[misc]
    """Keras' group normalization with as many of `groups` groups as divide the channels alike; shapes stay.

    Example:
        >>> from convatlas.blocks import GroupNormalization
        >>> norm = GroupNormalization(32)
        >>> norm.build((None, 8, 8, 48))
        >>> norm.groups
        16
    """

    def build(self, input_shape: Any) -> None:
        self.groups: int = math.gcd(self.groups, input_shape[self.axis])
        super().build(input_shape)


def normalizing(block: Any, name: str = "norm") -> list[Any]:
    """The normalization layer that the arguments of `block` ask for, or none."""
    options = {"axis": block.channel_axis, "epsilon": block.norm_epsilon, "dtype": block.dtype_policy, "name": name}
    if block.normalization is None:
        return []
    if block.normalization == "batch":
        return [keras.layers.BatchNormalization(momentum=block.norm_momentum, **options)]
    if block.normalization == "group":
        return [GroupNormalization(block.norm_groups, **options)]
    return [keras.layers.LayerNormalization(**options)]


def activating(block: Any, name: str = "act") -> list[Any]:
    """The activation layer that the arguments of `block` ask for, or none."""
    if block.activation is None:
        return []
    if isinstance(block.activation, dict):
        return [_activation_layer(block, name)]
    return [keras.layers.Activation(block.activation, dtype=block.dtype_policy, name=name)]


def _activation_layer(block: Any, name: str) -> Any:
    """A layer of its own, as its config says, such as PReLU, which learns."""
    layer = keras.saving.deserialize_keras_object(block.activation)
    own = {"name": name, "dtype": block.dtype_policy, "trainable": layer.trainable}
    return type(layer).from_config(layer.get_config() | own)
