"""Gather many inputs that go the same way: forty columns of a table are one stack that counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from ..graph import Edge, Graph, Made, following

MANY = 5  # inputs of one shape that lead to the same layers


def gather_inputs(graph: Graph) -> tuple[Graph, dict[str, str]]:
    """The graph with inputs that go the same way as one each, and what stands for those that are hidden."""
    stands = _stands(graph)
    if not stands:
        return graph, {}
    counts: dict[str, int] = defaultdict(int)
    for path in stands.values():
        counts[path] += 1
    nodes = [
        replace(n, count=counts[n.path] + 1) if n.path in counts else n for n in graph.nodes if n.path not in stands
    ]
    edges = dict.fromkeys(_moved(edge, stands) for edge in graph.edges)

    def standing(made: Made) -> Made:
        return stands.get(made[0], made[0]), made[1]

    return following(replace(graph, edges=tuple(edges)), nodes, standing), stands


def _moved(edge: Edge, stands: dict[str, str]) -> Edge:
    """The edge from the input that stands for its own, into the place of the first of them."""
    source = stands.get(edge.source, edge.source)
    return edge if source == edge.source else replace(edge, source=source, input=0)


def _stands(graph: Graph) -> dict[str, str]:
    """For every input that is hidden the one that stands for it: of the same shape, and leading to the same layers."""
    targets: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        targets[edge.source].add(edge.target)
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for leaf in graph.leaves:
        if leaf.role == "input":
            alike[leaf.parent, leaf.outputs, leaf.settings, frozenset(targets[leaf.path])].append(leaf.path)
    many = [paths for paths in alike.values() if len(paths) >= MANY]
    return {path: first for first, *others in many for path in others}
