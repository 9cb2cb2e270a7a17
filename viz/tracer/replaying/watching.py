"""See what a layer calls by watching TensorFlow trace it: for a `call` that uses TensorFlow's own functions.

While it is traced every call of a layer passes `Layer.__call__`; what happens between these calls is read from the
operations of the graph that comes about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from keras import KerasTensor, tree

from ..calls import FOR_A_LOSS, Call
from ..internals import SymbolicScope
from .given import given_to
from .operations import named
from .threads import Original, calls_answered

NO_DATA = ("Shape", "ShapeN", "Size", "Rank", "Const")  # what they give does not depend on what is in a tensor
SAME = ("Identity", "IdentityN", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot")


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
    return calls, tree.map_structure(watched.stand_in, result)


class Watched:
    """A graph of TensorFlow, the calls of layers that made parts of it, and what stands for its tensors."""

    def __init__(self, tf: Any, graph: Any) -> None:
        self.tf, self.graph = tf, graph
        self.stand_ins: dict[str, Any] = {}  # name of a tensor that carries data -> what stands for it
        self.makers: dict[str, Any] = {}  # name of a tensor -> the call of a layer that returned it
        self.results: set[str] = set()  # names of the tensors that the watched call returned
        self.done: set[int] = set()  # ids of the makers whose calls were told

    def placeholder(self, value: Any) -> Any:
        """An input of the graph for a tensor that carries a shape alone."""
        if not isinstance(value, KerasTensor):
            return value
        tensor = self.tf.compat.v1.placeholder(value.dtype, value.shape)
        self.stand_ins[tensor.name] = value
        return tensor

    def answer(self, original: Original, depth: int, layer: Any, args: Any, kwargs: Any) -> Any:
        """Call the layer, and remember it where it is no layer within another."""
        result = original(layer, *args, **kwargs)
        return result if depth else self.record(layer, args, kwargs, result)

    def record(self, layer: Any, args: Any, kwargs: Any, result: Any) -> Any:
        """Remember the call of a layer; its results get names of their own, since a layer may return what it took."""
        if self.tf.compat.v1.get_default_graph() is not self.graph:
            raise NotImplementedError("its `call` runs layers within a loop, a condition or a function of TensorFlow")
        result = tree.map_structure(lambda t: self.tf.identity(t) if self.is_inside(t) else t, result)
        outputs = tuple(t for t in tree.flatten(result) if self.is_inside(t))
        call = Call(layer, args, kwargs, tuple(filter(self.is_inside, tree.flatten((args, kwargs)))), outputs)
        self.makers |= {tensor.name: call for tensor in outputs}
        return result

    def is_inside(self, value: Any) -> bool:
        """Whether it is a tensor of a graph."""
        return isinstance(value, self.tf.Tensor) and hasattr(value, "graph")

    def stand_in(self, value: Any) -> Any:
        """What stands for a tensor; anything else as it is."""
        if not self.tf.is_tensor(value):
            return value
        if value.name not in self.stand_ins:
            return KerasTensor(tuple(value.shape), value.dtype.name)
        return self.stand_ins[value.name]

    def calls_to(self, outputs: list[Any]) -> list[Call]:
        """The calls of layers and operations that lead to `outputs`, each after those it depends on."""
        self.results |= {tensor.name for tensor in outputs}
        calls: list[Call] = []
        waiting = [(tensor, False) for tensor in reversed(outputs)]
        while waiting:
            tensor, ready = waiting.pop()
            maker = self.makers.get(tensor.name, tensor.op)
            if id(maker) in self.done or (not ready and tensor.name in self.stand_ins):
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
            args, kwargs = tree.map_structure(self.stand_in, (maker.args, maker.kwargs))
            inputs = tuple(t for t in tree.flatten((args, kwargs)) if isinstance(t, KerasTensor))
            return [Call(maker.operation, args, kwargs, inputs, self._name(maker.outputs))]
        inputs = tuple(self.stand_ins[t.name] for t in maker.inputs if t.name in self.stand_ins)
        if maker.type in SAME:
            pairs = zip(maker.inputs, maker.outputs, strict=True)
            self.stand_ins |= {new.name: self.stand_ins[old.name] for old, new in pairs if old.name in self.stand_ins}
        if maker.type in SAME or not inputs:
            return []
        used = [number for number, t in enumerate(maker.outputs, start=1) if t.consumers() or t.name in self.results]
        outputs = maker.outputs[: max(used, default=0)]
        return [Call(named(maker), inputs, given_to(maker), inputs, self._name(outputs))]

    def _name(self, tensors: Any) -> tuple[Any, ...]:
        found = {tensor.name: self.stand_in(tensor) for tensor in tensors}
        self.stand_ins |= found
        return tuple(found.values())
