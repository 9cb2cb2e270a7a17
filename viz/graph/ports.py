"""Follow tensors, known by the leaf and the output that make them, while nodes are renamed or closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from .nesting import Nesting
from .nodes import Edge, Made, Node

AnyGraph = TypeVar("AnyGraph", bound=Nesting)  # what comes in as a `Graph` goes out as one


def renamed(graph: AnyGraph, nodes: Iterable[Node], paths: Mapping[str, str]) -> AnyGraph:
    """The graph with the same nodes under other paths, and with what else tells of these following."""
    edges = tuple(_between(edge, paths[edge.source], paths[edge.target]) for edge in graph.edges)
    return following(replace(graph, edges=edges), nodes, lambda made: (paths.get(made[0], ""), made[1]))


def _between(edge: Edge, source: str, target: str) -> Edge:
    """The edge between other nodes; itself where they are the same, since copies of all edges take their time."""
    same = edge.source == source and edge.target == target
    return edge if same else Edge(source, target, edge.tensor, edge.output, edge.input)


def lifted(graph: AnyGraph, nodes: Iterable[Node], shown: Mapping[str, str]) -> AnyGraph:
    """The graph with the nodes shown alone, and edges between these, each once, none from a node to itself.

    Args:
        graph: with all its nodes.
        nodes: those that are shown.
        shown: for every path of the graph that of the node that stands for it.
    """

    def standing(made: Made) -> Made:
        path = shown.get(made[0], "")
        if path == made[0]:
            return made
        exits = graph.by_path[path].exits if path else ()
        return path, exits.index(made) if made in exits else 0

    edges = dict.fromkeys(found for edge in graph.edges for found in _lifted(graph, edge, standing(edge.made), shown))
    return following(replace(graph, edges=tuple(edges)), nodes, standing)


def _lifted(graph: Nesting, edge: Edge, made: Made, shown: Mapping[str, str]) -> list[Edge]:
    """An edge between what stands for its ends: one for each input of a closed block that takes the tensor."""
    target = shown[edge.target]
    if made[0] == target:
        return []
    if target == edge.target:
        return [edge if made == edge.made else Edge(made[0], target, edge.tensor, made[1], edge.input)]
    numbers = [n for n, entry in enumerate(graph.by_path[target].entries) if entry == edge.made]
    return [Edge(made[0], target, edge.tensor, made[1], number) for number in numbers or [0]]


def following(graph: AnyGraph, nodes: Iterable[Node], at: Callable[[Made], Made]) -> AnyGraph:
    """The graph with other nodes, and its blocks and ports telling of tensors by what makes them now."""
    nodes = tuple(nodes)
    blocks = {node.parent for node in nodes}

    def told(node: Node) -> Node:
        if not (node.entries or node.exits):
            return node
        if node.path not in blocks:
            return replace(node, entries=(), exits=())
        entries, exits = tuple(map(at, node.entries)), tuple(map(at, node.exits))
        same = entries == node.entries and exits == node.exits
        return node if same else replace(node, entries=entries, exits=exits)

    inputs, outputs = (
        tuple(replace(port, path=at(port.made)[0], output=at(port.made)[1]) for port in ports)
        for ports in (graph.inputs, graph.outputs)
    )
    return replace(graph, nodes=tuple(map(told, nodes)), inputs=inputs, outputs=outputs)
