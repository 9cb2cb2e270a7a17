"""What happens inside a call: by the history that Keras kept, or by calling again."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

import keras

from ..errors import first_line
from .calls import Call, Inside, functional_of, history
from .facts import LONGEST, is_layer
from .replaying.flow import note_of, parts_of_flow
from .replaying.replay import replay
from .replaying.twin import Twins
from .saved.unknown import Unknown
from .steps import is_at_steps, is_closed, one_step

CALLS_NOTHING = "calls nothing on what it takes"
OTHERWISE = "not seen through: called again it takes or gives another number of tensors"
STEP = "seen at one of its steps; multiply-adds are those of all"


def look_inside(call: Call, twins: Twins, outside: Container[int]) -> tuple[Inside | None, str]:
    """What happens inside a call, or None for a leaf; and a note that says why where it could not be seen.

    `outside` are the ids of the tensors that are known around it.
    """
    layer = call.operation
    if not is_layer(layer):
        return _tried(lambda: _flow(call, twins, outside))
    if isinstance(layer, Unknown):
        return None, layer.why
    if is_closed(layer):
        return None, ""
    if is_at_steps(layer):
        return _tried(lambda: (one_step(call, twins), STEP))
    function = functional_of(layer)
    if function is not None and _takes(function, call):
        return history(twins.original(function)), ""
    return _tried(lambda: _replayed(call, twins))


def _tried(look: Callable[[], tuple[Inside | None, str]]) -> tuple[Inside | None, str]:
    try:
        return look()
    except Exception as error:  # a user's call may fail in any way; the layer stays a leaf then
        return None, f"not seen through: {type(error).__name__}: {first_line(error)}"[:LONGEST]


def _flow(call: Call, twins: Twins, outside: Container[int]) -> tuple[Inside | None, str]:
    """What a condition or loop runs."""
    inside = getattr(call.operation, "inside", None) or parts_of_flow(call, twins, outside)
    if inside is None or len(inside.outputs) != len(call.outputs):
        return None, ""
    return inside, note_of(type(call.operation).__name__, inside.times)


def _replayed(call: Call, twins: Twins) -> tuple[Inside | None, str]:
    """What calling again shows; by watching where that gives other shapes than the call did."""
    inside = replay(twins, call.operation, call.args, call.kwargs)
    if _shapes(inside.outputs) != _shapes(call.outputs) and keras.backend.backend() == "tensorflow":
        watched = replay(twins, call.operation, call.args, call.kwargs, watched=True)
        inside = watched if _shapes(watched.outputs) == _shapes(call.outputs) else inside
    if not inside.calls:
        return None, CALLS_NOTHING
    fits = (len(inside.inputs), len(inside.outputs)) == (len(call.inputs), len(call.outputs))
    return (inside, "") if fits else (None, OTHERWISE)


def _shapes(tensors: Sequence[Any]) -> list[tuple[int | None, ...]]:
    return [tuple(tensor.shape) for tensor in tensors]


def _takes(function: Any, call: Call) -> bool:
    """Whether the function graph takes the tensors of the call as they are, one by one."""
    by_name = len(call.inputs) > 1 and isinstance(call.args[0] if call.args else None, Mapping)
    return not by_name and [t.shape for t in function.inputs] == [t.shape for t in call.inputs]
