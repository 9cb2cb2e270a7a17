"""Convolutional networks as data, and the models built from it."""

if __name__ != "convatlas.architectures":
    raise ImportError(
        f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.architectures` instead"
    )

from importlib import import_module
from typing import Any

from .architecture import Architecture, Auxiliary, Part, Stage, part
from .catalogue import UnknownArchitecture, families, get, names
from .declaration import load, save

__all__ = [
    "Architecture",
    "Auxiliary",
    "Part",
    "Stage",
    "UnknownArchitecture",
    "at",
    "build",
    "families",
    "get",
    "load",
    "names",
    "part",
    "save",
]


def _build(architecture: Architecture, **options: Any) -> Any:
    """Build the network; the options are those of `architectures.build`."""
    from .building import build

    return build(architecture, **options)


Architecture.build = _build
HOMES = {"at": "inside", "build": "building"}
MODULES = ("convert", "labels", "optimize", "preprocessing", "recipes", "transfer", "weights")


def __getattr__(name: str) -> Any:
    """Import what needs Keras when it is first asked for."""
    if name in HOMES:
        return getattr(import_module(f".{HOMES[name]}", __name__), name)
    if name in MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
