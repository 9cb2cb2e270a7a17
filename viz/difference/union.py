"""Two networks in one graph, for a picture of what changed."""

from __future__ import annotations

from dataclasses import replace

from ..graph import Graph, Node, ordered
from .matching import Match

BEFORE = " (before)"  # ends the name of a removed node whose path the second network has too


def union(before: Graph, after: Graph, match: Match) -> Graph:
    """The second network, and in their places the nodes that only the first one has."""
    paths = paths_in_union(before, after, match)
    gone = [node for top in match.removed for node in before.inside(top.path)]
    nodes = (*after.nodes, *(_as_gone(node, paths) for node in gone))
    lost = {node.path for node in gone}
    edges = (
        replace(edge, source=paths[edge.source], target=paths[edge.target])
        for edge in before.edges
        if {edge.source, edge.target} & lost and {edge.source, edge.target} <= set(paths)
    )
    joined = replace(after, name=f"{before.name} -> {after.name}", nodes=nodes)
    wired = ordered(replace(joined, edges=tuple(dict.fromkeys((*after.edges, *edges)))))
    return wired if len(wired.nodes) == len(nodes) else ordered(joined)  # a way back and forth has no order


def _as_gone(node: Node, paths: dict[str, str]) -> Node:
    path = paths[node.path]
    return replace(node, path=path, parent=path.rpartition("/")[0], shares="")


def paths_in_union(before: Graph, after: Graph, match: Match) -> dict[str, str]:
    """The path in the union of every node of the first network that is there."""
    sources = {edge.target: edge.source for edge in before.edges}
    paths = dict(match.pairs)
    taken = set(after.by_path)
    for top in match.removed:
        near = paths.get(sources.get(top.path, ""), "").rpartition("/")[0]
        parent = paths.get(top.parent, near)
        path = _free(f"{parent}/{top.name}" if parent else top.name, taken)
        paths |= {node.path: path + node.path[len(top.path) :] for node in before.inside(top.path)}
        taken.add(path)
    return paths


def _free(path: str, taken: set[str]) -> str:
    """A path like the one given that no other node has."""
    numbers = (path, f"{path}{BEFORE}", *(f"{path}{BEFORE} {n}" for n in range(2, len(taken) + 3)))
    return next(found for found in numbers if found not in taken)
