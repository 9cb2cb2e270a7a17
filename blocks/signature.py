"""What the `__init__` of a block takes: how a call becomes a config, and a config a call again."""

from __future__ import annotations

import inspect
import json
import warnings
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any

import keras

LAYER_ARGUMENTS = ("name", "dtype", "trainable")  # Keras keeps them in the config itself
REST = "*args"  # under which a config holds what came by position beyond the named arguments
KINDS = inspect.Parameter


@dataclass(frozen=True)
class Signature:
    """The arguments of a class by name, and what takes those that have none."""

    named: tuple[inspect.Parameter, ...]
    rest: str | None  # the name of its `*args`
    options: str | None  # the name of its `**kwargs`
    whole: inspect.Signature

    def given(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The named arguments of a call, presets included; and those that `*args` and `**kwargs` took."""
        bound = self.whole.bind_partial(None, *args, **kwargs)
        bound.apply_defaults()
        own = {p.name: bound.arguments[p.name] for p in self.named if p.name in bound.arguments}
        taken = dict(bound.arguments[self.options]) if self.options else {}
        if self.rest and bound.arguments[self.rest]:
            taken[REST] = list(bound.arguments[self.rest])
        return own, taken

    def call(self, config: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """What to call the class with, by position and by name, for what a config holds."""
        values = dict(config)
        rest = values.pop(REST, ())
        by_position = [p.name for p in self.named if p.kind is not KINDS.KEYWORD_ONLY] if rest else []
        return [*(values.pop(name) for name in by_position), *rest], values


def signature_of(cls: Any) -> Signature:
    """How a block is called, the `self` left out."""
    return _read(cls)


@cache
def _read(cls: Any) -> Signature:
    whole = inspect.signature(cls.__init__)
    parameters = list(whole.parameters.values())[1:]
    named = tuple(p for p in parameters if p.kind not in (KINDS.VAR_POSITIONAL, KINDS.VAR_KEYWORD))
    kinds = {p.kind: p.name for p in parameters}
    return Signature(named, kinds.get(KINDS.VAR_POSITIONAL), kinds.get(KINDS.VAR_KEYWORD), whole)


def check_signature(cls: type, taken: Container[str]) -> None:
    """Refuse a class whose arguments no config can hold, or that are called as what every layer has, `taken`.

    Raises:
        TypeError: names the class, the argument and the reason.
    """
    for parameter in signature_of(cls).named:
        reason = _why_not(parameter, taken)
        if reason:
            raise TypeError(f"{cls.__name__}.__init__: `{parameter.name}` {reason}")


def _why_not(parameter: inspect.Parameter, taken: Container[str]) -> str:
    """Why a config cannot hold an argument, "" where it can."""
    if parameter.kind is KINDS.POSITIONAL_ONLY:
        return "is given by position alone, but a config holds arguments by name: leave out the `/`"
    if parameter.name not in LAYER_ARGUMENTS and parameter.name in taken:
        return "is the name of something that every layer has: call the argument otherwise"
    if parameter.default is not KINDS.empty and not _has_a_form(parameter.default):
        return f"has the preset {parameter.default!r}, which no config can hold"
    return ""


def _has_a_form(value: Any) -> bool:
    """Whether Keras can write a value into a file, and read it where nothing unsafe is allowed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras says of functions without a name what we say with the class'
            text = json.dumps(plain(value))
    except (TypeError, ValueError, AttributeError, RuntimeError):
        return False
    return "__lambda__" not in text


def plain(value: Any) -> Any:
    """A value as it stands in a config: Keras' activations by name, objects and functions by configs of theirs."""
    if isinstance(value, FunctionType) and getattr(keras.activations, value.__name__, None) is value:
        return keras.activations.serialize(value)
    return keras.saving.serialize_keras_object(value)


def live(value: Any) -> Any:
    """The inverse of `plain`."""
    if isinstance(value, Mapping):
        if {"class_name", "config"} <= set(value):
            unbuilt = {
                key: inner for key, inner in value.items() if key != "build_config"
            }  # whoever holds it builds it
            return keras.saving.deserialize_keras_object(unbuilt)
        return {key: live(inner) for key, inner in value.items()}
    return type(value)(map(live, value)) if isinstance(value, (list, tuple)) else value
