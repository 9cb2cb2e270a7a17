"""What happens inside a call: by the history that Keras kept, or by calling again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
from keras import KerasTensor, tree

from ..errors import first_line
from .calls import Call, Inside, functional_of, history
from .facts import LONGEST, is_leaf
from .replaying.replay import replay
from .replaying.twin import Twins
from .unknown import Unknown


def look_inside(call: Call, twins: Twins) -> tuple[Inside | None, str]:
    """What happens inside a call, or None for a leaf; and a note that says why where it could not be seen."""
    layer = call.operation
    if isinstance(layer, keras.layers.TimeDistributed) and not is_leaf(layer.layer):
        return one_step(call, twins), "seen at one of its steps; multiply-adds are those of all"
    if is_leaf(layer):
        return None, ""
    if isinstance(layer, Unknown):
        return None, layer.why
    function = functional_of(layer)
    if function is not None and _takes(function, call):
        return history(twins.original(function)), ""
    try:
        inside = replay(twins, layer, call.args, call.kwargs)
    except Exception as error:  # a user's call may fail in any way; the layer stays a leaf then
        return None, f"not seen through: {type(error).__name__}: {first_line(error)}"[:LONGEST]
    fits = inside.calls and (len(inside.inputs), len(inside.outputs)) == (len(call.inputs), len(call.outputs))
    return (inside, "") if fits else (None, "")


def one_step(call: Call, twins: Twins) -> Inside:
    """The call that a `TimeDistributed` makes at every step of its input, (N, steps, ...)."""
    layer, sequence = twins.of(call.operation.layer), call.inputs[0]
    step = KerasTensor((sequence.shape[0], *sequence.shape[2:]), sequence.dtype)
    outputs = tuple(tree.flatten(layer(step)))
    inputs = (step, *call.inputs[1:])  # behind the sequence there may be a mask
    return Inside(inputs, (Call(layer, (step,), {}, (step,), outputs),), outputs, sequence.shape[1])


def _takes(function: Any, call: Call) -> bool:
    """Whether the function graph takes the tensors of the call as they are, one by one."""
    by_name = len(call.inputs) > 1 and isinstance(call.args[0] if call.args else None, Mapping)
    return not by_name and [t.shape for t in function.inputs] == [t.shape for t in call.inputs]
