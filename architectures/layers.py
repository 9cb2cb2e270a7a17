"""Keras layers out of the parts of a declaration."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import keras

from .. import blocks
from ..files import opening, suggestion
from .architecture import Part, Stage
from .frozen_values import thawed

STEM = "stem"
ABSTRACT = (keras.layers.Layer, keras.layers.Wrapper)  # which do nothing by themselves
AXES = ("axis", "shared_axes")  # arguments of Keras' layers that name axes
FIRST = (0, 2, 3, 1)  # where batch, height, width and channels are when channels come first


def layer_class(name: str) -> Any:
    """The block, Keras layer or registered layer called `name`.

    Raises:
        ValueError: there is none; the text suggests the nearest names.
    """
    for found in (
        getattr(blocks, name, None),
        getattr(keras.layers, name, None),
        keras.saving.get_registered_object(name),
    ):
        if isinstance(found, type) and issubclass(found, keras.layers.Layer) and found not in ABSTRACT:
            return found
    bases = [base.__name__ for base in ABSTRACT]
    known = [n for n in [*blocks.__all__, *dir(keras.layers)] if n[0].isupper() and n not in bases]
    raise ValueError(f"`layer` (={name!r}) is no block and no Keras layer{suggestion(name, known)}")


@cache
def presets(layer: str) -> dict[str, Any]:
    """The arguments that the layer called `layer` takes, with their presets."""
    return _presets_of(layer_class(layer))


def _presets_of(kind: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for owner in [owner for owner in kind.__mro__ if issubclass(owner, blocks.Block)] or [kind]:
        for parameter in list(inspect.signature(owner.__init__).parameters.values())[1:]:
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                found.setdefault(parameter.name, parameter.default)
    return found


def setting(part: Part, argument: str) -> Any:
    """What a part's argument is: as given, else as preset, None where the layer does not take it."""
    return part.get(argument, presets(part.layer).get(argument))


def check_arguments(part: Part, where: str) -> None:
    """Refuse a layer that does not exist, and arguments that it does not take.

    Raises:
        ValueError: names `where`, the layer or argument, and the nearest right names.
    """
    try:
        taken = {**presets(part.layer), "dtype": None, "trainable": None}
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    for argument, _ in part.arguments:
        if argument not in taken:
            near = suggestion(argument, taken)
            raise ValueError(f"{where}: `{argument}` is no argument of {part.layer}{near}")
    for argument, preset in taken.items():
        if preset is inspect.Parameter.empty and part.get(argument) is None:
            raise ValueError(f"{where}: {part.layer} needs `{argument}`")
    for kind, arguments in _configured(part.layer, {name: thawed(value) for name, value in part.arguments}):
        if why := opening(kind, arguments):
            raise ValueError(f"{where}: {why}")


def _configured(kind: str, arguments: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A layer and its arguments, and all objects of Keras among these."""
    yield kind, arguments
    waiting = list(arguments.values())
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if "class_name" in found and isinstance(found.get("config"), dict):
                yield str(found["class_name"]).rpartition(">")[2], found["config"]
            waiting += found.values()
        elif isinstance(found, list | tuple):
            waiting += found


def stage_parts(stage: Stage) -> Iterator[tuple[Part, str]]:
    """The parts of a stage with the names of their layers.

    `stage1` where there is one, else `stage1_block2` or `stage1_` and the part's name.
    """
    parts = [single for part in stage.parts for single in part.expanded()]
    unnamed = 0
    for part in parts:
        unnamed += not part.name
        own = part.name or f"block{unnamed}"
        if stage.name == STEM:
            yield part, part.name or f"{STEM}_{own}"
        else:
            yield part, stage.name if len(parts) == 1 else f"{stage.name}_{own}"


def head_parts(head: Sequence[Part], prefix: str = "") -> Iterator[tuple[Part, str | None]]:
    """The parts of a head with the names of their layers; those without one get Keras' own."""
    for part in head:
        for single in part.expanded():
            yield single, prefix + single.name if single.name else None


def make(part: Part, name: str | None, classes: int, *, rank: int = 4, data_format: str = "channels_last") -> list[Any]:
    """Make the layer of a part, and a second one where its activation is a layer that Keras' own cannot hold.

    Args:
        part, name: what to make, and what to call it.
        classes: what "classes" stands for.
        rank: of the tensor it is to read.
        data_format: that it is in; a part's axes are told as if channels came last.

    Raises:
        ValueError: the layer or one of its arguments is unknown or not allowed.
    """
    check_arguments(part, name or part.layer)
    kind = layer_class(part.layer)
    first = data_format == "channels_first" and rank == 4
    arguments = {key: _resolved(key, thawed(value), classes, rank, first) for key, value in part.arguments}
    if first and not issubclass(kind, blocks.Block):
        arguments = _channels_first(kind, arguments)
    after = []
    if isinstance(arguments.get("activation"), keras.layers.Layer) and not issubclass(kind, blocks.Block):
        after = [_named(arguments.pop("activation"), f"{name}_act" if name else None)]
    return [kind(**arguments, name=name), *after]


def _resolved(key: str, value: Any, classes: int, rank: int, first: bool) -> Any:
    """What stands in a declaration for the number of classes, for activations of ours, for objects of Keras."""
    if isinstance(value, dict) and {"class_name", "config"} <= set(value):
        made = keras.saving.deserialize_keras_object(value)
        return _fitted(made, rank, first) if isinstance(made, keras.layers.Layer) else made
    if value == "classes":
        return classes
    if key == "activation" and isinstance(value, str):
        return keras.saving.get_registered_object(f"convatlas>{value}") or value
    return value


def _channels_first(kind: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """The axes of a Keras layer as they are where channels come first."""
    given = {name: preset for name, preset in _presets_of(kind).items() if name in AXES} | arguments
    turned = {name: _turned(given[name]) for name in AXES if given.get(name) is not None}
    return arguments | turned


def _turned(axes: Any) -> Any:
    if isinstance(axes, (list, tuple)):
        return [_turned(axis) for axis in axes]
    return FIRST[axes % 4]


def _fitted(layer: Any, rank: int, first: bool) -> Any:
    """An activation as it has to be for the tensor it reads: vectors have no pixels that could share anything."""
    config = layer.get_config()
    if config.get("shared_axes"):
        shared = [axis for axis in config["shared_axes"] if axis < rank]
        config["shared_axes"] = (_turned(shared) if first else shared) or None
    if first and config.get("axis") is not None and "axis" in config:
        config["axis"] = _turned(config["axis"])
    return type(layer).from_config(config)


def _named(layer: Any, name: str | None) -> Any:
    config = layer.get_config()
    return type(layer).from_config({key: value for key, value in config.items() if key != "name"} | {"name": name})
