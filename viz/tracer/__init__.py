"""The tracer: the one part of viz that imports Keras. It turns a model or layer into a `Graph`."""

from .facts import is_layer
from .saved import read_saved
from .skeleton import skeleton
from .tracing import trace_layer

__all__ = ["is_layer", "read_saved", "skeleton", "trace_layer"]
