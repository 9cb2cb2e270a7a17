"""Put back what a trace changes in the layers of a user."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import is_
from typing import Any

ONE_AT_A_TIME = threading.RLock()  # two traces of one model would read each other's marks
BASES = (OrderedDict, dict, list, set)  # whose methods change a container past what Keras hangs on its own kinds


@contextmanager
def untouched(layer: Any) -> Iterator[None]:
    """Inside, `layer` and all layers in it may be built and called; afterwards their attributes are as before."""
    with ONE_AT_A_TIME:
        layers = [layer, *layer._flatten_layers(include_self=False)]
        before = _Contents(vars(owner) for layer in layers for owner in (layer, layer._tracker))
        try:
            yield
        finally:
            before.put_back()


class _Contents:
    """What is in containers, and in the lists, mappings and sets among that."""

    def __init__(self, containers: Iterable[Any]) -> None:
        self.kept: dict[int, tuple[Any, list[Any]]] = {}
        waiting = list(containers)
        while waiting:
            container = waiting.pop()
            if id(container) not in self.kept:
                items = _items(container)
                self.kept[id(container)] = container, items
                waiting += [item for item in items if isinstance(item, (*BASES, tuple))]

    def put_back(self) -> None:
        for container, items in self.kept.values():
            now = _items(container)
            if len(now) != len(items) or not all(map(is_, now, items)):
                _fill(container, items)


def _items(container: Any) -> list[Any]:
    """What is in a container; of a mapping the keys and then the values."""
    return [*container, *container.values()] if isinstance(container, dict) else list(container)


def _fill(container: Any, items: list[Any]) -> None:
    base: Any = next(base for base in BASES if isinstance(container, base))
    base.clear(container)
    if isinstance(container, dict):
        half = len(items) // 2
        base.update(container, zip(items[:half], items[half:], strict=True))
    else:
        (base.extend if base is list else base.update)(container, items)
