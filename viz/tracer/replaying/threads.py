"""One trace at a time, in whatever thread; and what it watches is seen in its own thread alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras

Original = Callable[..., Any]


class OneAtATime:
    """A lock that one thread may take several times, free again in a forked process, where its owner does not live."""

    def __init__(self) -> None:
        self._free()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._free)

    def _free(self) -> None:
        self.lock = threading.RLock()

    def __enter__(self) -> None:
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


ONE_AT_A_TIME = OneAtATime()  # warnings' filters and the way by which layers are called are all threads'


@contextmanager
def calls_answered(answer: Callable[[Original, int, Any, Any, Any], Any]) -> Iterator[None]:
    """Inside, `answer` answers every call of a layer in this thread; those of other threads go their way.

    It gets Keras' own way to call a layer, how many calls of layers the call stands in, the layer and its arguments.
    To be used within `ONE_AT_A_TIME`.
    """
    original, thread, depth = keras.layers.Layer.__call__, threading.get_ident(), 0

    def answered(layer: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal depth
        if threading.get_ident() != thread:
            return original(layer, *args, **kwargs)
        depth += 1
        try:
            return answer(original, depth - 1, layer, args, kwargs)
        finally:
            depth -= 1

    keras.layers.Layer.__call__ = answered
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = original
