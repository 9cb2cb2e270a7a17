"""Graphs, once traced, kept by what they came from: found again without Keras, made anew when that changed."""

from .folder import OFF, VARIABLE, folder, folder_for_sites, shown
from .made_by import keras_file, keras_settings
from .opened import Opened
from .project import files_of, is_installed, loaded_since
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
    "is_installed",
    "kept",
    "keras_file",
    "keras_settings",
    "loaded_since",
    "shown",
    "traced_now",
]
