"""From a Keras model, layer or saved configuration to a `Graph`: the one room of viz that imports Keras."""

from .facts import is_layer
from .saved import read_saved
from .skeleton import skeleton
from .tracing import trace_layer

__all__ = ["is_layer", "read_saved", "skeleton", "trace_layer"]
