"""See what a layer calls by calling it on tensors that carry shapes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
from keras import KerasTensor, tree

from .calls import Call, Inside, call_of, names_in
from .internals import get_keras_mask, set_keras_mask


def replay(layer: Any, args: Any, kwargs: Any) -> Inside:
    """Call `layer` on tensors without history, which builds it where it is not, and read what it called.

    The whole of Keras' `__call__` runs, with its masks and dtypes, but for the step that works out the shapes of the
    result: that is where the layer's own `call` is looked into. Marks that stay are `untouched`'s to take off.

    Raises:
        Exception: whatever the user's `call` raises.
    """
    tensors: list[Any] = []
    seen: list[Inside] = []

    def fresh(value: Any) -> Any:
        if not isinstance(value, KerasTensor):
            return value
        tensors.append(_fresh(value, layer))
        return tensors[-1]

    def shapes(*args: Any, **kwargs: Any) -> Any:
        calls, result = _look(layer, args, kwargs)
        outputs = (t for t in tree.flatten(result) if isinstance(t, KerasTensor))
        seen.append(Inside(tuple(tensors), tuple(calls), tuple(outputs), given=names_in(result)))
        return result

    args, kwargs = tree.map_structure(fresh, (args, kwargs))
    vars(layer)["symbolic_call"] = shapes
    try:
        with _never_run():
            layer(*args, **kwargs)
    except Exception:
        if not seen:  # after that Keras may still refuse what the layer returns, such as None
            raise
    finally:
        del vars(layer)["symbolic_call"]
    return seen[-1]


@contextmanager
def _never_run() -> Iterator[None]:
    """Inside, what a `call` does past Keras' symbolic tensors, such as to its variables, is noted and never done."""
    if keras.backend.backend() != "tensorflow":
        yield
        return
    from .scratch import scratch_graph

    with scratch_graph("never run").as_default():
        yield


def _fresh(tensor: Any, layer: Any) -> Any:
    """A tensor of that shape without history, of the dtype to which `layer` would cast it, with its mask."""
    casts = layer.autocast and layer._convert_input_args and keras.backend.is_float_dtype(tensor.dtype)
    twin = KerasTensor(tensor.shape, layer.input_dtype if casts else tensor.dtype, sparse=tensor.sparse)
    mask = get_keras_mask(tensor)
    if mask is not None:
        set_keras_mask(twin, KerasTensor(mask.shape, mask.dtype))
    return twin


def _look(layer: Any, args: Any, kwargs: Any) -> tuple[Sequence[Call], Any]:
    """What `layer.call` calls, and what it returns."""
    call = getattr(layer.call, "python_function", layer.call)  # what is inside tf.function
    try:
        result = call(*args, **kwargs)
        return calls_to([t for t in tree.flatten(result) if isinstance(t, KerasTensor)]), result
    except Exception:
        if keras.backend.backend() != "tensorflow":
            raise
    from .watching import watch

    return watch(call, args, kwargs)


def calls_to(outputs: Sequence[Any]) -> list[Call]:
    """The calls that lead to `outputs`, each after those it depends on; iterative, since chains may be long."""
    done: dict[int, Any] = {}
    waiting = [(node, False) for node in map(_maker, reversed(outputs)) if node is not None]
    while waiting:
        node, seen = waiting.pop()
        if id(node) in done:
            continue
        if seen:
            done[id(node)] = node
            continue
        waiting.append((node, True))
        before = (_maker(t) for t in reversed(node.arguments.keras_tensors))
        waiting += [(n, False) for n in before if n is not None and id(n) not in done]
    return [call_of(node) for node in done.values()]


def _maker(tensor: Any) -> Any:
    """The node of Keras' history that made `tensor`, None for an input."""
    past = getattr(tensor, "_keras_history", None)
    return past.operation._inbound_nodes[past.node_index] if past and past.operation is not None else None
