"""From a `Graph` to a `View`: what a picture shows of it, which runs fold, which blocks are open, what shares a box."""

from .choosing import FEWER, check_fold, close_but, view, views
from .quiet import without_quiet_layers
from .repeats import fold_repeats
from .stretches import by_resolution, group_between_narrow_places, with_blocks
from .units import View, gather_units

__all__ = [
    "FEWER",
    "View",
    "by_resolution",
    "check_fold",
    "close_but",
    "fold_repeats",
    "gather_units",
    "group_between_narrow_places",
    "view",
    "views",
    "with_blocks",
    "without_quiet_layers",
]
