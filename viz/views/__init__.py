"""From a `Graph` to a `View`: what a picture shows of it, which blocks are open, which layers share a box."""

from .choosing import FEWER, check_fold, close_but, view, views
from .figures import Figure, Plot, plot_of
from .panels import Panel
from .quiet import without_quiet_layers
from .units import View, gather_units

__all__ = [
    "FEWER",
    "Figure",
    "Panel",
    "Plot",
    "View",
    "check_fold",
    "close_but",
    "gather_units",
    "plot_of",
    "view",
    "views",
    "without_quiet_layers",
]
