"""Keras layers out of the parts of a declaration."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import keras

from .. import blocks
from ..files import suggestion
from .architecture import Part, Stage

STEM = "stem"
ABSTRACT = (keras.layers.Layer, keras.layers.Wrapper)  # which do nothing by themselves


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
    kind = layer_class(layer)
    found: dict[str, Any] = {}
    for owner in [owner for owner in kind.__mro__ if issubclass(owner, blocks.Block)] or [kind]:
        for parameter in list(inspect.signature(owner.__init__).parameters.values())[1:]:
            if parameter.kind is not parameter.VAR_KEYWORD:
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


def stage_layers(stage: Stage, classes: int) -> Iterator[Any]:
    """Make the layers of a stage, named `stage1` where it has one, else `stage1_block2` or `stage1_` and their name."""
    parts = [single for part in stage.parts for single in part.expanded()]
    unnamed = 0
    for part in parts:
        unnamed += not part.name
        own = part.name or f"block{unnamed}"
        if stage.name == STEM:
            yield make(part, part.name or f"{STEM}_{own}", classes)
        else:
            yield make(part, stage.name if len(parts) == 1 else f"{stage.name}_{own}", classes)


def head_layers(head: Sequence[Part], classes: int, prefix: str = "") -> Iterator[Any]:
    """Make the layers of a head; those without a name get Keras' own."""
    for part in head:
        for single in part.expanded():
            yield make(single, prefix + single.name if single.name else None, classes)


def make(part: Part, name: str | None, classes: int) -> Any:
    """Make the layer of a part.

    Raises:
        ValueError: the layer or one of its arguments is unknown or not allowed.
    """
    check_arguments(part, name or part.layer)
    arguments = {key: _resolved(key, value, classes) for key, value in part.to_dict().items()}
    for own in ("layer", "name", "repeat"):
        arguments.pop(own, None)
    return layer_class(part.layer)(**arguments, name=name)


def _resolved(key: str, value: Any, classes: int) -> Any:
    """What stands in a declaration for the number of classes, and for activations of ours."""
    if value == "classes":
        return classes
    if key == "activation" and isinstance(value, str):
        return keras.saving.get_registered_object(f"convatlas>{value}") or value
    return value
