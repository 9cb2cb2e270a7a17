"""Blocks that hold one line of layers, whose layers pictures may show without a frame around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from ..graph import ENTRY, EXIT, Graph, Node, leads
from .units import View, is_chain


def chains(graph: Graph) -> set[str]:
    """Blocks of layers, one behind the other with no way from outside between them, that have nothing of their own."""
    return {group.path for group in graph.groups if _is_plain(group) and is_chain(graph, group)}


def lines(graph: Graph) -> set[str]:
    """Blocks in which one layer or block leads to the next, whatever else comes in from outside or leaves."""
    after = leads(graph.ways)
    return {group.path for group in graph.groups if _is_plain(group) and _is_line(graph, group, after)}


def without_frames(view: View, blocks: Collection[str]) -> View:
    """The view with what stands in some blocks where these stood."""
    graph = view.graph

    def home(path: str) -> str:
        while path in blocks:
            path = graph.parent(path)
        return path

    nodes = (replace(node, parent=home(node.parent)) for node in graph.nodes if node.path not in blocks)
    return replace(view, graph=replace(graph, nodes=tuple(nodes)))


def _is_plain(group: Node) -> bool:
    return group.count == 1 and not group.params and not group.macs


def _is_line(graph: Graph, group: Node, after: dict[str, dict[str, list[str]]]) -> bool:
    inside = {child.path for child in graph.children(group.path)}
    ways = after.get(group.path, {})
    pairs = [(one, other) for one in ways if one != ENTRY for other in ways[one] if other != EXIT]
    most = [Counter(ends).most_common(1) for ends in zip(*pairs, strict=True)]
    return len(pairs) == len(inside) - 1 and all(number == 1 for [(_, number)] in most)
