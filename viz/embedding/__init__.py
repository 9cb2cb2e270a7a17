"""Graphs for documentation sites: traced in a process of their own, all of a site's in one go, and kept.

A site's own process must not build models: TensorFlow hangs in processes that are forked after it was used.
"""

from .store import Store
from .tracing import TIME_LIMIT, graphs
from .wanted import Failure, Traced, Wanted

__all__ = ["TIME_LIMIT", "Failure", "Store", "Traced", "Wanted", "graphs"]
