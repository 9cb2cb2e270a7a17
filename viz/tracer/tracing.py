"""Trace a model or layer from its inputs to its outputs."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keras import tree

from ...files import uncollected
from ..errors import SourceError, first_line
from ..graph import Graph, group_by_prefix
from .calls import Call, Inside, check_size, functional_of, history, names_in
from .facts import title_of
from .inputs import arguments_of
from .recorder import Recorder
from .replaying.replay import replay
from .replaying.threads import ONE_AT_A_TIME
from .replaying.twin import Twins
from .saved.unknown import Unknown
from .skeleton import skeleton
from .sources import as_leaf, calls_nothing, side_by_side, source_of
from .steps import is_at_steps, is_closed


@uncollected()
def trace_layer(layer: Any, input_shape: Any = None) -> Graph:
    """The graph of a Keras model or layer; it allocates no weights and leaves the layer as it was.

    Args:
        layer: a `keras.Model` or `keras.Layer`.
        input_shape: without the batch, a list or mapping of them where there are several inputs; for layers, unbuilt
            models, and to see a model at another size.

    Raises:
        SourceError: an input shape is needed and missing, or does not fit.
    """
    return group_by_prefix(_recorded(layer, input_shape)[0])


@dataclass(frozen=True)
class Written:
    """A graph, and the calls that it was written down from.

    Attributes:
        calls: for every node its block, its path before layers were grouped, and the call.
        insides: what happens inside the blocks, by path before layers were grouped.
        paths: paths in the graph by those before layers were grouped.
    """

    graph: Graph
    calls: Sequence[tuple[str, str, Call]]
    insides: Mapping[str, Inside]
    paths: Mapping[str, str]


def trace_calls(layer: Any, input_shape: Any = None) -> Written:
    """The graph of a layer as `trace_layer` gives it, and the calls behind it.

    Raises:
        SourceError: an input shape is needed and missing, or does not fit.
    """
    graph, recorder = _recorded(layer, input_shape)
    marked = group_by_prefix(replace(graph, nodes=tuple(replace(node, note=node.path) for node in graph.nodes)))
    paths = {node.note: node.path for node in marked.nodes if node.note}
    return Written(group_by_prefix(graph), recorder.calls, recorder.insides, paths)


def _recorded(layer: Any, input_shape: Any) -> tuple[Graph, Recorder]:
    with ONE_AT_A_TIME, skeleton(), warnings.catch_warnings(action="ignore"):
        twins, whole = _whole(layer, input_shape)
        recorder = Recorder(twins)
        inputs, outputs = recorder.whole(layer, whole)
        recorder.rest(layer)
    nodes, edges = tuple(recorder.nodes), tuple(recorder.edges)
    return Graph(title_of(layer), nodes, edges, type(layer).__name__, inputs, outputs), recorder


def _whole(layer: Any, input_shape: Any) -> tuple[Twins, Inside]:
    """The calls from the inputs to the outputs of a layer; a call of the layer itself where it is a leaf."""
    function, twins = functional_of(layer), Twins()
    if function is not None:
        check_size(function)
    if function is not None and input_shape is None:
        return twins, history(function, with_inputs=True)
    if input_shape is None and calls_nothing(layer):
        return twins, side_by_side(twins, layer)
    tries = arguments_of(layer, input_shape)
    if isinstance(layer, Unknown):
        return twins, as_leaf(layer, *tries[0], ())
    error: Exception | None = None
    for way in (_one_call,) if is_closed(layer) or is_at_steps(layer) else (_calls_inside, _one_call):
        for args, kwargs in tries:
            try:
                return (twins := Twins()), way(
                    twins, layer, args, kwargs
                )  # what failed half-way left its twins half built
            except Exception as failed:  # a user's call may fail in any way
                error = error or failed
    if input_shape is not None and isinstance(error, ValueError):  # as Keras reports shapes that do not fit
        raise SourceError(f"{title_of(layer)} cannot take `input_shape` (={input_shape}): {first_line(error)}")
    return Twins(), as_leaf(layer, *tries[0], ())


def _calls_inside(twins: Twins, layer: Any, args: Any, kwargs: Any) -> Inside:
    """What a call of the layer calls, or that call where it calls nothing."""
    seen = replay(twins, layer, args, kwargs)
    if not seen.calls:
        return _one_call(twins, layer, args, kwargs)
    pairs = zip(tree.flatten((args, kwargs)), seen.inputs, strict=True)
    sources = (source_of(outer, inner) for outer, inner in pairs)
    return replace(seen, calls=(*sources, *seen.calls), taken=_keys(args, kwargs))


def _keys(args: Any, kwargs: Any) -> tuple[str, ...]:
    """The keys of what is taken where that is one mapping."""
    return names_in(args[0]) if len(args) == 1 and not kwargs else ()


def _one_call(twins: Twins, layer: Any, args: Any, kwargs: Any) -> Inside:
    layer = twins.of(layer)
    return as_leaf(layer, args, kwargs, layer(*args, **kwargs))
