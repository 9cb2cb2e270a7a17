"""From a `Graph` to a `View`: what a picture shows of it, which blocks are open, which layers share a box."""

from .choosing import FEWER, check_fold, close_but, view, views
from .figures import Figure, Plot, plot_of
from .lines import chains, without_frames
from .mirrors import Mirror, mirror_of, mirrors
from .panels import Panel
from .quiet import is_quiet, is_turning, without_quiet_layers
from .stacks import Stacked, stacked, stacked_mirror
from .units import View, gather_units

__all__ = [
    "FEWER",
    "Figure",
    "Mirror",
    "Panel",
    "Plot",
    "Stacked",
    "View",
    "chains",
    "check_fold",
    "close_but",
    "gather_units",
    "is_quiet",
    "is_turning",
    "mirror_of",
    "mirrors",
    "plot_of",
    "stacked",
    "stacked_mirror",
    "view",
    "views",
    "without_frames",
    "without_quiet_layers",
]
