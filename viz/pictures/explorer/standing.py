"""Which box of a view stands for each layer of a graph, and which layer each node of a regrouped graph is."""

from __future__ import annotations

from collections.abc import Mapping

from ...graph import Graph
from ...repeats import Blocks, fold_repeats
from ...views import View


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


def standing(blocks: Blocks, view: View) -> dict[str, str]:
    """For every path of a graph the path of the node in the view that shows it, or holds it; "" where none does."""
    graph = blocks.graph
    stands = fold_repeats(blocks).stands if any(node.count > 1 for node in view.graph.nodes) else {}
    leader = {member.path: path for path, members in view.members.items() for member in members}
    return {node.path: _shown(graph, view, leader, typical(stands, node.path)) for node in graph.nodes}


def typical(stands: Mapping[str, str], path: str) -> str:
    """The node that stands for one in a folded run, also where it is in a run itself."""
    while path in stands:
        path = stands[path]
    return path


def _shown(graph: Graph, view: View, leader: dict[str, str], path: str) -> str:
    """The node itself, the first of the unit it is part of, or the nearest block around it."""
    around = (path, *graph.ancestors(path))
    return next((leader.get(p, p) for p in around if p in view.graph.by_path or p in leader), "")
