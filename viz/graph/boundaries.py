"""Which tensors come into a block and which go out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from .graph import Graph
from .nodes import TensorSpec

Leaves = dict[str, dict[str, None]]  # block -> leaves, in order


def taken_and_given(graph: Graph, blocks: Collection[str]) -> tuple[Leaves, Leaves]:
    """For every block the leaves outside that feed it, and the leaves inside that feed others or nobody."""
    taken: Leaves = defaultdict(dict)
    given: Leaves = defaultdict(dict)
    for edge in graph.edges:
        around_source, around_target = {*graph.ancestors(edge.source)}, {*graph.ancestors(edge.target)}
        for path in (around_target - around_source).intersection(blocks):
            taken[path][edge.source] = None
        for path in (around_source - around_target).intersection(blocks):
            given[path][edge.source] = None
    used = {edge.source for edge in graph.edges}
    for leaf in graph.leaves:
        for path in set() if leaf.path in used else {*graph.ancestors(leaf.path)}.intersection(blocks):
            given[path][leaf.path] = None
    return taken, given


def tensors_of(graph: Graph, leaves: Collection[str]) -> tuple[TensorSpec, ...]:
    """The tensors that some leaves make."""
    return tuple(spec for path in leaves for spec in graph.by_path[path].outputs)
