"""The tensors that a layer is called with, from the shapes it is given or was built with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import keras

from ..errors import SourceError
from ..graph import TensorSpec
from .facts import title_of
from .unknown import Unknown

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def arguments_of(layer: Any, input_shape: Any) -> list[Arguments]:
    """The arguments to try a call of `layer` with, best first: shapes given, or those it was built with.

    Raises:
        SourceError: neither is there.
    """
    if input_shape is not None:
        return [_spread(layer, _map(input_shape, lambda shape: (None, *shape)))]
    built = _built_with(layer)
    if not built and isinstance(layer, Unknown):
        return [((), {})]
    if not built:
        raise SourceError(
            f"{title_of(layer)} does not know the shape of its input: give `input_shape`, without the batch, "
            "such as (32, 32, 3), or a list of shapes where there are several inputs"
        )
    any_batch = _map(built, lambda shape: (None, *shape[1:]))
    return [_named(any_batch), _named(_map(built, tuple))]  # the second where `call` needs the batch


def _built_with(layer: Any) -> dict[str, Any]:
    """Shapes, batch first, by the name of the argument of `call`; empty where the layer was never built."""
    shapes = getattr(layer, "_build_shapes_dict", None) or {}
    return {} if None in shapes.values() else dict(shapes)


def _named(shapes: dict[str, Any]) -> Arguments:
    """One shape for the first argument, several for those they are named after."""
    if len(shapes) == 1:
        return (_tensors(next(iter(shapes.values()))),), {}
    return (), {name.removesuffix("_shape"): _tensors(shape, name) for name, shape in shapes.items()}


def _spread(layer: Any, shapes: Any) -> Arguments:
    """Shapes for the arguments of `call`: a list or mapping is one argument, unless `call` wants as many."""
    wanted = inspect.signature(layer.call).parameters.values()
    names = [p.name for p in wanted if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if isinstance(shapes, Mapping) and set(names) <= set(shapes) <= {p.name for p in wanted}:
        return (), {name: _tensors(shape, name) for name, shape in shapes.items()}
    if isinstance(shapes, list) and len(names) == len(shapes) > 1:
        return tuple(_tensors(shape, name) for shape, name in zip(shapes, names, strict=True)), {}
    return (_tensors(shapes),), {}


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


def _tensors(shapes: Any, name: str = "input") -> Any:
    """Input tensors in the structure of the shapes."""
    if isinstance(shapes, Mapping):
        return {key: _tensors(shape, key) for key, shape in shapes.items()}
    if isinstance(shapes, list):
        return [_tensors(shape, f"{name}{number}") for number, shape in enumerate(shapes, start=1)]
    if isinstance(shapes, TensorSpec):
        return keras.Input(batch_shape=shapes.shape, dtype=shapes.dtype, name=name)
    return keras.Input(batch_shape=shapes, name=name)
