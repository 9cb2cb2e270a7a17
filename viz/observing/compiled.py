"""Functions that TensorFlow compiled pass no hook: while a network is watched they run line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras


def is_compiled(network: Any) -> bool:
    """Whether the `call` of the network, or of a layer in it, is a `tf.function`."""
    layers = [network, *network._flatten_layers(include_self=False)]
    return any(hasattr(layer.call, "python_function") for layer in layers)


@contextmanager
def line_by_line(network: Any) -> Iterator[None]:
    """Inside, a network with compiled functions runs without compiling; afterwards as before."""
    if keras.backend.backend() != "tensorflow" or not is_compiled(network):
        yield
        return
    import tensorflow as tf

    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)
