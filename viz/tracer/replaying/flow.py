"""What Keras' conditions and loops run: `cond`, `switch`, `while_loop`, `fori_loop`, `map`, `scan` and their like."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container
from typing import Any

from keras import KerasTensor, tree

from ..calls import Call, Inside
from .operations import choice
from .replay import replay_function
from .twin import Twins

CONDITION = "a condition: one of its branches runs; the multiply-adds of all are counted"
LOOP = "a loop: seen at one of its rounds; multiply-adds are those of all"
OPEN_LOOP = "a loop: seen at one of its rounds, whose number is open"


def note_of(kind: str, rounds: int | None) -> str:
    """What a reader should know of a condition or loop."""
    if kind in ("Cond", "Switch", "Condition"):
        return CONDITION
    return OPEN_LOOP if rounds is None else LOOP


def parts_of_flow(call: Call, twins: Twins, outside: Container[int]) -> Inside | None:
    """What a condition or loop of `keras.ops` runs, None for any other operation; `outside` are ids of known tensors.

    Raises:
        Exception: what it runs refuses tensors that carry shapes alone.
    """
    kind = type(call.operation).__name__
    if kind not in FLOWS or not type(call.operation).__module__.endswith("ops.core"):
        return None
    given = inspect.signature(call.operation.call).bind(*call.args, **call.kwargs).arguments
    return FLOWS[kind](_Flow(call, twins, outside), call.operation, given)


class _Flow:
    def __init__(self, call: Call, twins: Twins, outside: Container[int]) -> None:
        self.call, self.twins, self.outside = call, twins, outside
        self.calls: dict[int, Call] = {}  # by the id of the first tensor that they give
        self.fresh: dict[int, Any] = {}

    def run(self, function: Any, *args: Any) -> list[Any]:
        """What a function returns, its calls noted."""
        calls, found = replay_function(self.twins, function, args, self.outside)
        self.calls |= {id(call.outputs[0]): call for call in calls if id(call.outputs[0]) not in self.calls}
        return found

    def like(self, values: Any, change: Callable[[Any], Any] = tuple) -> Any:
        """Tensors in place of those that a round gets, of changed shapes."""

        def fresh(value: Any) -> Any:
            if not isinstance(value, KerasTensor):
                return value
            return self.fresh.setdefault(id(value), KerasTensor(change(value.shape), value.dtype))

        return tree.map_structure(fresh, values)

    def inside(self, outputs: list[Any], rounds: int | None, along: Any = None) -> Inside:
        """The noted calls, which see the tensors around them."""
        inputs = tuple(self.fresh.get(id(tensor), tensor) for tensor in self.call.inputs)
        return Inside(inputs, tuple(self.calls.values()), tuple(outputs), rounds, sees_out=True, along=along)

    def chosen(self, asked: Any, results: list[list[Any]]) -> Inside:
        """Several branches, one of which gives the result."""
        outputs = []
        for options in zip(*results, strict=True):
            made = KerasTensor(options[0].shape, options[0].dtype)
            inputs = tuple(t for t in (asked, *options) if isinstance(t, KerasTensor))
            self.calls[id(made)] = Call(choice(), inputs, {}, inputs, (made,))
            outputs.append(made)
        return self.inside(outputs, 1)


def _cond(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    return flow.chosen(given["pred"], [flow.run(given["true_fn"]), flow.run(given["false_fn"])])


def _switch(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    return flow.chosen(given["index"], [flow.run(branch, *given.get("operands", ())) for branch in given["branches"]])


def _while_loop(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    state = flow.like(given["loop_vars"])
    results = flow.run(operation.body, *(state if isinstance(state, (list, tuple)) else (state,)))
    return flow.inside(results, operation.maximum_iterations)


def _fori_loop(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    ends = operation.lower, operation.upper
    rounds = ends[1] - ends[0] if all(isinstance(end, int) for end in ends) else None
    return flow.inside(flow.run(operation.body_fun, KerasTensor((), "int32"), flow.like(given["init_val"])), rounds)


def _map(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    function, many = (given["f"], given["xs"]) if "f" in given else (operation.function, given["elements"])
    return flow.inside(flow.run(function, flow.like(many, _one)), 1, tree.flatten(many)[0])


def _scan(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    many = given.get("xs")
    results = flow.run(given["f"], flow.like(given["init"]), flow.like(many, _one))
    if many is None:
        return flow.inside(results, operation.length)
    return flow.inside(results, 1, tree.flatten(many)[0])


def _associative_scan(flow: _Flow, operation: Any, given: dict[str, Any]) -> Inside:
    return flow.inside(flow.run(given["f"], flow.like(given["elems"]), given["elems"]), None)


def _one(shape: Any) -> tuple[Any, ...]:
    return tuple(shape[1:])


FLOWS: dict[str, Callable[[_Flow, Any, dict[str, Any]], Inside]] = {
    "Cond": _cond,
    "Switch": _switch,
    "WhileLoop": _while_loop,
    "ForiLoop": _fori_loop,
    "Map": _map,
    "VectorizedMap": _map,
    "Scan": _scan,
    "AssociativeScan": _associative_scan,
}
