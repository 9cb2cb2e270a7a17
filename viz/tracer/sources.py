"""Calls that begin a graph: inputs, a layer alone, and the layers of a model that calls none of them."""

from __future__ import annotations

from typing import Any

import keras
from keras import tree

from ..errors import SourceError
from .calls import Call, Inside, names_in
from .inputs import arguments_of
from .replaying.twin import Twins

APART = "called by no `call` of the model: shown by itself"


def as_leaf(layer: Any, args: Any, kwargs: Any, result: Any) -> Inside:
    """The layer as one call between its inputs and what it returns."""
    given, made = tuple(tree.flatten((args, kwargs))), tuple(tree.flatten(result))
    calls = (*(source_of(t, t) for t in given), Call(layer, args, kwargs, given, made))
    return Inside(given, calls, made, given=names_in(result))


def source_of(tensor: Any, inner: Any) -> Call:
    """The input layer behind `tensor` as the call that makes `inner`."""
    return Call(tensor._keras_history.operation, (), {}, (), (inner,))


def calls_nothing(layer: Any) -> bool:
    """Whether a model has no `call` of its own, as those that are trained by a `train_step` alone."""
    return isinstance(layer, keras.Model) and type(layer).call is keras.Model.call


def side_by_side(twins: Twins, model: Any) -> Inside:
    """The layers of a model, each called by itself."""
    parts = [_apart(twins, layer) for layer in model.layers]
    inputs, outputs = ([t for part in parts for t in getattr(part, ends)] for ends in ("inputs", "outputs"))
    return Inside(tuple(inputs), tuple(call for part in parts for call in part.calls), tuple(outputs))


def _apart(twins: Twins, layer: Any) -> Inside:
    try:
        args, kwargs = arguments_of(layer, None)[0]
    except SourceError:
        return Inside((), (Call(layer, (), {}, (), (), f"{APART}; it was never built"),), ())
    made = tuple(tree.flatten(twins.of(layer)(*args, **kwargs)))
    given = tuple(tree.flatten((args, kwargs)))
    calls = (*(source_of(t, t) for t in given), Call(layer, args, kwargs, given, made, APART))
    return Inside(given, calls, made)
