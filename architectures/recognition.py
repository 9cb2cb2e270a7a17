"""Which network of keras.applications a model is, told by its layers: whatever it is called, and under any head."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import keras

from .keras_applications import VARIANTS

KEYS = (
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "use_bias",
    "dilation_rate",
    "groups",
    "pool_size",
    "epsilon",
    "activation",
)
Sign = tuple[str, tuple[tuple[str, Any], ...]]
VGG = (keras.layers.Conv2D, keras.layers.Conv2D)
V1 = (keras.layers.ZeroPadding2D, keras.layers.Conv2D, keras.layers.BatchNormalization)
V2 = (keras.layers.ZeroPadding2D, keras.layers.Conv2D, keras.layers.ZeroPadding2D)
LOOKS = {
    "vgg16": (VGG, 13),
    "vgg19": (VGG, 16),
    "resnet50": (V1, 53),
    "resnet101": (V1, 104),
    "resnet152": (V1, 155),
    "resnet50v2": (V2, 53),
    "resnet101v2": (V2, 104),
    "resnet152v2": (V2, 155),
}  # with which layers they begin, and how many convolutions they have


@dataclass(frozen=True)
class Recognized:
    """A network of keras.applications inside a model.

    Attributes:
        key: what keras.applications calls it.
        layers: the model's own layers by the names that they have in keras.applications.
        rest: the operations behind it, the head, in their order.
    """

    key: str
    layers: dict[str, Any] = field(repr=False)
    rest: tuple[Any, ...] = field(repr=False)

    @property
    def variant(self) -> str:
        """Our name of the network."""
        return VARIANTS[self.key][0]

    @property
    def last(self) -> Any:
        """The last layer of the network, before the head."""
        return list(self.layers.values())[-1]


def recognized(model: Any) -> Recognized | None:
    """The network that a Functional model begins with, None where it is none of keras.applications that we have."""
    operations = _operations(model)
    signs = [_sign(operation) for operation in operations]
    for key in _candidates(operations):
        wanted = _signs_of(key)
        if signs[: len(wanted)] == [sign for _, sign in wanted]:
            named = dict(zip((name for name, _ in wanted), operations, strict=False))
            return Recognized(key, named, tuple(operations[len(wanted) :]))
    return None


def difference(model: Any) -> str:
    """In what a look-alike differs from the network that it is most like, "" where it is like none."""
    operations = _operations(model)
    for key in _candidates(operations):
        wanted = _signs_of(key)
        for operation, (_, sign) in zip(operations, wanted, strict=False):
            if _sign(operation) != sign:
                return _told(VARIANTS[key][1], operation, sign)
    return ""


def _candidates(operations: list[Any]) -> list[str]:
    """The networks that a look at the first layers and the number of convolutions does not rule out."""
    convolutions = sum(isinstance(operation, keras.layers.Conv2D) for operation in operations)
    begins = tuple(type(operation) for operation in operations[:3])
    return [key for key, (first, number) in LOOKS.items() if first == begins[: len(first)] and number == convolutions]


def _told(function: str, operation: Any, wanted: Sign) -> str:
    kind, settings = _sign(operation)
    found, named = dict(settings), dict(wanted[1])
    unlike = [name for name in named if found.get(name) != named[name]] if kind == wanted[0] else []
    if not unlike:
        return f"{operation.name} is {kind}, where {function} has {wanted[0]}"
    return f"{operation.name} has `{unlike[0]}` {found[unlike[0]]}, where {function} has {named[unlike[0]]}"


def _operations(model: Any) -> list[Any]:
    graph = getattr(model, "_functional", None) or model
    return [op for op in getattr(graph, "operations", ()) if not isinstance(op, keras.layers.InputLayer)]


def _sign(operation: Any) -> Sign:
    """What of an operation decides what it computes, but for its weights."""
    if not isinstance(operation, keras.layers.Layer) or not type(operation).__module__.startswith("keras."):
        return type(operation).__name__, ()
    config = operation.get_config()
    return type(operation).__name__, tuple((key, _plain(config[key])) for key in KEYS if key in config)


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, (list, tuple)) else value


@cache
def _signs_of(key: str) -> tuple[tuple[str, Sign], ...]:
    """Names and signs of the operations of a network of keras.applications, without its head."""
    model = getattr(keras.applications, VARIANTS[key][1])(weights=None, include_top=False)
    return tuple((operation.name, _sign(operation)) for operation in _operations(model))
