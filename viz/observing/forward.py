"""Watch a network while it works: every call of a layer or operation, by the path that the trace gave it."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras import KerasTensor, tree

from ..tracer import ONE_AT_A_TIME, Call, Inside, Written, functional_of

Seen = Callable[[str, Any], None]  # is told the path of a call, and what it returned
UNKNOWN = None  # path of a call that the trace does not know


@dataclass
class Frame:
    """A call that is on its way: its path, how often each operation was called in it, and what these returned."""

    path: str | None
    times: Counter[int] = field(default_factory=Counter)
    values: dict[int, Any] = field(default_factory=dict)  # id of a traced tensor -> the tensor at work


class Places:
    """Which path the k-th call of an operation in a block has."""

    def __init__(self, network: Any, written: Written) -> None:
        self.written = written
        self.written_at = {path: before for before, path in written.paths.items()}
        owners = {"": network} | {path: call.operation for _, path, call in written.calls}
        self.paths: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.calls: dict[str, Call] = {}
        self.operations: dict[str, list[str]] = defaultdict(list)  # block -> calls in it that pass no hook
        within = {path: parent for parent, path, _ in written.calls}
        for parent, path, call in written.calls:
            self.calls[path] = call
            caller = parent
            while not isinstance(owners[caller], keras.layers.Layer):  # a condition or loop, in which a layer calls it
                caller = within[caller]
            self.paths[caller, id(call.operation)].append(path)
            if not isinstance(call.operation, keras.layers.Layer) and functional_of(owners[parent]) is None:
                self.operations[parent].append(path)

    def channels(self, path: str) -> int:
        """The axis of channels in what a call returns."""
        form = getattr(self.calls[path].operation, "data_format", None) or keras.config.image_data_format()
        return 1 if form == "channels_first" else -1

    def of(self, frame: Frame, operation: Any) -> str | None:
        """The path of the next call of an operation in a frame."""
        if frame.path is UNKNOWN:
            return UNKNOWN
        paths = self.paths.get((frame.path, id(operation)), [])
        number = frame.times[id(operation)]
        frame.times[id(operation)] += 1
        return paths[number] if number < len(paths) else UNKNOWN


class Watch:
    """Follows the calls of one network in one thread; `seen` is told of each that is done."""

    def __init__(self, network: Any, places: Places, seen: Seen, *, inside: bool = True) -> None:
        self.network, self.places, self.seen = network, places, seen
        self.inside = inside  # whether operations that no hook sees are worked out, too
        self.thread = threading.get_ident()
        self.frames: list[Frame] = []
        self.known: set[str] = set()

    def call(self, original: Callable[..., Any], operation: Any, args: Any, kwargs: Any) -> Any:
        """Call as before, and tell what came of it."""
        frame = self._entered(operation)
        self.frames.append(frame)
        try:
            result = original(operation, *args, **kwargs)
        finally:
            self.frames.pop()
        if frame.path is not UNKNOWN:
            self._done(frame, args, kwargs, result)
        return result

    def _entered(self, operation: Any) -> Frame:
        if self.frames:
            return Frame(self.places.of(self.frames[-1], operation))
        whole = operation is self.network and ("", id(operation)) not in self.places.paths
        return Frame("" if whole else self.places.of(Frame(""), operation))

    def _done(self, frame: Frame, args: Any, kwargs: Any, result: Any) -> None:
        path = str(frame.path)
        if self.inside and self.places.operations.get(path):
            self._work_out(frame, self.places.written.insides[path], args, kwargs)
        if path and path not in self.known:
            self._tell(path, result)
        outer = self.frames[-1] if self.frames else None
        if self.inside and outer is not None and self.places.operations.get(outer.path or ""):
            pairs = zip(self.places.calls[path].outputs, tree.flatten(result), strict=False)
            outer.values |= {id(traced): value for traced, value in pairs}

    def _tell(self, path: str, result: Any) -> None:
        self.known.add(path)
        self.seen(path, result)

    def _work_out(self, frame: Frame, inside: Inside, args: Any, kwargs: Any) -> None:
        """Call the operations of a block that it called past any hook, on what its layers returned."""
        given = [value for value in tree.flatten((args, kwargs)) if _is_data(value)]
        if len(given) != len(inside.inputs):
            return
        pairs = zip(inside.inputs, given, strict=True)
        values = {id(traced): keras.ops.cast(value, traced.dtype) for traced, value in pairs} | frame.values
        for path in self.places.operations[str(frame.path)]:
            call = self.places.calls[path]
            if path in self.known or not callable(call.operation) or not all(id(t) in values for t in call.inputs):
                continue
            try:
                result = _result(call, values)
                made = dict(zip(map(id, call.outputs), tree.flatten(result), strict=True))
            except Exception:
                continue
            values |= made
            self._tell(path, result)


def _is_data(value: Any) -> bool:
    return isinstance(value, np.ndarray) or bool(keras.ops.is_tensor(value))


def _result(call: Call, values: dict[int, Any]) -> Any:
    """What an operation gives for the values of the tensors that it was traced on; of a constant or weight itself."""
    value = getattr(call.operation, "value", None)
    if value is not None:
        return keras.ops.convert_to_tensor(value)
    return call.operation(*_filled(call.args, values), **_filled(call.kwargs, values))


def _filled(arguments: Any, values: dict[int, Any]) -> Any:
    return tree.map_structure(lambda v: values[id(v)] if isinstance(v, KerasTensor) else v, arguments)


@contextmanager
def hooked(watch: Watch) -> Iterator[None]:
    """Inside, every call of a layer or operation in this thread passes `watch`; afterwards none does.

    Traces in other threads wait until then: they change the same two functions.
    """
    with ONE_AT_A_TIME:
        yield from _hooked(watch)


def _hooked(watch: Watch) -> Iterator[None]:
    layer, operation = keras.layers.Layer.__call__, keras.Operation.__call__

    def passes(one: Any, args: Any) -> bool:
        return threading.get_ident() != watch.thread or any(isinstance(v, KerasTensor) for v in tree.flatten(args))

    def of_layer(one: Any, *args: Any, **kwargs: Any) -> Any:
        if passes(one, (args, kwargs)):
            return layer(one, *args, **kwargs)
        return watch.call(layer, one, args, kwargs)

    def of_operation(one: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(one, keras.layers.Layer) or not watch.frames or passes(one, (args, kwargs)):
            return operation(one, *args, **kwargs)
        return watch.call(operation, one, args, kwargs)

    keras.layers.Layer.__call__, keras.Operation.__call__ = of_layer, of_operation
    try:
        yield
    finally:
        keras.layers.Layer.__call__, keras.Operation.__call__ = layer, operation


def watched(network: Any, data: Any, places: Places, seen: Seen) -> Any:
    """What the network returns for data, unchanged; `seen` is told what every call in it returned."""
    watch = Watch(network, places, seen)
    with hooked(watch):
        return network(data)


def times(network: Any, data: Any, places: Places, runs: int) -> dict[str, list[float]]:
    """Seconds of every call, a figure a run, with all that is inside; "" is the whole network."""
    found: dict[str, list[float]] = defaultdict(list)

    class Timed(Watch):
        """Takes the time around each call, and lets it come to its end first: some backends only promise results."""

        def call(self, original: Callable[..., Any], operation: Any, args: Any, kwargs: Any) -> Any:
            began = time.perf_counter()
            frame = self._entered(operation)
            self.frames.append(frame)
            try:
                result = finished(original(operation, *args, **kwargs))
            finally:
                self.frames.pop()
            if frame.path is not UNKNOWN:
                found[frame.path].append(time.perf_counter() - began)
            return result

    for _ in range(runs):
        with hooked(Timed(network, places, lambda path, result: None, inside=False)):
            network(data)
    return dict(found)


def finished(result: Any) -> Any:
    """A result once it is there."""
    for value in tree.flatten(result):
        if hasattr(value, "block_until_ready"):
            value.block_until_ready()
    return result


def arrays_of(result: Any) -> list[Any]:
    """The tensors of a result that hold values, as numpy's arrays."""
    found = []
    for value in tree.flatten(result):
        with suppress(Exception):  # tensors of a graph that is only written down have no values
            if keras.ops.is_tensor(value) or isinstance(value, np.ndarray):
                plain = keras.ops.cast(value, "float32") if _is_short(value) else value
                found.append(keras.ops.convert_to_numpy(plain))
    return found


def _is_short(value: Any) -> bool:
    return keras.backend.standardize_dtype(value.dtype) in ("bfloat16", "float16")
