"""A twin of a layer to trace: it shares the layer's variables and values, and nothing that a call changes."""

from __future__ import annotations

import types
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import keras
from keras import KerasTensor

from ..internals import Function, Node, SymbolicArguments, Tracker

OBJECTS = (keras.Operation, Function, Node, SymbolicArguments, KerasTensor, Tracker)
CONTAINERS = (dict, list, set)
WRAPPERS = ("ListWrapper", "_DictWrapper", "_TupleWrapper")  # of TensorFlow, whose methods would tell on the twin
COMPILED = "PolymorphicFunction"  # of TensorFlow, which would remember each of its traces
NODES = ("_inbound_nodes", "_outbound_nodes")  # lead from a layer to other models; a twin begins without


class Twins:
    """Twins of objects: one each, joined as the objects are.

    Layers, the history that Keras keeps of them and the containers among their attributes are twinned, with the methods
    and inner functions that hold one. All else is shared: variables, optimizers, metrics, the user's own objects.
    """

    def __init__(self) -> None:
        self.made: dict[int, tuple[Any, Any]] = {}  # id of an object -> it, so that the id stays its own, and its twin
        self.originals: dict[int, Any] = {}  # id of a twin -> what it is the twin of
        self.waiting: list[Callable[[], None]] = []  # what fills twins: they stand in circles and in long chains
        self.trackers: list[Any] = []
        self.makers = _Makers()

    def of(self, value: Any) -> Any:
        """The twin of `value`, or itself where it is shared."""
        found = self._begun(value)
        while self.waiting:
            self.waiting.pop()()
        while self.trackers:  # Keras knows by their ids what it tracks
            tracker = self.trackers.pop()
            tracker.stored_ids = {name: set(map(id, stored)) for name, (_, stored) in tracker.config.items()}
        return found

    def original(self, value: Any) -> Any:
        """What `value` is the twin of, or itself where it is none."""
        return self.originals.get(id(value), value)

    def latest(self, value: Any) -> Any:
        """The twin of `value` where there is one by now, which may be built where the original is not."""
        return self.made.get(id(value), (value, value))[1]

    def _begun(self, value: Any) -> Any:
        if id(value) in self.made:
            return self.made[id(value)][1]
        make = self.makers[type(value)]
        return value if make is None else make(self, value)

    def _keep(self, value: Any, twin: Any, fill: Callable[[], None]) -> Any:
        self.made[id(value)] = value, twin
        self.made[id(twin)] = twin, twin
        self.originals[id(twin)] = value
        self.waiting.append(fill)
        return twin

    def object(self, value: Any) -> Any:
        """A twin of an object with attributes."""
        twin = object.__new__(type(value))
        if isinstance(value, Tracker):
            self.trackers.append(twin)
        return self._keep(value, twin, lambda: self._attributes(value, twin))

    def _attributes(self, value: Any, twin: Any) -> None:
        held = dict(vars(value))
        held |= {name: [] for name in NODES if name in held}
        vars(twin).update(zip(held, map(self._begun, held.values()), strict=True))

    def container(self, value: Any) -> Any:
        """A twin of a list, mapping or set, of its own class."""
        twin: Any = value.__class__.__new__(value.__class__)
        return self._keep(value, twin, lambda: self._items(value, twin))

    def _items(self, value: Any, twin: Any) -> None:
        if isinstance(value, dict):
            _set_items(twin, [(self._begun(key), self._begun(inner)) for key, inner in [*value.items()]])
        elif isinstance(value, list):
            list.extend(twin, map(self._begun, [*value]))
        else:
            set.update(twin, map(self._begun, [*value]))
        if isinstance(value, defaultdict):
            twin.default_factory = self._begun(value.default_factory)
        if hasattr(value, "__dict__"):
            self._attributes(value, twin)

    def wrapper(self, value: Any) -> Any:
        """A twin of what a container of TensorFlow's wraps."""
        twin = self._begun(value.__wrapped__ if hasattr(value, "__wrapped__") else value._storage)
        self.made[id(value)] = value, twin
        return twin

    def tuple(self, value: Any) -> Any:
        """The same tuple of twins."""
        twins = [self._begun(item) for item in value]
        return tuple.__new__(type(value), twins) if _differ(twins, value) else value

    def method(self, value: Any) -> Any:
        """The method of the twin."""
        owner = self._begun(value.__self__)
        return value if owner is value.__self__ else types.MethodType(value.__func__, owner)

    def partial(self, value: Any) -> Any:
        """The function with twins bound to it."""
        named = dict(zip(value.keywords, map(self._begun, value.keywords.values()), strict=True))
        return partial(self._begun(value.func), *map(self._begun, value.args), **named)

    def compiled(self, value: Any) -> Any:
        """A twin of the Python function that was compiled."""
        return self._begun(value.python_function)

    def function(self, value: Any) -> Any:
        """A twin of a function that closes over what is twinned."""
        if not self._closes_over_twinned(value, set()):
            return value
        cells = tuple(map(self._cell, value.__closure__))
        twin = types.FunctionType(value.__code__, value.__globals__, value.__name__, value.__defaults__, cells)
        twin.__kwdefaults__ = value.__kwdefaults__
        return self._keep(value, twin, lambda: self._attributes(value, twin))

    def _cell(self, cell: types.CellType) -> types.CellType:
        if id(cell) not in self.made:
            twin = types.CellType()
            self._keep(cell, twin, lambda: self._fill_cell(cell, twin))
        found: types.CellType = self.made[id(cell)][1]
        return found

    def _fill_cell(self, cell: types.CellType, twin: types.CellType) -> None:
        for value in _contents(cell):
            twin.cell_contents = self._begun(value)

    def _closes_over_twinned(self, function: Any, seen: set[int]) -> bool:
        seen.add(id(function))
        held = [value for cell in function.__closure__ or () for value in _contents(cell)]
        inner = [value for value in held if isinstance(value, types.FunctionType)]
        return any(self.makers[type(value)] for value in held if not isinstance(value, types.FunctionType)) or any(
            self._closes_over_twinned(value, seen) for value in inner if id(value) not in seen
        )


class _Makers(dict[type, Any]):
    """What makes a twin of an object of a class, None where it is shared."""

    def __missing__(self, kind: type) -> Any:
        self[kind] = found = _maker(kind)
        return found


def _maker(kind: type) -> Any:
    for known, make in KINDS.items():
        if kind is known:
            return make
    if kind.__name__ in WRAPPERS:
        return Twins.wrapper
    if kind.__name__ == COMPILED:
        return Twins.compiled
    if issubclass(kind, tuple):
        return Twins.tuple
    if issubclass(kind, CONTAINERS):
        return Twins.container
    return Twins.object if issubclass(kind, OBJECTS) or _is_of_torch(kind) else None


KINDS = {
    types.MethodType: Twins.method,
    types.FunctionType: Twins.function,
    partial: Twins.partial,
}


def _is_of_torch(kind: type) -> bool:
    """Whether it is a module of PyTorch, on which Keras' layers are built there, with their hooks and parameters."""
    return any(parent.__module__.startswith("torch.nn.modules.") for parent in kind.__mro__)


def _set_items(twin: Any, items: Iterable[tuple[Any, Any]]) -> None:
    """Past what Keras hangs on its own kinds."""
    put: Any = OrderedDict.__setitem__ if isinstance(twin, OrderedDict) else dict.__setitem__
    for key, value in items:
        put(twin, key, value)


def _contents(cell: types.CellType) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:  # a variable that has no value yet
        return []


def _differ(some: Iterable[Any], others: Iterable[Any]) -> bool:
    return any(one is not other for one, other in zip(some, others, strict=True))
