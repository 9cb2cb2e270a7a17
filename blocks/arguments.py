"""One rule for each argument name of the blocks: what is allowed, and the strict form that is kept."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from numbers import Real
from typing import Any

import keras
import numpy as np

Rule = Callable[[Any], Any]


class RefusedError(Exception):
    """Raised by a rule; the text says what is allowed."""


def whole(least: int) -> Rule:
    """Allow a whole number of at least `least`."""

    def rule(value: Any) -> int:
        if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < least:
            raise RefusedError(f"a whole number of at least {least}")
        return int(value)

    return rule


def pair(value: Any) -> tuple[int, int]:
    """Allow a positive whole number, or two of them for height and width; keep two."""
    given = (value, value) if not isinstance(value, (tuple, list)) else tuple(value)
    try:
        height, width = (whole(1)(n) for n in given)
    except (RefusedError, ValueError):
        raise RefusedError("a positive whole number, or two of them (height, width)") from None
    return height, width


def optional(rule: Rule) -> Rule:
    """Allow None besides what `rule` allows."""

    def either(value: Any) -> Any:
        if value is None:
            return None
        try:
            return rule(value)
        except RefusedError as refused:
            raise RefusedError(f"None or {refused}") from None

    return either


def one_of(*allowed: Any) -> Rule:
    """Allow the listed values alone."""

    def rule(value: Any) -> Any:
        if isinstance(value, (str, type(None), bool)) and value in allowed:
            return value
        near = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise RefusedError("one of " + ", ".join(repr(a) for a in allowed) + hint)

    return rule


def at_most(most: int) -> Rule:
    """Allow a whole number from 1 to `most`."""

    def rule(value: Any) -> int:
        try:
            number: int = whole(1)(value)
        except RefusedError:
            number = most + 1
        if number > most:
            raise RefusedError(f"a whole number from 1 to {most}")
        return number

    return rule


def numbers(value: Any) -> tuple[float, ...]:
    """Allow a number, or several; keep several."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if not given or any(isinstance(n, bool) or not isinstance(n, Real) for n in given):
        raise RefusedError("a number, or one for each channel")
    return tuple(float(n) for n in given)


def connections(value: Any) -> tuple[tuple[int, ...], ...]:
    """Allow a list, for every map of an output, of the maps that it reads; keep tuples."""
    try:
        table = tuple(tuple(whole(0)(source) for source in sources) for sources in value)
    except (RefusedError, TypeError):
        table = ()
    if not table or not all(table):
        raise RefusedError("for every map of the output a list of the maps it reads, counted from 0")
    return table


def share(value: Any) -> float:
    """Allow a number from 0 up to, but without, 1."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) < 1:
        raise RefusedError("a number of at least 0 and below 1")
    return float(value)


def flag(value: Any) -> bool:
    """Allow True and False."""
    if not isinstance(value, (bool, np.bool_)):
        raise RefusedError("True or False")
    return bool(value)


def order(value: Any) -> str:
    """Allow "conv" with "norm" and "act" around it, each at most once, separated by spaces."""
    words = value.split() if isinstance(value, str) else []
    if "conv" not in words or len(set(words)) != len(words) or not set(words) <= {"conv", "norm", "act"}:
        raise RefusedError('the words "conv", "norm" and "act" in the order wanted, "conv" always among them')
    return " ".join(words)


def known(get: Rule, serialize: Rule, what: str) -> Rule:
    """Allow what Keras' `get` understands; keep a name or a config, from which every part makes its own."""

    def rule(value: Any) -> Any:
        try:
            found = get(value)
        except Exception:
            raise RefusedError(f"the name, config or instance of a Keras {what}") from None
        return value if isinstance(value, str) else serialize(found)

    return rule


def activation(value: Any) -> Any:
    """Allow the name of a Keras activation, a function of one tensor, a layer, or None.

    Of a layer its config is kept, from which every part makes its own.
    """
    try:
        found = keras.activations.get(value)
    except Exception:
        raise RefusedError("the name of a Keras activation, a function, a layer or None") from None
    if isinstance(found, type):
        raise RefusedError(f"the name of a Keras activation, a function, a layer or None: give {found.__name__}()")
    if isinstance(found, keras.layers.Layer):
        return keras.saving.serialize_keras_object(found)
    return found if isinstance(value, dict) else value


RULES: dict[str, Rule] = {
    "filters": whole(1),
    "filters_1x1": whole(1),
    "filters_3x3_reduce": whole(1),
    "filters_3x3": whole(1),
    "filters_5x5_reduce": whole(1),
    "filters_5x5": whole(1),
    "filters_pool_proj": whole(1),
    "convs": whole(1),
    "groups": whole(1),
    "base_width": whole(1),
    "kernel_size": pair,
    "kernel_size_5x5": pair,
    "last_kernel_size": optional(pair),
    "strides": pair,
    "dilation_rate": pair,
    "first_dilation_rate": optional(pair),
    "pool_dilation_rate": optional(pair),
    "pool_size": pair,
    "pool_strides": optional(pair),
    "pool": one_of("max", "average", None),
    "padding": one_of("same", "valid", "torch", "ceil"),
    "pool_padding": optional(one_of("same", "valid", "torch", "ceil")),
    "order": order,
    "activation": activation,
    "normalization": one_of("batch", "group", "layer", None),
    "norm_epsilon": share,
    "norm_momentum": share,
    "norm_groups": whole(1),
    "version": one_of("v1", "v1.5", "v2"),
    "shortcut": one_of("projection", "projection_all", "pad", "pad_end", "pool"),
    "bottleneck": flag,
    "centred": flag,
    "squeeze_excite": optional(whole(1)),
    "reduction": whole(1),
    "drop_path": share,
    "rate": share,
    "size": whole(1),
    "units": at_most(10),
    "table": connections,
    "mean": numbers,
    "deviation": numbers,
    "reverse": flag,
    "use_bias": flag,
    "last_bias": optional(flag),
    "kernel_initializer": known(keras.initializers.get, keras.initializers.serialize, "initializer"),
    "kernel_regularizer": optional(known(keras.regularizers.get, keras.regularizers.serialize, "regularizer")),
    "data_format": one_of("channels_last", "channels_first"),
}


def refuse_remainder(owner: str, divisor: tuple[str, int], multiple: tuple[str, int]) -> None:
    """Refuse numbers, each given with what it is, of which the first does not divide the second.

    Raises:
        ValueError: names `owner` and both numbers.
    """
    if multiple[1] % divisor[1]:
        raise ValueError(f"{owner}: `{divisor[0]}` (={divisor[1]}) must divide {multiple[0]} (={multiple[1]})")


def strict(owner: str, name: str, value: Any) -> Any:
    """Return the strict form of the argument `name`.

    Raises:
        ValueError: the value is not allowed; the text names `owner`, the argument, its value and what is allowed.
    """
    rule = RULES.get(name)
    try:
        return value if rule is None else rule(value)
    except RefusedError as allowed:
        raise ValueError(f"{owner}: `{name}` (={value!r}) must be {allowed}") from None
