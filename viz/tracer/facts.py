"""Facts of one layer or operation as plain values."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import keras
from keras import tree

from ..graph import TensorSpec, is_counted, snake, written
from .internals import is_own, is_own_layer, public_module

LONGEST = 200  # characters of a setting's text
CLONED = re.compile(r"keras_tensor(_\d+)?CLONE")  # how Keras calls an input that it puts before an inner tensor
DEEPEST = 3  # lists in lists in which the layers of a layer are looked for
SKIPPED = {
    "name",
    "batch_shape",
    "trainable",
    "dtype",
    "build_config",
    "layers",
    "input_layers",
    "output_layers",
    "layer",
    "cell",
}
SKIPPED_ENDINGS = ("_initializer", "_regularizer", "_constraint", "seed")


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


def settings_of(operation: Any) -> tuple[tuple[str, str], ...]:
    """What the operation was configured with, as pairs of text; nothing where it does not tell."""
    if isinstance(operation, keras.Model):
        return ()
    try:
        config = operation.get_config()
    except Exception:  # a user's get_config may fail in any way, and tells nothing then
        return ()
    found = ((str(key), _text(value)) for key, value in config.items() if _wanted(str(key)))
    return tuple((key, text) for key, text in found if text)


def arguments_of(operation: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a call was given beside tensors and its own defaults, as pairs of text by the names that `call` has."""
    parameters = _parameters(operation)
    names = [name for name, parameter in parameters.items() if parameter.kind != parameter.VAR_POSITIONAL]
    places = (*names[: len(args)], *map(str, range(len(names), len(args))))
    found = {**dict(zip(places, args, strict=False)), **kwargs}
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    return tuple((str(k), written(v)) for k, v in found.items() if _is_told(v) and not _is(v, defaults.get(k)))


def _parameters(operation: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(operation.call).parameters
    except (AttributeError, TypeError, ValueError):  # what stands for an operation of TensorFlow, or a user's object
        return {}


def _is_told(value: Any) -> bool:
    """Whether there is more to a value than tensors of the model and nothing."""
    return any(not (part is None or isinstance(part, keras.KerasTensor)) for part in tree.flatten(value))


def _is(value: Any, default: Any) -> bool:
    return isinstance(value, (bool, int, float, str)) and type(value) is type(default) and value == default


def _wanted(key: str) -> bool:
    return key not in SKIPPED and not key.endswith(SKIPPED_ENDINGS)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        same = len(set(map(str, value))) == 1 and all(isinstance(v, int) for v in value)
        return _text(value[0]) if same and len(value) > 1 else "x".join(_text(v) or "?" for v in value)[:LONGEST]
    if isinstance(value, Mapping):
        return str(value.get("class_name", ""))[:LONGEST]
    return "" if value is None else str(value)[:LONGEST]


def count(variables: Iterable[Any], *, trainable: bool) -> int:
    """Elements of the variables that are, or are not, trainable."""
    return sum(prod(v.shape) for v in variables if bool(v.trainable) is trainable)


def own_name(operation: Any) -> str:
    """The name of a layer, "" where it may be one that Keras counted up: that tells how many came before, no more."""
    if not is_layer(operation) or is_counted(operation.name, type(operation).__name__):
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
