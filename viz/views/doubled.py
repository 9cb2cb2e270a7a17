"""Layers that follow one of their kind, alike in all but strides, in the box of the first: `Separable 3×3 ×2`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..graph import Graph, Node, lifted, with_figures
from .units import View

FREE = ("strides", "activation", "name")  # settings in which such layers may differ
ROLES = ("convolution", "dense")


def doubled(view: View) -> View:
    """The view in which such layers are one box that counts; what follows the first of them is left out."""
    heads = _heads(view)
    if not heads:
        return view
    held: dict[str, list[Node]] = {}
    for path, head in heads.items():
        held.setdefault(head, [view.graph.by_path[head]]).append(view.graph.by_path[path])
    stands = {node.path: heads.get(node.path, node.path) for node in view.graph.nodes}
    nodes = tuple(_counted(n, held.get(n.path, [n])) for n in view.graph.nodes if stands[n.path] == n.path)
    members = {path: units for path, units in view.members.items() if path not in heads}
    members |= {path: (_main(view, path),) for path in held}
    return replace(view, graph=lifted(view.graph, nodes, stands), members=members)


def _counted(node: Node, held: list[Node]) -> Node:
    return replace(with_figures(node, held), count=len(held)) if len(held) > 1 else node


def _heads(view: View) -> dict[str, str]:
    """For every layer that follows one like it the first of their chain."""
    graph, found = view.graph, dict[str, str]()
    left = Counter(source for source, _ in graph.links)
    for source, target in graph.links:
        alone = left[source] == graph.sources[target] == 1 and _is_within(graph, source, target)
        if alone and _alike(_main(view, source), _main(view, target)):
            found[target] = found.get(source, source)
    return found


def _is_within(graph: Graph, source: str, target: str) -> bool:
    """Whether two layers stand in one block and give tensors of one shape."""
    one, other = graph.by_path[source], graph.by_path[target]
    shapes = [node.outputs[0].shape if node.outputs else None for node in (one, other)]
    return one.parent == other.parent and shapes[0] == shapes[1]


def _main(view: View, path: str) -> Node:
    """The layer of a box that gives it its role."""
    units = view.members.get(path, (view.graph.by_path[path],))
    return next((unit for unit in units if unit.role in ROLES), units[0])


def _alike(one: Node, other: Node) -> bool:
    same = one.kind == other.kind and one.count == other.count == 1 and other.setting("strides", "1") == "1"
    return same and one.role in ROLES and _settings(one) == _settings(other)


def _settings(node: Node) -> dict[str, str]:
    return {name: text for name, text in node.settings if name not in FREE}
