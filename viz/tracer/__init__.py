"""From a Keras model, layer or saved configuration to a `Graph`: the one room of viz that imports Keras."""

from .calls import Call, Inside, functional_of
from .facts import is_layer
from .replaying.threads import ONE_AT_A_TIME
from .saved.reading import read_saved
from .skeleton import skeleton
from .tracing import Written, trace_calls, trace_layer

__all__ = [
    "ONE_AT_A_TIME",
    "Call",
    "Inside",
    "Written",
    "functional_of",
    "is_layer",
    "read_saved",
    "skeleton",
    "trace_calls",
    "trace_layer",
]
