"""Keras' layers that call other layers: at every step of a sequence, both ways, one after the other."""

from __future__ import annotations

import inspect
from typing import Any

import keras
from keras import KerasTensor, tree

from .calls import Call, Inside
from .facts import is_layer, is_leaf
from .replaying.replay import replay_function
from .replaying.twin import Twins

PARTS = ("layer", "cell", "cells", "forward_layer", "backward_layer")  # where they keep the layers that they call


def is_closed(layer: Any) -> bool:
    """Whether there is nothing to see inside: leaves, and layers that call nothing but such."""
    if isinstance(layer, keras.layers.Pipeline) or not is_leaf(layer):
        return False
    held = [part for name in PARTS if (part := getattr(layer, name, None)) is not None]
    return not held or all(is_closed(part) for part in tree.flatten(held) if is_layer(part))


def is_at_steps(layer: Any) -> bool:
    """Whether a layer calls another one at every step of a sequence, such that one of them shows what it does."""
    return isinstance(layer, (keras.layers.TimeDistributed, keras.layers.RNN)) and is_leaf(layer)


def one_step(call: Call, twins: Twins) -> Inside:
    """The call that is made at every step of a sequence, (N, steps, ...)."""
    layer = twins.of(call.operation)
    given = inspect.signature(layer.call).bind(*call.args, **call.kwargs).arguments
    sequence = next(iter(given.values()))
    step = KerasTensor((sequence.shape[0], *sequence.shape[2:]), sequence.dtype)
    states = given.get("initial_state")
    function = layer.layer if isinstance(layer, keras.layers.TimeDistributed) else lambda x: _recur(layer, x, states)
    calls, outputs = replay_function(twins, function, (step,), set(map(id, tree.flatten(states))))
    inputs = tuple(step if tensor is sequence else tensor for tensor in call.inputs)  # there may be masks and states
    return Inside(inputs, tuple(calls), tuple(outputs[: len(call.outputs)]), sequence.shape[1])


def _recur(layer: Any, step: Any, given: Any) -> Any:
    """A call of the cell: what it gives, then its states; it begins with those that are given."""
    started = layer.get_initial_state(1)
    made = tree.map_structure(lambda t: KerasTensor((step.shape[0], *t.shape[1:]), step.dtype), started)
    states = made if given is None else tree.pack_sequence_as(made, tree.flatten(given))
    return layer.cell(step, states)
