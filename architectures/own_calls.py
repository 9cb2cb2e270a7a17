"""Layers whose class computes in a way of its own: what is known of their parts is then not all that they do."""

from __future__ import annotations

from typing import Any

import keras

from ..blocks import Block


def calls_as(operation: Any, package: str) -> bool:
    """Whether `call` is that of a package, and not one that a user put in its place, in a class or on the object."""
    return not is_patched(operation) and _home_of("call", operation) == package


def is_patched(operation: Any) -> bool:
    """Whether `call` was replaced on the object itself, so that no copy of it computes alike."""
    return "call" in vars(operation)


def refuse_unseen(operation: Any, name: str) -> None:
    """Refuse a layer that does something which neither its config nor a graph tells.

    Raises:
        ValueError: names it.
    """
    if is_patched(operation):
        raise ValueError(f"{name}: its `call` was replaced on the object itself, which no copy of it would have")
    if isinstance(operation, keras.layers.Layer) and _home_of("__call__", operation) != "keras":
        raise ValueError(f"{name}: {type(operation).__name__} has a `__call__` of its own; layers override `call`")


def _home_of(method: str, operation: Any) -> str:
    """The package of the class that a method comes from."""
    owner = next(owner for owner in type(operation).__mro__ if method in vars(owner))
    return owner.__module__.partition(".")[0]


def refuse_own_calls(model: Any) -> None:
    """Refuse a model with a block whose weights would not mean the same elsewhere.

    Raises:
        ValueError: names the block and its class.
    """
    for layer in model._flatten_layers():
        if isinstance(layer, Block) and not calls_as(layer, "convatlas"):
            raise ValueError(
                f"{model.name}: {layer.path} is a {type(layer).__name__}, whose `call` is its own; "
                "other libraries have no such layer"
            )
