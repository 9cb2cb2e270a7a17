"""Values of a declaration: what Python and Keras give, in forms that are equal, hashable, and known to files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLAIN = (str, int, float, bool, type(None))


class Formless(ValueError):  # noqa: N818 - it reads as what it says
    """Why a value cannot stand in a declaration, in words that stand behind it."""


class Table(tuple[tuple[str, Any], ...]):
    """A mapping as a tuple of pairs, which no list is equal to; files may bring the pairs in another order."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(("table", frozenset(self)))

    def __repr__(self) -> str:
        return repr(thawed(self))


def frozen(value: Any) -> Any:
    """Lists as tuples, mappings as `Table`, numbers of NumPy as Python's, objects of Keras as their configs."""
    if isinstance(value, Mapping):
        return Table((str(key), frozen(inner)) for key, inner in value.items())
    if isinstance(value, Table):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(frozen(inner) for inner in value)
    if type(value) in PLAIN:
        return value
    if hasattr(value, "tolist"):
        return frozen(value.tolist())
    return frozen(_config_of(value)) if callable(value) or hasattr(value, "get_config") else value


def thawed(value: Any) -> Any:
    """The lists and mappings that files know."""
    if isinstance(value, Table):
        return {key: thawed(inner) for key, inner in value}
    return [thawed(inner) for inner in value] if isinstance(value, tuple) else value


def _config_of(value: Any) -> Any:
    """What Keras writes of a function or object: a name where that says all."""
    from keras import activations, backend, saving

    name = getattr(value, "__name__", "")
    if isinstance(value, type):
        if value.__module__ == "numpy":  # a type of its numbers
            return backend.standardize_dtype(value)
        raise Formless(f"is a class: give {name}()")
    if getattr(activations, name, None) is value:
        return activations.serialize(value)
    try:
        config = None if name == "<lambda>" else saving.serialize_keras_object(value)
    except (TypeError, ValueError, AttributeError):
        config = None
    if config is None:
        raise Formless(
            "has no form in a file: give a function with a name, or an object with a config, that Keras knows"
        )
    return config
