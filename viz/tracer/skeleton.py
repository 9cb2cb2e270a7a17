"""Build models without weights, and leave Keras' global state as it was."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import keras
from keras.src.backend.common import global_state

KEPT = (
    "uninitialized_variables",  # that Keras would initialise when the outermost scope ends
    "object_name_uids",  # counters from which Keras makes up names
)


@contextmanager
def skeleton() -> Iterator[None]:
    """Inside, variables have shapes and no values; afterwards Keras' global state is as before.

    Keras keeps that state a thread, so that skeletons of several threads do not meet.
    """
    before = {name: global_state.get_global_attribute(name) for name in KEPT}
    for name, value in before.items():
        global_state.set_global_attribute(name, copy.copy(value))
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        for name, value in before.items():
            global_state.set_global_attribute(name, value)
