"""Trace a model or layer from its inputs to its outputs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import keras
from keras import tree

from ..errors import SourceError
from ..graph import Graph
from ..grouping import group_by_prefix
from ..names import snake
from .calls import Call, Inside, functional_of, history, replay
from .facts import own_name
from .recorder import Recorder
from .skeleton import same_names, skeleton


def trace_layer(layer: Any, input_shape: Any = None) -> Graph:
    """The graph of a Keras model or layer; it allocates no weights and leaves the layer as it was.

    Args:
        layer: a `keras.Model` or `keras.Layer`.
        input_shape: without the batch, a list or mapping of them where there are several inputs; for layers, unbuilt
            models, and to see a model at another size.

    Raises:
        SourceError: an input shape is needed and missing, or does not fit.
    """
    recorder = Recorder()
    inside = _inside(layer, input_shape)
    recorder.expand("", inside, {})
    recorder.rest(layer)
    name = own_name(layer) or snake(type(layer).__name__)
    graph = Graph(name, tuple(recorder.nodes), tuple(recorder.edges), type(layer).__name__)
    return group_by_prefix(graph)


def _inside(layer: Any, input_shape: Any) -> Inside:
    function = functional_of(layer)
    if function is not None and input_shape is None:
        return history(function, with_inputs=True)
    with same_names():
        inputs = _inputs(layer, input_shape)
        layer = layer if layer.built else _built_copy(layer, inputs)
    seen = replay(layer, (inputs,), {})
    sources = tuple(
        Call(tensor._keras_history.operation, (), {}, (), (inner,))
        for tensor, inner in zip(tree.flatten(inputs), seen.inputs, strict=True)
    )
    return Inside(seen.inputs, (*sources, *seen.calls), seen.outputs)


def _inputs(layer: Any, input_shape: Any) -> Any:
    """Input tensors of the shape given, or of the shape the layer was built with."""
    shapes = input_shape if input_shape is not None else _built_shapes(layer)
    if shapes is None:
        raise SourceError(
            f"{layer.name} is not built: give `input_shape`, without the batch, such as (32, 32, 3), "
            "or a list of shapes where it has several inputs"
        )
    batch = () if input_shape is None else (None,)
    return _map_shapes(lambda shape, name: keras.Input(batch_shape=(*batch, *shape), name=name), shapes)


def _built_shapes(layer: Any) -> Any:
    if not layer.built:
        return None
    shapes = getattr(layer, "_build_shapes_dict", None) or {}
    return next(iter(shapes.values())) if len(shapes) == 1 else None


def _map_shapes(make: Any, shapes: Any) -> Any:
    if isinstance(shapes, Mapping):
        return {name: make(tuple(shape), str(name)) for name, shape in shapes.items()}
    if shapes and isinstance(shapes[0], (list, tuple)):
        return [make(tuple(shape), f"input{i}") for i, shape in enumerate(shapes, start=1)]
    return make(tuple(shapes), "input")


def _built_copy(layer: Any, inputs: Any) -> Any:
    """A copy of an unbuilt layer, built without weights; the layer itself stays unbuilt."""
    twin = copy.deepcopy(layer)
    with skeleton():
        twin(inputs)
    return twin
