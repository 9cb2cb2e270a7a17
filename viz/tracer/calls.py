"""The calls inside a layer or model, from whichever way shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from .internals import Functional


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
