"""How large tensors are for one sample: where windows, frames or heads are folded into the first axis it is not 1."""

from __future__ import annotations

import inspect
from math import prod
from typing import Any

import keras
from keras import KerasTensor, tree

from ..costs import Given
from ..graph import Shape, role_of
from .calls import Call
from .facts import is_layer
from .replaying.operations import shapes_given

KEEPS_ELEMENTS = ("Reshape", "Transpose", "Swapaxes", "Moveaxis", "ExpandDims", "Squeeze", "Ravel")
PLACE_BY_PLACE = ("dense", "merge", "activation", "normalisation", "regularisation")


class Samples:
    """Shapes of tensors for one sample, worked out call by call."""

    def __init__(self) -> None:
        self.found: dict[int, Shape] = {}  # by the id of a tensor
        self.fixed: set[int | None] = set()  # the first sizes of what the model takes

    def of(self, value: Any) -> Shape:
        """The shape of a tensor, variable or constant for one sample."""
        shape = tuple(value.shape)
        return self.found.get(id(value), _of_one(shape))

    @property
    def batch(self) -> int:
        """How many samples stand in a tensor whose first size is told: those of a model with a fixed batch, else 1."""
        return (next(iter(self.fixed)) or 1) if len(self.fixed) == 1 else 1

    def hand_in(self, inner: Any, given: Any, *, at_steps: bool) -> None:
        """`inner` is `given` within a block, or one of its steps along the second axis, or along the first."""
        shape, whole = tuple(inner.shape), self.of(given)
        if len(shape) == len(whole):
            self.found[id(inner)] = whole
        elif at_steps:
            self.found[id(inner)] = (whole[0], *whole[2:])
        else:
            self.found[id(inner)] = whole[1:]

    def hand_out(self, tensor: Any, made: Any) -> None:
        """`tensor` is what a block gives for `made` within."""
        if len(tensor.shape) == len(made.shape):
            self.found[id(tensor)] = self.of(made)

    def add(self, call: Call) -> None:
        """Work out the shapes of what a call gives from those of what it takes."""
        if not call.inputs and type(call.operation).__name__ == "InputLayer":
            self.fixed |= {tensor.shape[0] if len(tensor.shape) else None for tensor in call.outputs}
        worked_out = self._worked_out(call)
        for number, tensor in enumerate(call.outputs):
            found = worked_out[number] if number < len(worked_out) else None
            self.found[id(tensor)] = found or self._of_output(call, tuple(tensor.shape))

    def _worked_out(self, call: Call) -> list[Shape | None]:
        """What an operation gives where it takes one sample, by its own rule; None where that leaves a size open."""
        shapes = [self.of(tensor) for tensor in call.inputs]
        operation = call.operation
        if not shapes or not _may_fold(call) or any(map(_is_odd, shapes)):
            return []
        try:
            if (node := getattr(operation, "node", None)) is not None:
                found = shapes_given(node, shapes, [shape is None for shape in operation.operands])
            else:
                found = _specified(
                    call, {id(t): KerasTensor(s, t.dtype) for t, s in zip(call.inputs, shapes, strict=True)}
                )
        except Exception:  # one sample may be too few for it, and a user's function may fail in any way
            return []
        return [None if _is_odd(shape) else shape for shape in found]

    def _of_output(self, call: Call, shape: Shape) -> Shape:
        if None not in shape or not call.inputs:
            return _of_one(shape)
        taken = [(tuple(t.shape), self.of(t)) for t in call.inputs]
        kind = type(call.operation).__name__
        if kind in KEEPS_ELEMENTS and not is_layer(call.operation):
            return _rearranged(call, shape, taken[0][1])
        alike = next((one for whole, one in taken if whole == shape and None not in one), None)
        if alike is not None and not _joins_samples(call):
            return alike
        if part := next((one[1:] for whole, one in taken if whole[1:] == shape), None):
            return part
        return tuple(size if size is not None else _along(axis, shape, taken, call) for axis, size in enumerate(shape))

    def given(self, call: Call) -> Given:
        """Shapes of the tensors that a layer takes, with their names, or of all that an operation is given."""
        if not is_layer(call.operation):
            known = getattr(call.operation, "operands", None)
            if known is not None:
                tensors = iter(call.inputs)
                return Given(self.of(next(tensors)) if shape is None else shape for shape in known)
            return Given(self.of(v) for v in tree.flatten((call.args, call.kwargs)) if _has_shape(v))
        try:
            bound = inspect.signature(call.operation.call).bind_partial(*call.args, **call.kwargs).arguments
        except TypeError:
            bound = {}
        named = {name: [self.of(v) for v in tree.flatten(value) if _has_shape(v)] for name, value in bound.items()}
        return Given(map(self.of, call.inputs), {name: shapes for name, shapes in named.items() if shapes})


def _of_one(shape: Shape) -> Shape:
    return (1, *shape[1:]) if shape and shape[0] is None else shape


def _may_fold(call: Call) -> bool:
    """Whether what a call gives may hold another number of samples than what it takes."""
    kind = type(call.operation).__name__
    if is_layer(call.operation):
        return isinstance(call.operation, keras.layers.Lambda)
    is_open = any(None in tensor.shape for tensor in call.outputs)
    return is_open and kind not in KEEPS_ELEMENTS and role_of([kind]) not in PLACE_BY_PLACE[:1] + PLACE_BY_PLACE[2:]


def _is_odd(shape: Shape) -> bool:
    return None in shape or 0 in shape


def _specified(call: Call, instead: dict[int, Any]) -> list[Shape]:
    """Shapes of what a call would give for other tensors."""
    args, kwargs = tree.map_structure(lambda value: instead.get(id(value), value), (call.args, call.kwargs))
    rule = keras.Operation if is_layer(call.operation) else type(call.operation)  # what users tell has no samples
    return [tuple(found.shape) for found in tree.flatten(rule.compute_output_spec(call.operation, *args, **kwargs))]


def _has_shape(value: Any) -> bool:
    return isinstance(value, KerasTensor) or (hasattr(value, "shape") and hasattr(value, "dtype"))


def _size(shape: Shape) -> int | None:
    return None if None in shape else prod(size for size in shape if size is not None)


def _filled(shape: Shape, size: int | None) -> Shape:
    """The shape with its one unknown size such that there are as many elements."""
    known = prod(n for n in shape if n is not None)
    if size is None or shape.count(None) != 1 or not known or size % known:
        return shape
    return tuple(size // known if n is None else n for n in shape)


def _rearranged(call: Call, shape: Shape, whole: Shape) -> Shape:
    """The shape with as many elements as what it is made of."""
    axes = getattr(call.operation, "axes", call.kwargs.get("axes"))
    if axes is not None and len(axes) == len(whole):
        return tuple(whole[int(axis)] for axis in axes)
    new = getattr(call.operation, "newshape", None)
    if new and shape.count(None) > 1 and shape[0] is None and new[0] != -1:  # the samples stay, and one size is open
        shape = (whole[0], *shape[1:])
    return _filled(shape, _size(whole))


def _joins_samples(call: Call) -> bool:
    return type(call.operation).__name__ == "Concatenate" and getattr(call.operation, "axis", None) == 0


def _along(axis: int, shape: Shape, taken: list[tuple[Shape, Shape]], call: Call) -> int | None:
    """An unknown size from those of what is taken at the same place; the samples where that is the first axis."""
    ranks = [one for whole, one in taken if len(whole) == len(shape) and whole[axis] is None]
    found = ranks or [one for whole, one in taken if axis == 0 and whole and whole[0] is None]
    sizes = [one[axis] for one in found]
    if axis == 0 and not any(None in whole for whole, _ in taken):  # a constant, as often as there are samples
        return 1
    if not sizes or None in sizes:
        return None
    known = [size for size in sizes if size is not None]
    if axis == 0 and _joins_samples(call):
        return sum(known)
    place_by_place = role_of([type(call.operation).__name__]) in PLACE_BY_PLACE
    return max(known) if axis == 0 or place_by_place else None
