"""What a layer or operation was configured with, and what its call was given beside tensors, as pairs of text."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
from keras import tree

from ..graph import bounded, code_sum, written
from .internals import BackendVariable, is_own

Pairs = tuple[tuple[str, str], ...]
CODE = "__lambda__"  # tells of the file that it was written in too
LONGEST = 200  # characters of a setting's text
SKIPPED = {
    "name",
    "batch_shape",
    "trainable",
    "dtype",
    "build_config",
    "layers",
    "input_layers",
    "output_layers",
}
SKIPPED_ENDINGS = ("_initializer", "seed")
LATER = {  # settings that versions of Keras added since 3.6, as they are where nobody asks for them: not told then
    "ragged": False,
    "optional": False,
    "renorm": False,
    "renorm_momentum": 0.99,
    "use_gate": False,
    "antialias": False,
    "oov_method": "floormod",
}


def settings_of(operation: Any) -> Pairs:
    """What the operation was configured with, as pairs of text; nothing where it does not tell."""
    if isinstance(operation, keras.Model):
        return ()
    try:
        config, functions = operation.get_config(), _functions(operation)
        named = {key: function.__name__ for key, function in functions.items() if key in config}
        named |= {key: CODE for key, name in named.items() if name == "<lambda>"}
        sums = ((f"{key}_code", code_sum(functions[key])) for key in named)
        return (*_pairs({**config, **named}), *sums)
    except Exception:  # a user's get_config may fail in any way, and tells nothing then
        return ()


def _functions(operation: Any) -> dict[str, types.FunctionType]:
    """The functions that a user gave to an operation, by the names under which it holds them."""
    held = vars(operation).items()
    return {key: value for key, value in held if isinstance(value, types.FunctionType) and not is_own(value.__module__)}


def _pairs(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    wanted = ((str(key), value) for key, value in config.items())
    found = ((key, _text(value)) for key, value in wanted if _tells(key, value))
    return ((key, text) for key, text in found if text)


def _tells(key: str, value: Any) -> bool:
    return not (key in SKIPPED or key.endswith(SKIPPED_ENDINGS) or (key in LATER and value == LATER[key]))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return bounded(_listed(value), LONGEST)
    if isinstance(value, Mapping):
        return bounded(_object(value) if "class_name" in value else written(value), LONGEST)
    return "" if value is None else bounded(str(value), LONGEST)


def _listed(value: Sequence[Any]) -> str:
    """Sizes as `3x1`, and as one where they are the same; lists of lists that are none as Python writes them."""
    if len(set(map(str, value))) == 1 < len(value) and all(isinstance(part, int) for part in value):
        return _text(value[0])
    parts = [_text(part) or "?" for part in value]
    several = any("x" in text for part, text in zip(value, parts, strict=True) if isinstance(part, (list, tuple)))
    return written(value) if several else "x".join(parts)


def _object(record: Mapping[str, Any]) -> str:
    """An object that a layer holds by its class and settings, `L2(l2=0.01)`; of Python code that it is such."""
    config = record.get("config") if record["class_name"] != CODE else None
    if record["class_name"] == "function":
        return str(config)
    inner = ", ".join(f"{key}={text}" for key, text in _pairs(config)) if isinstance(config, Mapping) else ""
    return f"{record['class_name']}({inner})" if inner else str(record["class_name"])


def given_to(operation: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Pairs:
    """What a call was given beside tensors and its own defaults, as pairs of text by the names that `call` has."""
    if not _is_told([*args, *kwargs.values()]):  # as most calls; signatures take long to read
        return ()
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
    """Whether there is more to a value than tensors and weights of the model, and nothing."""
    silent = (type(None), keras.KerasTensor, BackendVariable)
    return any(not isinstance(part, silent) for part in tree.flatten(value))


def _is(value: Any, default: Any) -> bool:
    return isinstance(value, (bool, int, float, str)) and type(value) is type(default) and value == default
