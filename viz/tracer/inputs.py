"""The tensors that a layer is called with, from the shapes it is given or was built with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import keras
from keras import tree

from ..errors import SourceError
from ..graph import TensorSpec
from .facts import title_of
from .internals import Functional
from .saved.unknown import Unknown

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Way = Callable[[str | None], list[Arguments]]
GIVEN_BY_KERAS = ("training", "mask")
DTYPES = (None, "int32", "string")  # None for floats of the usual kind


def arguments_of(layer: Any, input_shape: Any) -> list[Arguments]:
    """The arguments to try a call of `layer` with, best first: shapes given, or those it was built with.

    Every shape is tried with floats, then with whole numbers, then with texts.

    Raises:
        SourceError: neither is there.
    """
    return [made for make in _ways(layer, input_shape) for dtype in DTYPES for made in make(dtype)]


def _ways(layer: Any, input_shape: Any) -> list[Way]:
    if input_shape is not None:
        shapes = _map(input_shape, lambda shape: (None, *shape))
        return [lambda dtype: _spread(layer, shapes, dtype)]
    if isinstance(layer, Functional):  # with a `call` of its own
        return [lambda dtype: [((_like(layer._inputs_struct),), {})]]
    built = _built_with(layer)
    if not built and isinstance(layer, Unknown):
        return [lambda dtype: [((), {})]]
    names = [p.name for p in _wanted(layer)]
    if built and len(built) < len(names):
        raise SourceError(
            f"{title_of(layer)} takes {_listed(names)}, and was built with the shape of the first alone: give "
            f"`input_shape=[...]`, a shape each, without the batch"
        )
    if not built:
        raise SourceError(
            f"{title_of(layer)} does not know the shape of its input: give `input_shape`, without the batch, "
            "such as (32, 32, 3), or a list of shapes where there are several inputs"
        )
    any_batch = _map(built, lambda shape: (None, *shape[1:]))
    own_batch = _map(built, tuple)  # where `call` needs the batch
    return [lambda dtype: [_named(any_batch, dtype)], lambda dtype: [_named(own_batch, dtype)]]


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _wanted(layer: Any) -> list[inspect.Parameter]:
    """The arguments that a call needs."""
    found = inspect.signature(layer.call).parameters.values()
    needed = (p for p in found if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD))
    return [p for p in needed if p.name not in GIVEN_BY_KERAS]


def _like(tensors: Any) -> Any:
    """Input tensors like others."""

    def like(tensor: Any) -> Any:
        return keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor._keras_history.operation.name)

    return tree.map_structure(like, tensors)


def _built_with(layer: Any) -> dict[str, Any]:
    """Shapes, batch first, by the name of the argument of `call`; empty where the layer was never built."""
    shapes = getattr(layer, "_build_shapes_dict", None) or {}
    return {} if None in shapes.values() else dict(shapes)


def _named(shapes: dict[str, Any], dtype: str | None) -> Arguments:
    """One shape for the first argument, several for those they are named after."""
    if len(shapes) == 1:
        return (_tensors(next(iter(shapes.values())), dtype),), {}
    return (), {name.removesuffix("_shape"): _tensors(shape, dtype, name) for name, shape in shapes.items()}


def _spread(layer: Any, shapes: Any, dtype: str | None) -> list[Arguments]:
    """Shapes for the arguments of `call`: a list or mapping is one argument, unless `call` wants or takes as many."""
    taken = inspect.signature(layer.call).parameters
    wanted = [p.name for p in _wanted(layer)]
    places = [p.name for p in taken.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if isinstance(shapes, Mapping) and set(wanted) <= set(shapes) <= set(taken):
        return [((), {name: _tensors(shape, dtype, name) for name, shape in shapes.items()})]
    if not isinstance(shapes, list) or len(shapes) < 2:
        named = bool(wanted) and taken[wanted[0]].kind is inspect.Parameter.KEYWORD_ONLY
        one = _tensors(shapes, dtype)
        return [((), {wanted[0]: one}) if named else ((one,), {})]
    names = wanted if len(wanted) == len(shapes) else places[: len(shapes)]
    made = {name: _tensors(shape, dtype, name) for shape, name in zip(shapes, names, strict=False)}
    each: Arguments = (tuple(made.values()), {}) if names == places[: len(names)] else ((), made)
    together: Arguments = (_tensors(shapes, dtype),), {}
    if len(names) < len(shapes):
        return [together]
    return [each] if len(wanted) == len(shapes) else [together, each]


def _map(shapes: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with every shape in it changed."""
    if isinstance(shapes, Mapping):
        return {str(name): _map(shape, change) for name, shape in shapes.items()}
    if isinstance(shapes, TensorSpec):
        return shapes
    if not isinstance(shapes, (list, tuple)):
        raise SourceError(
            f"`input_shape` (={shapes!r}) must be a shape such as (32, 32, 3), a list or a mapping of them"
        )
    if any(isinstance(shape, (list, tuple, Mapping, TensorSpec)) for shape in shapes):
        return [_map(shape, change) for shape in shapes]
    if not all(n is None or (isinstance(n, int) and n > 0) for n in shapes):
        raise SourceError(f"`input_shape` (={shapes!r}) must hold whole numbers above 0, or None where a size is open")
    return change(shapes)


def _tensors(shapes: Any, dtype: str | None, name: str = "input") -> Any:
    """Input tensors in the structure of the shapes."""
    if isinstance(shapes, Mapping):
        return {key: _tensors(shape, dtype, key) for key, shape in shapes.items()}
    if isinstance(shapes, list):
        return [_tensors(shape, dtype, f"{name}{number}") for number, shape in enumerate(shapes, start=1)]
    if isinstance(shapes, TensorSpec):
        return keras.Input(batch_shape=shapes.shape, dtype=shapes.dtype, name=name)
    return keras.Input(batch_shape=shapes, dtype=dtype, name=name)
