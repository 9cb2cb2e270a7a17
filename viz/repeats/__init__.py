"""Which blocks a graph has, also where it names none, and which of them are alike: runs as one block that counts."""

from .alike import token
from .chains import is_unit
from .folding import Folded, fold_repeats
from .periods import in_blocks
from .run_names import name_of, shared_name
from .runs import Blocks
from .sorts import Sort, joined, sorts_of
from .stretches import by_resolution, group_between_narrow_places, with_blocks

__all__ = [
    "Blocks",
    "Folded",
    "Sort",
    "by_resolution",
    "fold_repeats",
    "group_between_narrow_places",
    "in_blocks",
    "is_unit",
    "joined",
    "name_of",
    "shared_name",
    "sorts_of",
    "token",
    "with_blocks",
]
