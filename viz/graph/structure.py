"""What a layer is, apart from its name and place: the ground on which two graphs are compared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from .graph import Graph
from .nodes import Node, Port

Signature = tuple[Any, ...]
ACTIVATIONS = ("Activation", "ReLU", "ELU", "Softmax")  # layers that one setting or the kind itself names
SUM = re.compile("#[0-9a-f]{8}")
ROUNDS = 2  # there and back, in which layers learn what is around them
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
    if node.kind in IN_ANY_ORDER and "x1" in found:  # a constant that an operation was given first
        found["x2"] = found.pop("x1")
    return found


def comparable(before: Graph, after: Graph) -> tuple[Graph, Graph]:
    """Two graphs, both without what one of them, read from a file, does not tell: sums of Python code, and sizes."""
    if _hides_sizes(before) != _hides_sizes(after):
        before, after = _without_sizes(before), _without_sizes(after)
    (told, silent), (others_told, others_silent) = _functions(before), _functions(after)
    if told & others_silent or others_told & silent:
        return _without_code(before), _without_code(after)
    return before, after


def _hides_sizes(graph: Graph) -> bool:
    """Whether a layer takes tensors of known sizes and what it returns is not told."""
    return any(
        any(spec.size is None for spec in leaf.outputs) and all(spec.size is not None for spec in leaf.inputs)
        for leaf in graph.leaves
        if leaf.role != "input"
    )


def _without_sizes(graph: Graph) -> Graph:
    """The graph with sizes of its inputs alone; all others follow from these and from settings."""

    def silent(node: Node) -> Node:
        outputs = tuple(replace(spec, shape=spec.shape[:1] + (None,) * len(spec.shape[1:])) for spec in node.outputs)
        return node if node.role == "input" else replace(node, outputs=outputs)

    return replace(graph, nodes=tuple(map(silent, graph.nodes)))


def _functions(graph: Graph) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Settings with a sum of code beside them, and those without."""
    told: set[tuple[str, str]] = set()
    silent: set[tuple[str, str]] = set()
    for node in graph.nodes:
        names = {name for name, _ in node.settings}
        for pair in node.settings:
            (told if f"{pair[0]}_code" in names else silent).add(pair)
    return told, silent


def _without_code(graph: Graph) -> Graph:
    def told(node: Node) -> Node:
        kept = tuple(pair for pair in node.settings if not (pair[0].endswith("_code") and SUM.fullmatch(pair[1])))
        return node if kept == node.settings else replace(node, settings=kept)

    return replace(graph, nodes=tuple(map(told, graph.nodes)))


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


Place = int | str  # of a port: its key where it has one, else its turn, from 1 on


def places_of(ports: Iterable[Port]) -> dict[str, list[tuple[Place, int]]]:
    """For every leaf at which places of the ports which of its outputs stand."""
    found: dict[str, list[tuple[Place, int]]] = defaultdict(list)
    for turn, port in enumerate(ports, start=1):
        found[port.path].append((port.name if port.keyed else turn, port.output))
    return found


def _fingerprint(graph: Graph) -> Counter[int]:
    """How often each layer occurs with all that leads to it and from it; and the weights that blocks have."""
    taken, returned = places_of(graph.inputs), places_of(graph.outputs)
    looks = {n.path: hash((signature(n), *taken[n.path], "", *returned[n.path])) for n in graph.leaves}
    reads, feeds = _neighbours(graph)
    for _ in range(ROUNDS):
        looks = _with_others(looks, reads)
        looks = dict(reversed(_with_others(dict(reversed(looks.items())), feeds).items()))
    own = [hash((node.trainable_params, node.non_trainable_params)) for node in graph.groups if node.params]
    return Counter([*looks.values(), *own])


Neighbours = dict[str, list[tuple[int, int, str]]]  # path -> which output goes into which input, and the other layer


def _neighbours(graph: Graph) -> tuple[Neighbours, Neighbours]:
    """What each leaf reads and what it feeds; which input it is counts where their order matters."""
    reads: Neighbours = defaultdict(list)
    feeds: Neighbours = defaultdict(list)
    for edge in graph.edges:
        number = -1 if graph.by_path[edge.target].kind in IN_ANY_ORDER else edge.input
        reads[edge.target].append((edge.output, number, edge.source))
        feeds[edge.source].append((edge.output, number, edge.target))
    return reads, feeds


def _with_others(looks: dict[str, int], others: Neighbours) -> dict[str, int]:
    """What each layer is together with those that come before it in the order of `looks`."""
    found: dict[str, int] = {}
    for path, look in looks.items():
        around = sorted((output, number, found[other]) for output, number, other in others.get(path, ()))
        found[path] = hash((look, *around))
    return found
