"""Put back what a trace changes in the layers of a user."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

ONE_AT_A_TIME = threading.RLock()  # two traces of one model would read each other's marks
BASES = (OrderedDict, dict, list, set)  # whose methods change a container past what Keras hangs on its own kinds


@contextmanager
def untouched(layer: Any) -> Iterator[None]:
    """Inside, `layer` and all layers in it may be built and called; afterwards their attributes are as before."""
    with ONE_AT_A_TIME:
        before = _Attributes([layer, *layer._flatten_layers(include_self=False)])
        try:
            yield
        finally:
            before.put_back()


class _Attributes:
    """The attributes of layers and what is in the lists, mappings and sets among them."""

    def __init__(self, layers: Iterable[Any]) -> None:
        self.owners: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.containers: dict[int, tuple[Any, list[Any]]] = {}
        for layer in layers:
            for owner in (layer, layer._tracker):
                self.owners.append((vars(owner), dict(vars(owner))))
                self._keep(vars(owner).values())

    def _keep(self, values: Iterable[Any]) -> None:
        waiting = [v for v in values if isinstance(v, (*BASES, tuple))]
        while waiting:
            value = waiting.pop()
            inner = value.values() if isinstance(value, dict) else value
            if not isinstance(value, tuple):
                if id(value) in self.containers:
                    continue
                self.containers[id(value)] = value, _items(value)
            waiting += [v for v in inner if isinstance(v, (*BASES, tuple))]

    def put_back(self) -> None:
        for attributes, before in self.owners:
            if not _same(attributes.items(), before.items()):
                attributes.clear()
                attributes.update(before)
        for container, items in self.containers.values():
            if not _same(_items(container), items):
                base: Any = next(b for b in BASES if isinstance(container, b))
                base.clear(container)
                (base.extend if base is list else base.update)(container, items)


def _items(container: Any) -> list[Any]:
    return list(container.items() if isinstance(container, dict) else container)


def _same(now: Iterable[Any], before: Iterable[Any]) -> bool:
    """Whether the things in two containers are the same objects, in the same order."""
    return [id(part) for part in _flat(now)] == [id(part) for part in _flat(before)]


def _flat(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        yield from item if isinstance(item, tuple) else (item,)
