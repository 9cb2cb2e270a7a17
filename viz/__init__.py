"""Maps of any Keras model: diagrams, tables, comparisons."""

if __name__ != "convatlas.viz":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.viz` instead")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..files import ConvatlasError, limits
    from .colours import Theme
    from .difference import Diff, diff
    from .errors import FormatError, SourceError
    from .graph import Edge, Graph, Node, Port, TensorSpec
    from .observing import Observation, observe
    from .pictures import Drawing, draw
    from .sources import trace
    from .tables import Table, compare, family_table, tabulate

HOMES = {
    "compare": "tables",
    "ConvatlasError": ".files",
    "Diff": "difference",
    "diff": "difference",
    "Drawing": "pictures",
    "draw": "pictures",
    "FormatError": "errors",
    "SourceError": "errors",
    "family_table": "tables",
    "limits": ".files",
    "Edge": "graph",
    "Graph": "graph",
    "Node": "graph",
    "Port": "graph",
    "TensorSpec": "graph",
    "Observation": "observing",
    "observe": "observing",
    "trace": "sources",
    "Table": "tables",
    "tabulate": "tables",
    "Theme": "colours",
}

__all__ = [
    "ConvatlasError",
    "Diff",
    "Drawing",
    "Edge",
    "FormatError",
    "Graph",
    "Node",
    "Observation",
    "Port",
    "SourceError",
    "Table",
    "TensorSpec",
    "Theme",
    "compare",
    "diff",
    "draw",
    "family_table",
    "limits",
    "observe",
    "tabulate",
    "trace",
]


def __getattr__(name: str) -> Any:
    """Import the part that holds `name` when it is first asked for, so that each costs what it needs alone."""
    if name in HOMES:
        return getattr(import_module(f".{HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
