"""Figures by which boxes are coloured: how much of them each layer has of its own, and each box in sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import FormatError, suggestion
from ..graph import Graph
from ..repeats import fold_repeats, in_blocks
from ..tables import COLUMNS
from ..words import Value, added
from .explorer.standing import origins, typical

ROLE = "role"
Amounts = Mapping[str, int | None]  # by path; `AtLeast` where something is left out, None where nothing is known


@dataclass(frozen=True)
class Figure:
    """A figure of layers: the column of tables that measures it, its heading, and what its units are those of."""

    column: str
    heading: str
    quantity: str


FIGURES = {
    "params": Figure("params", "parameters", "macs"),
    "macs": Figure("macs", "MACs", "macs"),
    "memory": Figure("memory", "memory", "bytes"),
    "time": Figure("time", "time of a batch", "time"),
}
COLOURINGS = (ROLE, *FIGURES)


def check_colouring(color_by: str, graphs: Sequence[Graph] = ()) -> None:
    """Refuse what boxes cannot be coloured by.

    Raises:
        FormatError: there is no such figure, the graph does not carry it, or there are several networks.
    """
    if color_by not in COLOURINGS:
        near = suggestion(str(color_by), COLOURINGS)
        raise FormatError(f"`color_by` (={color_by!r}) must be one of {', '.join(COLOURINGS)}{near}")
    if color_by == "time" and graphs and not graphs[0].observed:
        raise FormatError(
            "`color_by` (='time') needs a network that was seen at work: draw the `graph` of `viz.observe(model, data)`"
        )
    if color_by != ROLE and len(graphs) > 1:
        raise FormatError(f"`color_by` (={color_by!r}) goes with one network, and {len(graphs)} are given")


def amounts_of(graph: Graph, figure: Figure, drawn: Callable[[Graph], Graph], folds: bool) -> Amounts:
    """How much stands behind each layer and closed block of what is drawn of a graph.

    Views add up multiply-adds and look at them for nothing else, so what is `drawn` of a graph with the figure in their
    place has its sums. Where it `folds`, a layer in an open run has what all of its counterparts have.
    """
    own = own_amounts(graph, figure)
    own = _gathered(graph, own) if folds else own
    nodes = (replace(node, macs=own[node.path], uncounted=0) for node in graph.nodes)
    shown = drawn(replace(graph, nodes=tuple(nodes)))
    return {leaf.path: _sum(shown, leaf.path) for leaf in shown.leaves}


def _gathered(graph: Graph, own: Amounts) -> Amounts:
    """What every node has together with those that it stands for once runs are folded; these then have none."""
    blocks = in_blocks(graph)
    stands = fold_repeats(blocks).stands
    original = origins(graph, blocks.graph)
    found: dict[str, list[int | None]] = {node.path: [] for node in graph.nodes}
    for path in (path for path in blocks.graph.by_path if original[path]):
        found[original[typical(stands, path)] or original[path]].append(own[original[path]])
    return {path: added(values) for path, values in found.items()}


def own_amounts(graph: Graph, figure: Figure) -> Amounts:
    """What every node has of its own, without what stands in it."""
    if figure.column == "macs":
        return {node.path: node.macs for node in graph.nodes}
    measured = COLUMNS[figure.column].measure(graph)
    if figure.column != "time":
        return {node.path: _whole(measured.get(node.path, 0)) for node in graph.nodes}
    return {node.path: _rest(graph, measured, node.path) for node in graph.nodes}


def _rest(graph: Graph, times: Mapping[str, Value], path: str) -> int | None:
    """The time of a node that is not told of one inside it; what nobody calls takes none."""
    inside = sum(_whole(times.get(child.path)) or 0 for child in graph.children(path))
    return max((_whole(times.get(path)) or 0) - inside, 0)


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _sum(graph: Graph, path: str) -> int | None:
    nodes = list(graph.inside(path))
    known = added(node.macs for node in nodes)
    return added([known, None]) if known is not None and any(node.uncounted for node in nodes) else known
