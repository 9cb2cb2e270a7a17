"""The calls inside a layer or model, from whichever way shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
from keras import KerasTensor, tree
from keras.src.models import Functional

from ..errors import first_line
from .facts import LONGEST, is_leaf
from .unknown import Unknown


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
    """What happens inside a layer: from `inputs` by `calls`, in topological order, to `outputs`; `times` over.

    `times` is None where the number of repetitions is unknown.
    """

    inputs: tuple[Any, ...]
    calls: tuple[Call, ...]
    outputs: tuple[Any, ...]
    times: int | None = 1


def call_of(node: Any) -> Call:
    """A node of Keras' history as a `Call`."""
    arguments = node.arguments
    return Call(node.operation, arguments.args, arguments.kwargs, tuple(arguments.keras_tensors), tuple(node.outputs))


def functional_of(layer: Any) -> Any:
    """The function graph of a Functional or a built Sequential model, else None."""
    if isinstance(layer, keras.Sequential):
        return layer._functional if type(layer).call is keras.Sequential.call else None
    return layer if isinstance(layer, Functional) and type(layer).call is Functional.call else None


def history(function: Any, *, with_inputs: bool = False) -> Inside:
    """The calls of a Functional model as Keras recorded them; its input layers too `with_inputs`."""
    place = {id(operation): number for number, operation in enumerate(function.operations)}
    nodes = (
        node
        for depth in sorted(function._nodes_by_depth, reverse=True)
        for node in sorted(function._nodes_by_depth[depth], key=lambda node: _turn(node, place))
        if with_inputs or not node.is_input
    )
    return Inside(tuple(function.inputs), tuple(call_of(node) for node in nodes), tuple(function.outputs))


def _turn(node: Any, place: dict[int, int]) -> tuple[int, int]:
    """Among calls of one depth: Keras' order of the operations, then of their calls."""
    return place[id(node.operation)], node.operation._inbound_nodes.index(node)


def look_inside(call: Call) -> tuple[Inside | None, str]:
    """What happens inside a call, or None for a leaf; and a note that says why where it could not be seen."""
    from .replay import replay

    layer = call.operation
    if isinstance(layer, keras.layers.TimeDistributed) and not is_leaf(layer.layer):
        return one_step(call), "seen at one of its steps; multiply-adds are those of all"
    if is_leaf(layer):
        return None, ""
    if isinstance(layer, Unknown):
        return None, layer.why
    function = functional_of(layer)
    if function is not None and _takes(function, call):
        return history(function), ""
    try:
        inside = replay(layer, call.args, call.kwargs)
    except Exception as error:  # a user's call may fail in any way; the layer stays a leaf then
        return None, f"not seen through: {type(error).__name__}: {first_line(error)}"[:LONGEST]
    fits = inside.calls and (len(inside.inputs), len(inside.outputs)) == (len(call.inputs), len(call.outputs))
    return (inside, "") if fits else (None, "")


def one_step(call: Call) -> Inside:
    """The call that a `TimeDistributed` makes at every step of its input, (N, steps, ...)."""
    layer, sequence = call.operation.layer, call.inputs[0]
    step = KerasTensor((sequence.shape[0], *sequence.shape[2:]), sequence.dtype)
    outputs = tuple(tree.flatten(layer(step)))
    inputs = (step, *call.inputs[1:])  # behind the sequence there may be a mask
    return Inside(inputs, (Call(layer, (step,), {}, (step,), outputs),), outputs, sequence.shape[1])


def _takes(function: Any, call: Call) -> bool:
    """Whether the function graph takes the tensors of the call as they are, one by one."""
    by_name = len(call.inputs) > 1 and isinstance(call.args[0] if call.args else None, Mapping)
    return not by_name and [t.shape for t in function.inputs] == [t.shape for t in call.inputs]
