"""A network of keras.applications inside a model put in our blocks, and the model's own head kept behind it."""

from __future__ import annotations

from typing import Any

import keras

from ..blocks import Block
from .building import build
from .keras_applications import counterparts, pairs
from .recognition import Recognized, recognized
from .weights import copy_by_path, stored

POOLINGS = {keras.layers.GlobalAveragePooling2D: "avg", keras.layers.GlobalMaxPooling2D: "max"}
TOPS = {"vgg": ["Flatten", "Dense", "Dense", "Dense"], "resnet": ["GlobalAveragePooling2D", "Dense"]}


def converted(model: Any, found: Recognized) -> Any:
    """The network found in `model` made of our blocks, with what follows it."""
    ours = _built(model, found)
    layers = found.layers | dict(zip(_names_of_top(found), found.rest, strict=False))
    values = {mine.path: other for mine, other in pairs(found.variant, stored(ours), layers)}
    copy_by_path(ours, values)
    _learn_alike(ours, found.variant, layers)
    known = _is_top(found) or _pooling(found) is not None or not found.rest
    return ours if known else _with_head(ours, model, found)


def with_nested(model: Any, nested: list[Any]) -> Any:
    """The same model with the networks of keras.applications that are layers of it put in our blocks.

    Raises:
        ValueError: it is neither Functional nor Sequential.
    """
    made = {id(layer): converted(layer, recognized(layer)) for layer in nested}  # type: ignore[arg-type]
    for layer in nested:
        made[id(layer)].trainable = made[id(layer)].trainable and layer.trainable

    def clone(layer: Any) -> Any:
        return made[id(layer)] if id(layer) in made else type(layer).from_config(layer.get_config())

    again = keras.models.clone_model(model, clone_function=clone)
    _copy_but(model, again, set(made), {id(layer) for layer in made.values()})
    return again


def _copy_but(model: Any, again: Any, theirs: set[int], ours: set[int]) -> None:
    """Copy the weights of all layers but those that are converted already."""
    old = [layer for layer in model.layers if id(layer) not in theirs]
    new = [layer for layer in again.layers if id(layer) not in ours]
    for before, after in zip(old, new, strict=True):
        after.set_weights(before.get_weights())


def _built(model: Any, found: Recognized) -> Any:
    """Our network of the same input, with the top that keras.applications gives it, if any."""
    theirs = model.inputs[0].shape[1:]
    first = _data_format(found) == "channels_first"
    options: dict[str, Any] = {"data_format": _data_format(found), "include_top": _is_top(found)}
    options |= {"input_shape": (*theirs[1:], theirs[0]) if first else tuple(theirs)}
    if _is_top(found):
        predictions = found.rest[-1]
        options |= {"classes": predictions.units, "classifier_activation": predictions.activation}
    else:
        options["pooling"] = _pooling(found)
    return build(found.variant, **options)


def _data_format(found: Recognized) -> str:
    return next(str(layer.data_format) for layer in found.layers.values() if isinstance(layer, keras.layers.Conv2D))


def _is_top(found: Recognized) -> bool:
    kinds = [type(operation).__name__ for operation in found.rest]
    return kinds == TOPS["vgg" if found.key.startswith("vgg") else "resnet"] and _is_as_declared(found)


def _is_as_declared(found: Recognized) -> bool:
    """Whether the dense layers before the last are those of VGG's papers."""
    hidden = [layer for layer in found.rest[:-1] if isinstance(layer, keras.layers.Dense)]
    return all(layer.units == 4096 and layer.activation is keras.activations.relu for layer in hidden)


def _names_of_top(found: Recognized) -> list[str]:
    names = ["flatten", "fc1", "fc2", "predictions"] if found.key.startswith("vgg") else ["avg_pool", "predictions"]
    return names if _is_top(found) else []


def _pooling(found: Recognized) -> str | None:
    return POOLINGS.get(type(found.rest[0])) if len(found.rest) == 1 else None


def _learn_alike(ours: Any, variant: str, layers: dict[str, Any]) -> None:
    """What is frozen there is frozen here; a block all of whose layers are frozen is frozen itself."""
    mine = {layer.path: layer for layer in ours._flatten_layers() if layer.weights and not _holds(layer)}
    for path, other in counterparts(variant, mine, layers):
        mine[path].trainable = other.trainable
    for block in reversed([layer for layer in ours._flatten_layers() if isinstance(layer, Block)]):
        inner = [layer for layer in block._flatten_layers(include_self=False) if layer.weights]
        if inner and not any(layer.trainable for layer in inner):
            block.trainable = False


def _holds(layer: Any) -> bool:
    return bool(list(layer._flatten_layers(include_self=False)))


def _with_head(ours: Any, model: Any, found: Recognized) -> Any:
    """Our network and a copy of what follows it in `model`.

    Raises:
        ValueError: what follows reads other layers than the last.
    """
    try:
        head = keras.Model(found.last.output, model.output, name=f"{model.name}_head")
    except ValueError as error:
        raise ValueError(f"{model.name}: its head reads layers inside {found.key}; convert that alone") from error
    again = keras.models.clone_model(head)
    again.set_weights(head.get_weights())
    for after, before in zip(again.layers, head.layers, strict=True):
        after.trainable = before.trainable
    return keras.Model(ours.input, again(ours.output), name=model.name)
