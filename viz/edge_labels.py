"""Shapes of tensors written beside the wires that carry them, where there is room."""

from __future__ import annotations

from collections.abc import Iterator

from .fitting import Options
from .graph import Graph
from .layout import Layout
from .routing import Point
from .scene import Text

BESIDE = 6.0  # between a wire and its label


def edge_labels(layout: Layout, graph: Graph, options: Options, shift: Point) -> Iterator[Text]:
    """One label a tensor, beside the first piece of a wire that goes down and is long enough."""
    return iter(())
