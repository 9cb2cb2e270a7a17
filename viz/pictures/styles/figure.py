"""As papers print a network: its macro architecture, and every distinct block once, with its widths in letters."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph import Graph
from ...layout import Options, fitted_figure
from ...scene import edge_labels
from ...words import shape_text, totals
from ..faults import with_faults
from . import Composition
from .graph import boxes_and_wires

SHOWS_SEVERAL = False


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The first of the graphs as a figure."""
    fitted = fitted_figure(graphs[0], options)
    texts = fitted.shapes
    if "shapes" in options.labels:
        texts = {node.path: shape_text(node.outputs) for node in fitted.view.graph.nodes} | texts
    made = boxes_and_wires(
        (graphs[0].name, totals(graphs[0])),
        fitted.layout,
        labels=lambda shift: edge_labels(fitted.layout, texts, shift),
        box=with_faults(graphs[0].observed),
    )
    return Composition(fitted.view, fitted.layout, made, fitted.boxes)
