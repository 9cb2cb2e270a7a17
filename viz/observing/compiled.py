"""Functions that TensorFlow compiled pass no hook: while a network is watched they run line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from ..tracer import ONE_AT_A_TIME


def is_compiled(network: Any) -> bool:
    """Whether the network, or a layer in it, holds a `tf.function`, as its `call` or beside it."""
    layers = [network, *network._flatten_layers(include_self=False)]
    held = (value for layer in layers for part in (layer, *type(layer).__mro__) for value in vars(part).values())
    return any(hasattr(value, "python_function") for value in held)


@contextmanager
def line_by_line(network: Any) -> Iterator[None]:
    """Inside, a network with compiled functions runs without compiling; afterwards as before.

    Traces, and others that watch, wait until then: what TensorFlow compiles is asked of all threads.
    """
    if keras.backend.backend() != "tensorflow" or not is_compiled(network):
        yield
        return
    import tensorflow as tf

    with ONE_AT_A_TIME:
        before = tf.config.functions_run_eagerly()
        tf.config.run_functions_eagerly(True)
        try:
            yield
        finally:
            tf.config.run_functions_eagerly(before)
