"""See what a layer calls by calling its twin on tensors that carry shapes alone."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import keras
from keras import KerasTensor, tree

from ..calls import FOR_A_LOSS, Call, Inside, call_of, names_in
from ..internals import get_keras_mask, set_keras_mask
from .known import KnownTensors
from .threads import Original, calls_answered
from .twin import Twins


def replay(twins: Twins, layer: Any, args: Any, kwargs: Any, *, watched: bool = False) -> Inside:
    """Call the twin of `layer` on tensors without history, which builds it where it is not, and read what it called.

    The whole of Keras' `__call__` runs, with its masks and dtypes, but for the step that works out the shapes of the
    result: that is where the layer's own `call` is looked into.

    Raises:
        Exception: whatever the user's `call` raises.
    """
    return _Replay(twins, twins.of(layer), watched=watched).run(args, kwargs)


def replay_function(
    twins: Twins, function: Any, args: Any, outside: Container[int]
) -> tuple[Sequence[Call], list[Any]]:
    """The calls of a function that lead from `args`, and from the tensors with ids in `outside`, to what it returns.

    Raises:
        Exception: whatever the user's function raises.
    """
    found = _Replay(twins, None, level=0)
    found.known = KnownTensors()
    with _never_run(), calls_answered(found.answer):
        try:
            result = function(*args)
        except Exception:
            if keras.backend.backend() != "tensorflow":
                raise
            found.known = None
            return _watched(function, args)
    outputs = [t if isinstance(t, KerasTensor) else found.known.of(t) for t in tree.flatten(result)]
    return calls_to(outputs, outside), outputs


def _watched(function: Any, args: Any) -> tuple[Sequence[Call], list[Any]]:
    """The calls of a function, and what it returns, as watching shows them."""
    from .watching import watch

    calls, result = watch(function, args, {}, [])
    return calls, _symbolic(result)


class _Replay:
    def __init__(self, twins: Twins, layer: Any, *, level: int = 1, watched: bool = False) -> None:
        self.twins, self.layer, self.watched = twins, layer, watched
        self.level = level  # in how many calls of layers those stand that are of interest
        self.tensors: list[Any] = []
        self.losses: list[Any] = []
        self.seen: list[Inside] = []
        self.known: KnownTensors | None = None  # while the layer's own `call` runs on tensors that carry shapes alone

    def run(self, args: Any, kwargs: Any) -> Inside:
        args, kwargs = tree.map_structure(self._fresh, (args, kwargs))
        vars(self.layer).update(symbolic_call=self._shapes, add_loss=self.losses.append)
        try:
            with _never_run(), calls_answered(self.answer):
                self.layer(*args, **kwargs)
        except Exception:
            if not self.seen:  # after that Keras may still refuse what the layer returns, such as None
                raise
        finally:
            del vars(self.layer)["symbolic_call"]
            vars(self.layer)["add_loss"] = _unheard
        return self.seen[-1]

    def _fresh(self, value: Any) -> Any:
        if not isinstance(value, KerasTensor):
            return value
        self.tensors.append(_fresh(value, self.layer))
        return self.tensors[-1]

    def answer(self, original: Original, depth: int, called: Any, args: Any, kwargs: Any) -> Any:
        """Call the twin of a layer, which may be reached past the layer that is looked into, such as a global one."""
        twin = self.twins.of(called)
        vars(twin).setdefault("add_loss", _unheard)
        vars(twin)["activity_regularizer"] = None  # its loss belongs to no `call`
        if depth == self.level and self.known is not None:
            try:
                known_args, known_kwargs = self.known.in_arguments(args, kwargs)
                return original(twin, *known_args, **known_kwargs)
            except Exception:  # what needs the values of a constant gets the constant
                return original(twin, *args, **kwargs)
        return original(twin, *args, **kwargs)

    def _shapes(self, *args: Any, **kwargs: Any) -> Any:
        calls, result = self._look(args, kwargs)
        outputs = (t for t in tree.flatten(result) if isinstance(t, KerasTensor))
        self.seen.append(Inside(tuple(self.tensors), tuple(calls), tuple(outputs), given=names_in(result)))
        return result

    def _look(self, args: Any, kwargs: Any) -> tuple[Sequence[Call], Any]:
        """What the layer's `call` calls, and what it returns."""
        try:
            if not self.watched:
                return self._called(self.layer.call, args, kwargs)
        except Exception:
            if keras.backend.backend() != "tensorflow":
                raise
        from .watching import watch

        self.losses.clear()
        return watch(self.layer.call, args, kwargs, self.losses)

    def _called(self, call: Any, args: Any, kwargs: Any) -> tuple[Sequence[Call], Any]:
        self.known = KnownTensors()
        try:
            result = call(*args, **kwargs)
        finally:
            self.known = None
        outputs, losses = _symbolic(result), _symbolic(self.losses)
        calls = marked(calls_to(outputs), calls_to([*outputs, *losses]))
        if not any(0 in tensor.shape for tensor in self.tensors):
            _check_sizes(calls)
        return calls, result


def _check_sizes(calls: Sequence[Call]) -> None:
    """Refuse sizes of 0 that Keras takes an unknown one for.

    Raises:
        ValueError: there is one.
    """
    if any(0 in tensor.shape for call in calls for tensor in call.outputs):
        raise ValueError("an unknown size is taken for 0")


def _unheard(loss: Any) -> None:
    """In place of `add_loss` where it is called deep inside: it is heard when that layer is looked into."""


def _symbolic(values: Any) -> list[Any]:
    return [t for t in tree.flatten(values) if isinstance(t, KerasTensor)]


def marked(calls: Sequence[Call], with_losses: Sequence[Call]) -> list[Call]:
    """All calls; those that lead to a loss and to no output say so."""
    main = {id(t) for call in calls for t in call.outputs}
    return [c if any(id(t) in main for t in c.outputs) else replace(c, note=FOR_A_LOSS) for c in with_losses]


@contextmanager
def _never_run() -> Iterator[None]:
    """Inside, what a `call` does past Keras' symbolic tensors, such as to its variables, is noted and never done."""
    if keras.backend.backend() != "tensorflow":
        yield
        return
    from .compiled import functions_opened
    from .scratch import scratch_graph

    with scratch_graph("never run").as_default(), functions_opened():
        yield


def _fresh(tensor: Any, layer: Any) -> Any:
    """A tensor of that shape without history, of the dtype to which `layer` would cast it, with its mask."""
    casts = layer.autocast and layer._convert_input_args and keras.backend.is_float_dtype(tensor.dtype)
    twin = KerasTensor(tensor.shape, layer.input_dtype if casts else tensor.dtype, sparse=tensor.sparse)
    mask = get_keras_mask(tensor)
    if mask is not None:
        set_keras_mask(twin, KerasTensor(mask.shape, mask.dtype))
    return twin


def calls_to(outputs: Sequence[Any], outside: Container[int] = ()) -> list[Call]:
    """The calls that lead to `outputs`, each after those it depends on; iterative, since chains may be long.

    Tensors with ids in `outside` are where they start.
    """
    done: dict[int, Any] = {}
    waiting = [(node, False) for node in _makers(outputs, outside)]
    while waiting:
        node, seen = waiting.pop()
        if id(node) in done:
            continue
        if seen:
            done[id(node)] = node
            continue
        waiting.append((node, True))
        waiting += [(n, False) for n in _makers(node.arguments.keras_tensors, outside) if id(n) not in done]
    return [call_of(node) for node in done.values()]


def _makers(tensors: Sequence[Any], outside: Container[int]) -> list[Any]:
    found = (_maker(tensor) for tensor in reversed(tensors) if id(tensor) not in outside)
    return [node for node in found if node is not None]


def _maker(tensor: Any) -> Any:
    """The node of Keras' history that made `tensor`, None for an input."""
    past = getattr(tensor, "_keras_history", None)
    return past.operation._inbound_nodes[past.node_index] if past and past.operation is not None else None
