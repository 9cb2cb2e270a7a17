"""Two networks in one graph, for a picture of what changed."""

from __future__ import annotations

from dataclasses import replace

from .graph import Graph
from .grouping import ordered
from .matching import Match

BEFORE = " (before)"  # ends the name of a removed node whose path the second network has too


def union(before: Graph, after: Graph, match: Match) -> Graph:
    """The second network, and in their places the nodes that only the first one has."""
    paths = paths_in_union(before, after, match)
    gone = [node for top in match.removed for node in before.inside(top.path)]
    nodes = (replace(n, path=paths[n.path], parent=paths.get(n.parent, ""), shares="") for n in gone)
    lost = {node.path for node in gone}
    edges = (
        replace(edge, source=paths[edge.source], target=paths[edge.target])
        for edge in before.edges
        if {edge.source, edge.target} & lost and {edge.source, edge.target} <= set(paths)
    )
    name = f"{before.name} -> {after.name}"
    return ordered(Graph(name, (*after.nodes, *nodes), tuple(dict.fromkeys((*after.edges, *edges))), after.kind))


def paths_in_union(before: Graph, after: Graph, match: Match) -> dict[str, str]:
    """The path in the union of every node of the first network that is there."""
    paths = dict(match.pairs)
    for top in match.removed:
        parent = paths.get(top.parent, "")
        path = f"{parent}/{top.name}" if parent else top.name
        for node in before.inside(top.path):
            inside = path + node.path[len(top.path) :]
            paths[node.path] = inside if path not in after.by_path else f"{path}{BEFORE}{node.path[len(top.path) :]}"
    return paths
