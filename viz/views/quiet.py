"""Leave out layers that only pass a feature map on: activations, norms, dropouts, paddings, flattening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from ..graph import Node, lifted, with_figures
from .units import View

QUIET = ("activation", "normalisation", "regularisation", "reshape")
Member = Callable[[Node], bool]
TURNING = ("Permute", "Transpose", "Moveaxis", "Swapaxes")
NEAR = 1.5  # a padding or cropping changes sizes by less than this factor


def is_quiet(node: Node) -> bool:
    """Whether a layer changes nothing to be seen in a feature map."""
    return node.role in QUIET and not is_turning(node)


def is_turning(node: Node) -> bool:
    """Whether a layer changes what the axes are, whether or not their sizes tell."""
    return node.kind in TURNING


def without_quiet_layers(view: View, *, across_blocks: bool = False, quiet: Member = is_quiet) -> View:
    """The view without layers that change nothing to be seen; what they count goes to the layer before them.

    Where blocks are drawn, that layer must stand in the same block, unless `across_blocks`. `quiet` says which layers
    may go where they keep the size.
    """
    stands = _standing(view, across_blocks, quiet)
    hidden: dict[str, list[Node]] = defaultdict(list)
    for node in view.graph.nodes:
        if stands[node.path] != node.path:
            hidden[stands[node.path]].append(node)
    nodes = tuple(with_figures(n, [n, *hidden[n.path]]) for n in view.graph.nodes if stands[n.path] == n.path)
    return replace(view, graph=lifted(view.graph, nodes, stands))


def _standing(view: View, across_blocks: bool, quiet: Member) -> dict[str, str]:
    """For every node the one that is shown for it."""
    graph = view.graph
    sources: dict[str, list[str]] = defaultdict(list)
    for source, target in graph.links:
        sources[target].append(source)
    stands = {node.path: node.path for node in graph.nodes}
    for leaf in graph.leaves:
        before = sources[leaf.path][0] if len(sources[leaf.path]) == 1 else ""
        near = before and (across_blocks or graph.parent(before) == leaf.parent)
        if near and leaf.path not in view.blocks and quiet(leaf) and _keeps_size(leaf, graph.by_path[before]):
            stands[leaf.path] = stands[before]
    return stands


def _keeps_size(node: Node, before: Node) -> bool:
    if not (node.outputs and before.outputs):
        return False
    after, shape = node.outputs[0].shape[1:-1], before.outputs[0].shape[1:-1]
    return not after or all(a == b or (a and b and 1 / NEAR < a / b < NEAR) for a, b in zip(after, shape, strict=False))
