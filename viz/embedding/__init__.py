"""Graphs for documentation sites: traced in a process of their own, all of a site's in one go, and kept.

A site's own process must not build models: TensorFlow hangs in processes that are forked after it was used.
"""

from ..keeping import Store, Traced, Wanted
from . import options
from .mistakes import place_of
from .tracing import TIME_LIMIT, graphs
from .wanted import ENDINGS, Failure, sources_of

__all__ = [
    "ENDINGS",
    "TIME_LIMIT",
    "Failure",
    "Store",
    "Traced",
    "Wanted",
    "graphs",
    "options",
    "place_of",
    "sources_of",
]
