"""Facts of one layer or operation as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import keras

from ..graph import TensorSpec, is_counted, snake
from .internals import is_own, is_own_layer, public_module

LONGEST = 200  # characters of a note or a kind
CLONED = re.compile(r"keras_tensor(_\d+)?CLONE")  # how Keras calls an input that it puts before an inner tensor
DEEPEST = 3  # lists in lists in which the layers of a layer are looked for


def spec_of(tensor: Any) -> TensorSpec:
    """Shape and dtype of a Keras tensor."""
    return TensorSpec(tuple(tensor.shape), keras.backend.standardize_dtype(tensor.dtype))


def module_of(operation: Any) -> str:
    """Where the class of an operation is from, as one would import it: `keras.layers`, `keras.ops`, `my.models`."""
    module = str(type(operation).__module__)
    if is_own(module):
        return public_module(type(operation))
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "convatlas" else module


def is_layer(value: Any) -> bool:
    """Whether `value` is a Keras layer or model."""
    return isinstance(value, keras.layers.Layer)


def is_leaf(operation: Any) -> bool:
    """Whether there is nothing to see inside: operations, and Keras' own layers but for those of its models."""
    if isinstance(operation, keras.Model):
        return False
    if not is_layer(operation):
        return True
    return is_own_layer(type(operation).call.__module__)


def kinds_of(operation: Any) -> list[str]:
    """Names of the class and of its parent classes."""
    return [cls.__name__ for cls in type(operation).__mro__]


def count(variables: Iterable[Any], *, trainable: bool) -> int:
    """Elements of the variables that are, or are not, trainable."""
    return sum(prod(v.shape) for v in variables if bool(v.trainable) is trainable)


def own_name(operation: Any) -> str:
    """The name of a layer, "" where it may be one that Keras counted up: that tells how many came before, no more."""
    named = is_layer(operation) or getattr(operation, "keeps_name", False)
    if not named or is_counted(operation.name, type(operation).__name__):
        return ""
    return "" if CLONED.fullmatch(operation.name) else str(operation.name)


def title_of(layer: Any) -> str:
    """What a layer is called by itself."""
    return own_name(layer) or snake(type(layer).__name__)


def attribute_names(owner: Any) -> dict[int, str]:
    """The names under which a layer holds its layers, by their ids: `conv1`, and `blocks_0` for one in a list."""
    found: dict[int, str] = {}
    held = vars(owner) | (vars(owner).get("_modules") or {})  # PyTorch keeps layers apart from other attributes
    waiting = [(name, value, DEEPEST) for name, value in reversed(held.items()) if not name.startswith("_")]
    while waiting:
        name, value, depth = waiting.pop()
        if is_layer(value):
            found.setdefault(id(value), name)
        elif isinstance(value, (list, tuple, Mapping)) and depth:
            parts = value.items() if isinstance(value, Mapping) else enumerate(value)
            waiting += [(f"{name}_{key}", part, depth - 1) for key, part in reversed([*parts]) if _may_hold(part)]
    return found


def _may_hold(value: Any) -> bool:
    return is_layer(value) or isinstance(value, (list, tuple, Mapping))
