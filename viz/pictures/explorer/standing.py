"""Which box of a view stands for each layer of a graph, and which layer each node of a regrouped graph is."""

from __future__ import annotations

from collections import defaultdict

from ...graph import Graph, Node
from ...views import View, fold_repeats


def origins(graph: Graph, grouped: Graph) -> dict[str, str]:
    """For every path of a graph whose layers were moved into blocks the path in the graph itself; "" for new blocks."""
    found: dict[str, str] = {"": ""}
    free = {node.path: node.kind for node in graph.nodes}
    for node in grouped.nodes:
        homes = [found[around] for around in (*grouped.ancestors(node.path), "")]
        candidates = (f"{home}/{node.name}".removeprefix("/") for home in homes)
        found[node.path] = next((path for path in candidates if free.get(path) == node.kind), "")
        free.pop(found[node.path], None)
    return found


def standing(graph: Graph, view: View) -> dict[str, str]:
    """For every path of the graph the path of the node in the view that shows it, or holds it; "" where none does."""
    typical = _typical(graph) if any(node.count > 1 for node in view.graph.nodes) else {}
    leader = {member.path: path for path, members in view.members.items() for member in members}
    return {node.path: _shown(graph, view, leader, typical.get(node.path, node.path)) for node in graph.nodes}


def _shown(graph: Graph, view: View, leader: dict[str, str], path: str) -> str:
    """The node itself, the first of the unit it is part of, or the nearest block around it."""
    around = (path, *graph.ancestors(path))
    return next((leader.get(p, p) for p in around if p in view.graph.by_path or p in leader), "")


def _typical(graph: Graph) -> dict[str, str]:
    """For everything in a folded run its counterpart in the block that stands for the run."""
    found: dict[str, str] = {}
    for block, run in _members(graph).items():
        for member in run:
            for node in graph.inside(member):
                twin = block + node.path[len(member) :]
                found[node.path] = twin if twin in graph.by_path else block
    return found


def _members(graph: Graph) -> dict[str, list[str]]:
    """The members of every folded run by the block that stands for it: neighbours, as many as it counts."""
    folded = fold_repeats(graph).by_path
    waiting: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        hidden = node.path not in folded and (not node.parent or node.parent in folded)
        if hidden or (node.path in folded and folded[node.path].count > 1):
            waiting[node.parent].append(node)
    found: dict[str, list[str]] = {}
    for siblings in waiting.values():
        for block in [folded[node.path] for node in siblings if node.path in folded]:
            found[block.path] = [node.path for node in siblings[: block.count]]
            del siblings[: block.count]
    return found
