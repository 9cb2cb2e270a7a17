"""Functions that TensorFlow compiles, opened: what they call is seen as if it stood where they are called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def functions_opened() -> Iterator[None]:
    """Inside, `tf.function`s run in this thread as the Python they are made of; those of other threads go their way.

    To be used within `ONE_AT_A_TIME`.
    """
    import tensorflow as tf

    compiled = type(tf.function(lambda: None))
    original, thread = compiled.__call__, threading.get_ident()

    def opened(function: Any, *args: Any, **kwargs: Any) -> Any:
        if threading.get_ident() != thread:
            return original(function, *args, **kwargs)
        return with_tensors_as_conditions(function.python_function)(*args, **kwargs)

    compiled.__call__ = opened
    try:
        yield
    finally:
        compiled.__call__ = original


def with_tensors_as_conditions(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as TensorFlow reads it before it compiles: `if` and `while` may ask for tensors."""
    import tensorflow as tf

    autograph = tf.__internal__.autograph
    found: Callable[..., Any] = autograph.tf_convert(function, autograph.control_status_ctx())
    return found
