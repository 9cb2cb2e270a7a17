"""Two graphs held against each other: a `Diff` of what was added, removed, changed and moved, as table and picture."""

from .picture import FORMATS, picture_of
from .report import Diff, diff

__all__ = [
    "FORMATS",
    "Diff",
    "diff",
    "picture_of",
]
