"""See what a layer calls by watching TensorFlow trace it: for a `call` that uses TensorFlow's own functions.

While it is traced every call of a layer passes `Layer.__call__`; what happens between these calls is read from the
operations of the graph that comes about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from keras import KerasTensor, tree

from ..calls import FOR_A_LOSS, Call, Inside
from ..internals import SymbolicScope
from .given import given_to
from .known import KnownTensors, is_known, maker_of_known
from .operations import choice, named, parts_of, rounds_of
from .threads import Original, calls_answered

FAR = "its `call` runs layers within a loop, a condition or a function of TensorFlow that does not tell its parts"
NO_DATA = ("Shape", "ShapeN", "Size", "Rank", "Const")  # what they give does not depend on what is in a tensor
HANDLES = ("variant", "resource")  # dtypes of tensors that stand for something elsewhere
SAME = ("Identity", "IdentityN", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "TensorListFromTensor")


def watch(call: Any, args: Any, kwargs: Any, losses: list[Any]) -> tuple[list[Call], Any]:
    """What `call` calls, and what it returns, in tensors that carry shapes alone; `losses` are what it adds meanwhile.

    Raises:
        Exception: whatever the user's `call` raises.
        NotImplementedError: it calls layers where they cannot be followed.
    """
    import tensorflow as tf

    from .scratch import scratch_graph

    graph = scratch_graph("watched")
    watched = Watched(tf, graph)
    with SymbolicScope(), graph.as_default(), calls_answered(watched.answer):
        args, kwargs = tree.map_structure(watched.placeholder, (args, kwargs))
        result = call(*args, **kwargs)
    outputs, apart = ([t for t in tree.flatten(value) if watched.is_inside(t)] for value in (result, losses))
    calls = watched.calls_to(outputs)
    calls += [replace(call, note=FOR_A_LOSS) for call in watched.calls_to(apart)]
    watched.check_all_told()
    return calls, tree.map_structure(watched.stand_in, result)


Key = tuple[int, str]


class Watched:
    """A graph of TensorFlow, the calls of layers that made parts of it, and what stands for its tensors."""

    def __init__(self, tf: Any, graph: Any) -> None:
        self.tf, self.graph = tf, graph
        self.stand_ins: dict[Key, Any] = {}  # a tensor that carries data -> what stands for it
        self.makers: dict[Key, Call] = {}  # a tensor -> the call of a layer that returned it
        self.results: set[Key] = set()  # the tensors that the watched call returned
        self.done: set[int] = set()  # ids of the makers whose calls were told
        self.far: list[Call] = []  # calls of layers within loops and conditions
        self.known = KnownTensors()

    def placeholder(self, value: Any) -> Any:
        """An input of the graph for a tensor that carries a shape alone."""
        if not isinstance(value, KerasTensor):
            return value
        tensor = self.tf.compat.v1.placeholder(value.dtype, value.shape)
        self.stand_ins[_key(tensor)] = value
        return tensor

    def answer(self, original: Original, depth: int, layer: Any, args: Any, kwargs: Any) -> Any:
        """Call the layer, and remember it where it is no layer within another."""
        result = original(layer, *args, **kwargs)
        return result if depth else self.record(layer, args, kwargs, result)

    def record(self, layer: Any, args: Any, kwargs: Any, result: Any) -> Any:
        """Remember the call of a layer; its results get names of their own, since a layer may return what it took."""
        result = tree.map_structure(lambda t: self.tf.identity(t) if self.is_inside(t) else t, result)
        outputs = tuple(t for t in tree.flatten(result) if self.is_inside(t))
        call = Call(layer, args, kwargs, tuple(filter(self.is_inside, tree.flatten((args, kwargs)))), outputs)
        self.makers |= {_key(tensor): call for tensor in outputs}
        if self.tf.compat.v1.get_default_graph() is not self.graph:
            self.far.append(call)
        return result

    def check_all_told(self) -> None:
        """Refuse where layers were called that no operation led to.

        Raises:
            NotImplementedError: there are some.
        """
        if any(id(call) not in self.done for call in self.far):
            raise NotImplementedError(FAR)

    def is_inside(self, value: Any) -> bool:
        """Whether it is a tensor of a graph."""
        return isinstance(value, self.tf.Tensor) and not hasattr(value, "numpy")

    def stand_in(self, value: Any) -> Any:
        """What stands for a tensor; constants and variables stand for themselves until a layer takes them."""
        if not self.is_inside(value):
            return self.known.of(value) if is_known(value) and value.shape else value
        if _key(value) not in self.stand_ins:
            return self.known.of(value)
        return self.stand_ins[_key(value)]

    def calls_to(self, outputs: list[Any]) -> list[Call]:
        """The calls of layers and operations that lead to `outputs`, each after those it depends on."""
        self.results |= set(map(_key, outputs))
        calls: list[Call] = []
        waiting = [(tensor, False) for tensor in reversed(outputs)]
        while waiting:
            tensor, ready = waiting.pop()
            maker = self.makers.get(_key(tensor), tensor.op)
            if id(maker) in self.done or (not ready and _key(tensor) in self.stand_ins):
                continue
            if ready:
                self.done.add(id(maker))
                calls += self._made_by(maker)
            elif isinstance(maker, Call) or maker.type not in NO_DATA:
                waiting += [(tensor, True), *((t, False) for t in reversed(maker.inputs))]
        return calls

    def _made_by(self, maker: Any) -> list[Call]:
        """The call that a layer or operation made, where data reach it; what it returned stands for data then."""
        if isinstance(maker, Call):
            return self._made_by_layer(maker)
        inputs = tuple(self.stand_ins[_key(t)] for t in maker.inputs if _key(t) in self.stand_ins)
        if not inputs or self._handed_on(maker):
            return []
        parts = parts_of(maker)
        if any(_stands_in(call.outputs[0].graph, parts) for call in self.far if call.outputs):
            return [self._block(maker, inputs, parts)]
        used = self._used(maker)
        outputs = maker.outputs[: used[-1] + 1] if used else []
        return [Call(named(maker, self._has), inputs, given_to(maker), inputs, self._name(outputs))]

    def _made_by_layer(self, maker: Call) -> list[Call]:
        before = set(self.known.made)
        args, kwargs = tree.map_structure(self.stand_in, (maker.args, maker.kwargs))
        new = [maker_of_known(tensor) for key, (_, tensor) in self.known.made.items() if key not in before]
        inputs = tuple(t for t in tree.flatten((args, kwargs)) if isinstance(t, KerasTensor))
        return [*new, Call(maker.operation, args, kwargs, inputs, self._name(maker.outputs))]

    def _block(self, maker: Any, inputs: tuple[Any, ...], parts: list[Any]) -> Call:
        """A condition or loop as a block of what its parts run."""
        calls, ends = [], []
        given = maker.inputs[len(maker.inputs) - len(parts[0].inputs) :]  # a condition takes first what it depends on
        for part in parts:
            pairs = [(outer, inner) for outer, inner in zip(given, part.inputs, strict=True) if self._has(outer)]
            self.stand_ins |= {_key(inner): self.stand_ins[_key(outer)] for outer, inner in pairs}
            wanted = [part.outputs[number] for number in self._used(maker)]
            calls += self.calls_to(wanted)
            ends.append([self.stand_in(tensor) for tensor in wanted])
        outer = [maker.outputs[number] for number in self._used(maker)]
        asked = tuple(self.stand_ins[_key(t)] for t in maker.inputs[:1] if len(parts) > 1 and self._has(t))
        made = (
            ends[0] if len(parts) == 1 else [self._choice(calls, asked, options) for options in zip(*ends, strict=True)]
        )
        handles = [t.dtype.name in HANDLES for t in outer]
        self.stand_ins |= {_key(t): end for t, end, handle in zip(outer, made, handles, strict=True) if handle}
        operation = named(maker, self._has)
        operation.inside = Inside(inputs, tuple(calls), tuple(made), rounds_of(maker))
        return Call(operation, inputs, {}, inputs, self._name(outer))

    def _choice(self, calls: list[Call], asked: tuple[Any, ...], options: tuple[Any, ...]) -> Any:
        made = KerasTensor(options[0].shape, options[0].dtype)
        inputs = (*asked, *options)
        calls.append(Call(choice(), inputs, {}, inputs, (made,)))
        return made

    def _has(self, tensor: Any) -> bool:
        return _key(tensor) in self.stand_ins

    def _handed_on(self, maker: Any) -> bool:
        """Let what an operation gives stand for what it takes, where nothing happens in it or that is a handle."""
        if parts_of(maker):
            return False
        if maker.type in SAME:
            pairs = zip(maker.inputs, maker.outputs, strict=False)
        elif all(t.dtype.name in HANDLES for t in maker.outputs):
            pairs = zip([t for t in maker.inputs if self._has(t)][-1:], maker.outputs, strict=False)
        else:
            return False
        self.stand_ins |= {_key(new): self.stand_ins[_key(old)] for old, new in pairs if self._has(old)}
        return True

    def _used(self, maker: Any) -> list[int]:
        """The places of those outputs that somebody takes."""
        found = enumerate(maker.outputs)
        return [number for number, tensor in found if tensor.consumers() or _key(tensor) in self.results]

    def _name(self, tensors: Any) -> tuple[Any, ...]:
        found = {_key(t): self.stand_ins[_key(t)] if self._has(t) else _tensor_like(t) for t in tensors}
        self.stand_ins |= found
        return tuple(found.values())


def _key(tensor: Any) -> Key:
    return id(tensor.graph), tensor.name


def _tensor_like(tensor: Any) -> Any:
    shape = (None,) if tensor.shape.rank is None else tuple(tensor.shape)
    return KerasTensor(shape, "float32" if tensor.dtype.name in HANDLES else tensor.dtype.name)


def _stands_in(graph: Any, parts: list[Any]) -> bool:
    """Whether a graph is one of the parts or stands in one."""
    while graph is not None and graph not in parts:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None
