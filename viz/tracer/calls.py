"""The calls inside a layer or model: read from the history that Keras keeps, or seen while its `call` is replayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
from keras import KerasTensor, tree

from .facts import LONGEST, is_keras_layer
from .skeleton import same_names, skeleton


@dataclass(frozen=True)
class Call:
    """One call of a layer or operation on tensors that carry shapes alone."""

    operation: Any
    args: Any
    kwargs: Any
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]


@dataclass(frozen=True)
class Inside:
    """What happens inside a layer: from `inputs` by `calls`, in topological order, to `outputs`."""

    inputs: tuple[Any, ...]
    calls: tuple[Call, ...]
    outputs: tuple[Any, ...]


def call_of(node: Any) -> Call:
    """A node of Keras' history as a `Call`."""
    arguments = node.arguments
    return Call(node.operation, arguments.args, arguments.kwargs, tuple(arguments.keras_tensors), tuple(node.outputs))


def functional_of(layer: Any) -> Any:
    """The function graph of a Functional or a built Sequential model, else None."""
    if isinstance(layer, keras.Sequential):
        return layer._functional
    is_functional = isinstance(layer, keras.Model) and hasattr(layer, "_nodes_by_depth")
    return layer if is_functional and type(layer).call is _functional_class().call else None


def _functional_class() -> Any:
    from keras.src.models import Functional

    return Functional


def history(function: Any, *, with_inputs: bool = False) -> Inside:
    """The calls of a Functional model as Keras recorded them; its input layers too `with_inputs`."""
    depths = sorted(function._nodes_by_depth, reverse=True)
    nodes = (node for depth in depths for node in function._nodes_by_depth[depth] if with_inputs or not node.is_input)
    return Inside(tuple(function.inputs), tuple(call_of(node) for node in nodes), tuple(function.outputs))


def look_inside(call: Call) -> tuple[Inside | None, str]:
    """What happens inside a call, or None for a leaf; and a note that says why where it could not be seen."""
    layer = call.operation
    if not isinstance(layer, keras.layers.Layer) or is_keras_layer(layer):
        return None, ""
    function = functional_of(layer)
    if function is not None and [t.shape for t in function.inputs] == [t.shape for t in call.inputs]:
        return history(function), ""
    try:
        inside = replay(layer, call.args, call.kwargs)
    except Exception as error:  # a user's call may fail in any way; the layer stays a leaf then
        return None, f"not seen through: {_first_line(error)}"
    fits = inside.calls and (len(inside.inputs), len(inside.outputs)) == (len(call.inputs), len(call.outputs))
    return (inside, "") if fits else (None, "")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:LONGEST]


def replay(layer: Any, args: Any, kwargs: Any) -> Inside:
    """Run `layer.call` on tensors without history, read what it called, and take every mark off again.

    Raises:
        Exception: whatever the user's `call` raises.
    """
    tensors: list[Any] = []

    def fresh(value: Any) -> Any:
        if not isinstance(value, KerasTensor):
            return value
        tensors.append(KerasTensor(value.shape, value.dtype))
        return tensors[-1]

    args, kwargs = tree.map_structure(fresh, (args, kwargs))
    with unmarked(layer), same_names(), skeleton():
        result = layer.call(*args, **kwargs)
        outputs = tuple(t for t in tree.flatten(result) if isinstance(t, KerasTensor))
        return Inside(tuple(tensors), tuple(_calls_to(outputs)), outputs)


def _calls_to(outputs: Sequence[Any]) -> list[Call]:
    """The calls that lead to `outputs`, each after those it depends on; iterative, since chains may be long."""
    done: dict[int, Any] = {}
    waiting = [(node, False) for node in map(_maker, reversed(outputs)) if node is not None]
    while waiting:
        node, seen = waiting.pop()
        if id(node) in done:
            continue
        if seen:
            done[id(node)] = node
            continue
        waiting.append((node, True))
        before = (_maker(t) for t in reversed(node.arguments.keras_tensors))
        waiting += [(n, False) for n in before if n is not None and id(n) not in done]
    return [call_of(node) for node in done.values()]


def _maker(tensor: Any) -> Any:
    """The node of Keras' history that made `tensor`, None for an input."""
    past = getattr(tensor, "_keras_history", None)
    return past.operation._inbound_nodes[past.node_index] if past and past.operation is not None else None


@contextmanager
def unmarked(layer: Any) -> Iterator[None]:
    """Afterwards the inbound and outbound nodes of `layer` and all layers inside it are as before."""
    inside = [layer, *layer._flatten_layers(include_self=False)]
    before = [(part, len(part._inbound_nodes), len(part._outbound_nodes)) for part in inside]
    try:
        yield
    finally:
        for part, inbound, outbound in before:
            del part._inbound_nodes[inbound:]
            del part._outbound_nodes[outbound:]
