"""Close blocks of a graph; what is hidden counts in the block that hides it."""

from __future__ import annotations

from collections.abc import Callable
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
    known = [n.macs for n in hidden if n.macs is not None]
    unknown = [n for n in hidden if n.macs is None]
    return replace(
        node,
        trainable_params=sum(n.trainable_params for n in hidden),
        non_trainable_params=sum(n.non_trainable_params for n in hidden),
        macs=sum(known) if known or not unknown else None,
        note=node.note or (f"multiply-adds of {len(unknown)} layers inside are not known" if unknown else ""),
    )
