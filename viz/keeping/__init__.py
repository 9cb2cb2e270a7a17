"""Graphs, once traced, kept by what they came from: found again without Keras, made anew when that changed."""

from .folder import OFF, VARIABLE, folder, folder_for_sites, shown
from .opened import Opened
from .project import files_of
from .store import Store, Traced, Wanted
from .tracing import kept, traced_now

__all__ = [
    "OFF",
    "VARIABLE",
    "Opened",
    "Store",
    "Traced",
    "Wanted",
    "files_of",
    "folder",
    "folder_for_sites",
    "kept",
    "shown",
    "traced_now",
]
