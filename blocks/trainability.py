"""Which layers inside a layer learn, where that is not as the layer itself: told by places, and set again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Exceptions = dict[str, bool]  # by place: "2/0" is the first layer inside the third one


def exceptions_in(layer: Any) -> Exceptions:
    """The layers inside `layer` whose `trainable` is not that of what holds them.

    They are told by their places, as names that Keras made up differ from one copy of a layer to the next.
    """
    return dict(_exceptions(layer, ()))


def _exceptions(layer: Any, above: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for number, inner in enumerate(layer._layers):
        place = (*above, str(number))
        if inner.trainable != layer.trainable:
            yield "/".join(place), inner.trainable
        yield from _exceptions(inner, place)


def set_exceptions(layer: Any, exceptions: Mapping[str, bool]) -> Exceptions:
    """Set `trainable` of the layers at these places; return those whose layers are not made yet."""
    left: Exceptions = {}
    for place, trainable in exceptions.items():  # what is outside comes first, since it carries what is inside along
        found = _at(layer, place)
        if found is None:
            left[place] = trainable
        else:
            found.trainable = trainable
    return left


def _at(layer: Any, place: str) -> Any:
    for number in map(int, place.split("/")):
        if number >= len(layer._layers):
            return None
        layer = layer._layers[number]
    return layer
