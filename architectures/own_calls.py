"""Layers whose class computes in a way of its own: what is known of their parts is then not all that they do."""

from __future__ import annotations

from typing import Any

from ..blocks import Block


def calls_as(operation: Any, package: str) -> bool:
    """Whether `call` is that of a package, and not one that a user's class put in its place."""
    owner = next(owner for owner in type(operation).__mro__ if "call" in vars(owner))
    return owner.__module__.partition(".")[0] == package


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
