"""What a layer is, apart from its name and place: the ground on which two graphs are compared."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from .graph import Graph, Node

Signature = tuple[Any, ...]
ACTIVATIONS = ("Activation", "ReLU", "ELU", "Softmax")  # layers that one setting or the kind itself names
WITHOUT_MEANING = ("data_format",)  # settings that tell nothing where the shapes are the same


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
    plain = node.role == "activation" and node.kind in ACTIVATIONS
    return {name: text for name, text in node.settings if name not in WITHOUT_MEANING and not (plain and _usual(name))}


def _usual(name: str) -> bool:
    """Whether a setting of an activation says what its kind says already."""
    return name in ("activation", "negative_slope", "threshold")


@lru_cache(maxsize=65536)
def signature(node: Node) -> Signature:
    """All that a leaf is, but for its name and its place."""
    settings = tuple(sorted(settings_of(node).items()))
    outputs = tuple((spec.shape, spec.dtype) for spec in node.outputs)
    weights = (node.trainable_params, node.non_trainable_params, bool(node.shares))
    return (kind_of(node), settings, outputs, weights)


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
        found[leaf.path] = hash((signature(leaf), tuple(found[path] for path in sources.get(leaf.path, ()))))
    own = [hash((node.trainable_params, node.non_trainable_params)) for node in graph.groups if node.params]
    return Counter([*found.values(), *own])
