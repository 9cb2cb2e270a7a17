"""Which tensors come into a block and which go out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from .nesting import Nesting
from .nodes import Made, Node, TensorSpec
from .ports import AnyGraph

Tensors = dict[str, dict[Made, None]]  # block -> tensors, in order
GROUP = "Group"  # kind of the blocks that are no layers, but made of layers that belong together


def taken_and_given(graph: Nesting, blocks: Collection[str]) -> tuple[Tensors, Tensors]:
    """For every block the tensors from outside that it takes, and those it makes for others, the model or nobody."""
    taken: Tensors = defaultdict(dict)
    given: Tensors = defaultdict(dict)
    for edge in graph.edges:
        if graph.parent(edge.source) == graph.parent(edge.target):
            continue
        around_source, around_target = {*graph.ancestors(edge.source)}, {*graph.ancestors(edge.target)}
        for path in (around_target - around_source).intersection(blocks):
            taken[path][edge.made] = None
        for path in (around_source - around_target).intersection(blocks):
            given[path][edge.made] = None
    for made in (*(port.made for port in graph.outputs if port.path), *_unused(graph)):
        for path in {*graph.ancestors(made[0])}.intersection(blocks):
            given[path][made] = None
    return taken, given


def _unused(graph: Nesting) -> Iterable[Made]:
    """The tensors of leaves of which nothing is used."""
    used = {edge.source for edge in graph.edges} | {port.path for port in graph.outputs}
    return ((leaf.path, n) for leaf in graph.leaves if leaf.path not in used for n in range(len(leaf.outputs)))


def tensors_of(graph: Nesting, tensors: Iterable[Made]) -> tuple[TensorSpec, ...]:
    """What passes there; nothing for a tensor of which its leaf does not tell."""
    found = (graph.by_path[path].outputs[number : number + 1] for path, number in tensors)
    return tuple(spec for specs in found for spec in specs)


def with_tensors(graph: AnyGraph) -> AnyGraph:
    """The graph with the tensors that come into groups of layers and go out of them."""
    taken, given = taken_and_given(graph, {group.path for group in graph.groups if group.kind == GROUP})

    def told(node: Node) -> Node:
        if node.path not in taken and node.path not in given:
            return node
        entries, exits = tuple(taken[node.path]), tuple(given[node.path])
        specs = tensors_of(graph, entries), tensors_of(graph, exits)
        return replace(node, inputs=specs[0], outputs=specs[1], entries=entries, exits=exits)

    return replace(graph, nodes=tuple(map(told, graph.nodes)))
