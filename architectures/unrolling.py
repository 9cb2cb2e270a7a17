"""A model as the flat list of its innermost operations, to be rewritten and built again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import keras

from ..blocks import Block
from .merged_weights import plain_config, plain_values
from .own_calls import calls_as, refuse_unseen


@dataclass
class Step:
    """One call of a layer or operation.

    Attributes:
        operation: of the user's model; it is never called.
        name: its path, with "_" between the names.
        args, kwargs: of the call, with symbolic tensors.
        output: symbolic tensor, or several.
        config, values: of the layer to be made; None for operations without weights, which are used as they are.
    """

    operation: Any
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    output: Any
    config: dict[str, Any] | None = None
    values: list[Any] = field(default_factory=list)

    @property
    def inputs(self) -> list[int]:
        """The identities of the tensors that the step reads."""
        return [id(x) for x in keras.tree.flatten((self.args, self.kwargs)) if isinstance(x, keras.KerasTensor)]


@dataclass
class Unrolled:
    """The steps of a model, from its inputs to its outputs."""

    name: str
    inputs: Any
    steps: list[Step]
    outputs: Any

    def readers(self) -> dict[int, list[Step | None]]:
        """For every tensor the steps that read it; None stands for an output of the model."""
        found: dict[int, list[Step | None]] = {}
        for step in self.steps:
            for tensor in step.inputs:
                found.setdefault(tensor, []).append(step)
        for tensor in keras.tree.flatten(self.outputs):
            found.setdefault(id(tensor), []).append(None)
        return found

    def calls(self, operation: Any) -> int:
        """How often a layer is called."""
        return sum(step.operation is operation for step in self.steps)


def unroll(model: Any) -> Unrolled:
    """List what happens in a Functional or Sequential model, inside blocks and nested models too.

    Raises:
        ValueError: the model is neither, or not built.
    """
    steps: list[Step] = []
    graph = _graph_of(model)
    inputs = keras.tree.map_structure(lambda x: keras.KerasTensor(x.shape, x.dtype, name=x.name), graph.input)
    outputs = graph._run_through_graph(inputs, operation_fn=lambda op: partial(_follow, steps, "", op))
    return Unrolled(model.name, inputs, steps, outputs)


def _graph_of(model: Any) -> Any:
    graph = getattr(model, "_functional", None) if isinstance(model, keras.Sequential) else model
    if not hasattr(graph, "_run_through_graph"):
        raise ValueError(f"{model.name} must be a Functional model, or a Sequential one that is built")
    if not calls_as(model, "keras"):
        raise ValueError(f"{model.name}: {type(model).__name__} has a `call` of its own, which cannot be seen through")
    return graph


def _follow(steps: list[Step], above: str, operation: Any, *args: Any, **kwargs: Any) -> Any:
    """Add the steps of one call, and give its symbolic output."""
    name = f"{above}{operation.name}"
    refuse_unseen(operation, name)
    if isinstance(operation, Block) and calls_as(operation, "convatlas"):  # else its flow is not all that it does
        return operation.flow(args[0], partial(_follow_part, steps, f"{name}_"))
    if isinstance(operation, keras.Model) and hasattr(operation, "layers"):
        inner = partial(partial, _follow, steps, f"{name}_")
        return _graph_of(operation)._run_through_graph(args[0], operation_fn=inner)
    output = operation.compute_output_spec(*args, **kwargs)
    step = Step(operation, name, args, kwargs, output)
    if isinstance(operation, keras.layers.Layer):
        step.config = plain_config(operation) | {"name": name}
        step.values = plain_values(operation)
    steps.append(step)
    return output


def _follow_part(steps: list[Step], above: str, part: Any, *tensors: Any) -> Any:
    return _follow(steps, above, part, tensors[0] if len(tensors) == 1 else list(tensors))


def build_again(unrolled: Unrolled) -> Any:
    """The Functional model that the steps describe, with layers of its own."""
    inputs = keras.tree.map_structure(
        lambda x: keras.Input(batch_shape=x.shape, dtype=x.dtype, name=x.name), unrolled.inputs
    )
    tensors = {id(old): new for old, new in _zipped(unrolled.inputs, inputs)}
    made: dict[int, Any] = {}

    def known(value: Any) -> Any:
        return tensors.get(id(value), value)

    for step in unrolled.steps:
        layer = made.setdefault(id(step.operation), _make(step))
        args, kwargs = keras.tree.map_structure(known, (step.args, step.kwargs))
        tensors |= {id(old): new for old, new in _zipped(step.output, layer(*args, **kwargs))}
        if step.config is not None and step.values:
            layer.set_weights(step.values)
    return keras.Model(inputs, keras.tree.map_structure(known, unrolled.outputs), name=unrolled.name)


def _make(step: Step) -> Any:
    return step.operation if step.config is None else type(step.operation).from_config(step.config)


def _zipped(old: Any, new: Any) -> Iterable[tuple[Any, Any]]:
    return zip(keras.tree.flatten(old), keras.tree.flatten(new), strict=True)
