"""Build models without weights, and leave Keras' global state as it was."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import keras

from .internals import global_state


@contextmanager
def skeleton() -> Iterator[None]:
    """Inside, variables have shapes and no values; afterwards Keras' global state is as before.

    That state holds, a thread, the variables that Keras would initialise later, the counters from which it makes up
    names, and the generator of seeds, which without a value would serve nobody.
    """
    tracker = global_state.GLOBAL_STATE_TRACKER
    state = vars(tracker)
    before = dict(state)
    state.update({name: copy.copy(value) for name, value in before.items() if isinstance(value, (dict, list, set))})
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        global_state.GLOBAL_STATE_TRACKER = tracker  # `keras.utils.clear_session` puts another in its place
        state.clear()
        state.update(before)
