"""Close blocks of a graph; what is hidden counts in the block that hides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .nesting import Nesting
from .nodes import Node
from .ports import AnyGraph, lifted


def fold_depth(graph: AnyGraph, depth: int | None) -> AnyGraph:
    """Close every block that stands `depth` deep; None closes nothing.

    Raises:
        ValueError: `depth` is below 1.
    """
    if depth is None:
        return graph
    if depth < 1:
        raise ValueError(f"`depth` (={depth}) must be a whole number of at least 1")
    return close(graph, lambda node: node.depth + 1 >= depth)


def close(graph: AnyGraph, closed: Callable[[Node], bool]) -> AnyGraph:
    """Close the blocks for which `closed` holds.

    A closed block becomes a leaf that carries the parameters and multiply-adds of everything inside.
    """
    if not any(map(closed, graph.groups)):
        return graph
    shown = shown_at(graph, closed)
    totals: dict[str, list[Node]] = {}
    for node in graph.nodes:
        totals.setdefault(shown[node.path], []).append(node)
    nodes = tuple(_sum(node, totals[node.path]) for node in graph.nodes if shown[node.path] == node.path)
    return lifted(graph, nodes, shown)


def shown_at(graph: Nesting, closed: Callable[[Node], bool]) -> dict[str, str]:
    """For every path the path of the node that stands for it once blocks are closed."""
    groups = {node.path for node in graph.groups}
    shown: dict[str, str] = {}
    for node in graph.nodes:
        outer = shown.get(node.parent, "")
        hidden = node.parent and (
            outer != node.parent or (node.parent in groups and closed(graph.by_path[node.parent]))
        )
        shown[node.path] = outer if hidden else node.path
    return shown


def _sum(node: Node, hidden: list[Node]) -> Node:
    if len(hidden) == 1:
        return node
    summed = with_figures(node, hidden)
    lacks = (("parameters", summed.unweighed), ("multiply-adds", summed.uncounted))
    unknown = [f"{what} of {number} layers inside are not known" for what, number in lacks if number]
    return replace(summed, note="; ".join(filter(None, (node.note, *unknown))))


def with_figures(node: Node, counted: Iterable[Node]) -> Node:
    """The node with the figures of all that it stands for."""
    nodes = list(counted)
    uncounted = sum(n.uncounted or n.macs is None for n in nodes)
    macs = sum(n.macs or 0 for n in nodes)
    return replace(
        node,
        trainable_params=sum(n.trainable_params for n in nodes),
        non_trainable_params=sum(n.non_trainable_params for n in nodes),
        macs=macs if macs or not uncounted else None,
        uncounted=uncounted,
        unweighed=sum(n.unweighed for n in nodes),
    )
