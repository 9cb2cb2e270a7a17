"""Constants and variables that layers are called on, as tensors that carry shapes alone."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import KerasTensor, tree

from ..calls import Call, call_of
from ..internals import BackendVariable, Node


class Known(keras.Operation):  # type: ignore[misc]
    """What gives a tensor that no input reaches."""

    value: Any = None  # what the tensor stands for

    def call(self, *args: Any) -> Any:
        """Refuse: it stands in graphs alone."""
        raise NotImplementedError(self.name)


class Constant(Known):
    """A constant, or what is worked out of constants and shapes alone."""


class Variable(Known):
    """A weight that is handed to a layer."""

    keeps_name = True


for _kind in (Constant, Variable):
    _kind.__module__ = "keras"


class KnownTensors:
    """What stands for constants and variables in one block, one tensor each."""

    def __init__(self) -> None:
        self.made: dict[
            int, tuple[Any, KerasTensor]
        ] = {}  # id of a value -> it, so that the id stays its own, and that

    def in_arguments(self, args: Any, kwargs: Any) -> Any:
        """Arguments with tensors in place of arrays and variables, and of numbers where there is nothing else."""
        alone = not any(isinstance(value, KerasTensor) for value in tree.flatten((args, kwargs)))
        args = [_as_array(value) if alone else value for value in args]

        def known(value: Any) -> Any:
            return self.of(value) if is_known(value) and (value.shape or alone) else value

        return tree.map_structure(known, (tuple(args), kwargs))

    def of(self, value: Any) -> KerasTensor:
        """What stands for `value`."""
        if id(value) not in self.made:
            self.made[id(value)] = value, _tensor(value)
        return self.made[id(value)][1]


def _tensor(value: Any) -> KerasTensor:
    tensor = KerasTensor(tuple(value.shape), keras.backend.standardize_dtype(value.dtype))
    of_weight = isinstance(value, BackendVariable)
    operation = Variable(name=value.name) if of_weight else Constant()
    operation.value = value
    Node(operation, call_args=(value,) if of_weight else (), call_kwargs={}, outputs=tensor)
    return tensor


def maker_of_known(tensor: Any) -> Call:
    """The call that gives what stands for a constant or variable."""
    return call_of(tensor._keras_history.operation._inbound_nodes[0])


def is_known(value: Any) -> bool:
    """Whether `value` is an array, a variable or a tensor of the backend, with a shape that is known in its length."""
    if isinstance(value, KerasTensor):
        return False
    array = isinstance(value, (np.ndarray, BackendVariable)) or keras.ops.is_tensor(value)
    return array and getattr(value.shape, "rank", 0) is not None


def _as_array(value: Any) -> Any:
    """Numbers, and lists of them, as arrays."""
    if isinstance(value, (list, tuple, range)):
        numbers = value and all(isinstance(item, (int, float)) for item in value)
        return np.asarray(value) if numbers else value
    return np.asarray(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
