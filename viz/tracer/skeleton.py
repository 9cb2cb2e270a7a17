"""Build models without weights, and leave Keras' global state as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
from keras.src.backend.common import global_state

UNINITIALIZED = "uninitialized_variables"
NAMES = "object_name_uids"


@contextmanager
def skeleton() -> Iterator[None]:
    """Inside, variables have shapes and no values; Keras' list of variables to initialise later is left as it was."""
    waiting = list(global_state.get_global_attribute(UNINITIALIZED) or [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        global_state.set_global_attribute(UNINITIALIZED, waiting)


@contextmanager
def same_names() -> Iterator[None]:
    """Inside, layers and operations may be named by Keras' counters; afterwards the counters are as before."""
    counters = global_state.get_global_attribute(NAMES)
    before = None if counters is None else dict(counters)
    try:
        yield
    finally:
        now: Any = global_state.get_global_attribute(NAMES)
        if now is not None:
            now.clear()
            now.update(before or {})
