"""What a layer is, apart from its name and place: the ground on which two graphs are compared."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from .graph import Graph
from .nodes import Node

Signature = tuple[Any, ...]
ACTIVATIONS = ("Activation", "ReLU", "ELU", "Softmax")  # layers that one setting or the kind itself names
IN_ANY_ORDER = ("Add", "Multiply", "Average", "Maximum", "Minimum")  # of their inputs
WITHOUT_MEANING = ("data_format",)  # settings that tell nothing where the shapes are the same
SAID_BY_KIND = ("activation", "negative_slope", "threshold")  # settings of an activation that its kind says already


def kind_of(node: Node) -> str:
    """The kind of a layer, the same for a layer and for the operation that does as it: `Activation` relu is `relu`."""
    if node.role != "activation":
        return node.kind
    return node.setting("activation") if node.kind == "Activation" else node.kind.lower()


@lru_cache(maxsize=65536)
def settings_of(node: Node) -> dict[str, str]:
    """The settings by which two layers of one kind may differ."""
    if node.role == "input":
        return {}
    found = {name: text for name, text in node.settings if name not in WITHOUT_MEANING}
    if node.role == "activation" and node.kind in ACTIVATIONS:
        found = {name: text for name, text in found.items() if name not in SAID_BY_KIND}
    if found.get("kernel_size") == "1":  # nothing to pad
        found.pop("padding", None)
    if node.outputs and found.get("axis") == str(len(node.outputs[0].shape) - 1):
        found["axis"] = "-1"
    return found


@lru_cache(maxsize=65536)
def signature(node: Node) -> Signature:
    """All that a leaf is, but for its name and its place."""
    settings = tuple(sorted(settings_of(node).items()))
    outputs = tuple((spec.shape, spec.dtype) for spec in node.outputs)
    weights = (node.trainable_params, node.non_trainable_params, bool(node.shares))
    return (kind_of(node), settings, outputs, weights)


def in_order(graph: Graph) -> list[Node]:
    """The leaves along each branch as far as it goes, the longer branch first, whatever the order of the calls."""
    after: dict[str, list[str]] = {leaf.path: [] for leaf in graph.leaves}
    missing = dict.fromkeys(after, 0)
    for edge in graph.edges:
        after[edge.source].append(edge.target)
        missing[edge.target] += 1
    height = dict.fromkeys(after, 0)  # layers on the longest way to an end
    for path in reversed(after):
        height[path] = 1 + max((height[target] for target in after[path]), default=0)
    place = {path: i for i, path in enumerate(after)}

    def rank(path: str) -> tuple[int, int]:
        return height[path], -place[path]

    ready = sorted((path for path in after if not missing[path]), key=rank)
    found = []
    while ready:
        path = ready.pop()
        found.append(graph.by_path[path])
        for target in after[path]:
            missing[target] -= 1
        free = [target for target in dict.fromkeys(after[path]) if not missing[target]]
        ready += sorted(free, key=rank)
    return found


def same(before: Graph, after: Graph) -> bool:
    """Whether two graphs are the same network, whatever its layers and blocks are called and in whatever order."""
    return _fingerprint(before) == _fingerprint(after)


def _fingerprint(graph: Graph) -> Counter[int]:
    """How often each layer occurs with all that leads to it; and the weights that blocks have themselves."""
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    found: dict[str, int] = {}
    for leaf in graph.leaves:
        before = [found[path] for path in sources.get(leaf.path, ())]
        found[leaf.path] = hash((signature(leaf), tuple(sorted(before) if leaf.kind in IN_ANY_ORDER else before)))
    own = [hash((node.trainable_params, node.non_trainable_params)) for node in graph.groups if node.params]
    return Counter([*found.values(), *own])
