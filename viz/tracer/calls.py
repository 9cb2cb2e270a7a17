"""The calls inside a layer or model, from whichever way shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import KerasTensor

from ...files import beyond, bound, shown
from ..errors import SourceError
from .internals import Functional, flatten_with_path

FOR_A_LOSS = "feeds a loss alone"  # what a call of that kind notes


@dataclass(frozen=True)
class Call:
    """One call of a layer or operation on tensors that carry shapes alone; `note` says what is special about it."""

    operation: Any
    args: Any
    kwargs: Any
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
    note: str = ""


@dataclass(frozen=True)
class Inside:
    """What happens inside a layer: from `inputs` by `calls`, in topological order, to `outputs`; `times` over.

    Attributes:
        times: None where the number of repetitions is unknown.
        along: the tensor along whose first axis the repetitions go, which may be the samples.
        sees_out: whether the calls take tensors of what stands around, as a function does.
        taken, given: names of the inputs and of the outputs, "" for those that stand in no mapping.
    """

    inputs: tuple[Any, ...]
    calls: tuple[Call, ...]
    outputs: tuple[Any, ...]
    times: int | None = 1
    taken: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    sees_out: bool = False
    along: Any = None


def names_in(structure: Any) -> tuple[str, ...]:
    """For every tensor in a structure the keys that lead to it, "" where lists alone do.

    Example:
        >>> names_in({"boxes": KerasTensor((None, 4)), "heads": [KerasTensor((None, 1))]}), names_in(KerasTensor((1,)))
        (('boxes', 'heads/0'), ('',))
    """
    found = flatten_with_path(structure)
    ways = (way for way, value in found if isinstance(value, KerasTensor))
    return tuple("/".join(map(str, way)) if any(isinstance(step, str) for step in way) else "" for way in ways)


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
    names = names_in(function._inputs_struct), names_in(function._outputs_struct)
    calls = tuple(call_of(node) for node in nodes)
    return Inside(tuple(function.inputs), calls, tuple(function.outputs), 1, *names)


def _turn(node: Any, place: dict[int, int]) -> tuple[int, int]:
    """Among calls of one depth: Keras' order of the operations, then of their calls."""
    return place[id(node.operation)], node.operation._inbound_nodes.index(node)


def check_size(function: Any) -> None:
    """Return where a function graph, with all that its layers hold as often as they are called, can be traced.

    Raises:
        SourceError: it makes more calls, or nests deeper, than the bounds allow.
    """
    number = _calls_in(function, {}, 0)
    if number > bound("nodes"):
        raise SourceError(beyond("nodes", f"{shown(function.name)} makes {shown(f'{number:,}')} calls of layers"))


def _calls_in(function: Any, known: dict[int, int], depth: int) -> int:
    """How many calls there are in it, those inside of layers as often as these are called."""
    if depth > bound("nesting"):
        raise SourceError(beyond("nesting", f"{shown(function.name)} stands in {depth:,} models"))
    if id(function) not in known:
        operations = [node.operation for nodes in function._nodes_by_depth.values() for node in nodes]
        inner = [functional_of(operation) for operation in operations]
        known[id(function)] = sum(1 + (_calls_in(one, known, depth + 1) if one is not None else 0) for one in inner)
    return known[id(function)]
