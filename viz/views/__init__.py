"""From a `Graph` to a `View`: what a picture shows of it, which blocks are open, which layers share a box."""

from .choosing import FEWER, check_fold, close_but, view, views
from .quiet import without_quiet_layers
from .units import View, gather_units

__all__ = [
    "FEWER",
    "View",
    "check_fold",
    "close_but",
    "gather_units",
    "view",
    "views",
    "without_quiet_layers",
]
