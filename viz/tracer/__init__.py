"""The tracer: the one part of viz that imports Keras. It turns a model or layer into a `Graph`."""

from .skeleton import skeleton
from .tracing import trace_layer

__all__ = ["skeleton", "trace_layer"]
