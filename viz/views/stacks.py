"""Layers of one resolution, one behind the other, which pictures of feature maps set side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..graph import Graph, Node, lifted, with_figures
from .mirrors import NEAR, Mirror
from .units import View

APART = ("input", "merge")  # roles that stand by themselves
ENDING = "pooling"  # the role that ends a stack with a lower resolution


@dataclass(frozen=True)
class Stacked:
    """A view whose chains of one resolution are one node each, named as their first layer, and what these stand for."""

    view: View
    stacks: dict[str, tuple[Node, ...]]


def stacked(view: View) -> Stacked:
    """The view with chains of layers as stacks; inputs, merges and blocks stand by themselves."""
    graph = view.graph
    sources, targets = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for source, target in graph.links:
        sources[target].append(source)
        targets[source].append(target)

    def follows(before: Node, after: Node) -> bool:
        alone = sources[after.path] == [before.path] and targets[before.path] == [after.path]
        plain = after.role not in APART and before.role not in APART
        closed = view.blocks.keys() - view.members.keys()
        is_layer = not closed & {before.path, after.path}
        together = alone and plain and is_layer and before.parent == after.parent
        return together and _is_ended_by(before, after)

    return _as_stacks(view, _chains(_in_order(graph, sources), follows))


def stacked_mirror(mirror: Mirror) -> tuple[Mirror, dict[str, tuple[Node, ...]]]:
    """The mirror with all that stands at one resolution as one stack: poolings and joins with what follows them."""
    graph = mirror.view.graph
    nodes = [graph.by_path[path] for path in mirror.line]
    made = _as_stacks(mirror.view, _chains([nodes], _are_near))
    head = {node.path: path for path, members in made.stacks.items() for node in members}
    skips = tuple((head.get(one, one), head.get(other, other)) for one, other in mirror.skips)
    line = tuple(dict.fromkeys(head.get(path, path) for path in mirror.line))
    return Mirror(made.view, line, skips), made.stacks


def _in_order(graph: Graph, sources: dict[str, list[str]]) -> Iterator[list[Node]]:
    """The leaves along every stretch without branches."""
    stretches: dict[str, list[Node]] = {}
    last: dict[str, list[Node]] = {}
    for leaf in graph.leaves:
        before = sources[leaf.path][0] if len(sources[leaf.path]) == 1 else ""
        stretch = last.pop(before, None)
        if stretch is None:
            stretch = stretches[leaf.path] = []
        stretch.append(leaf)
        last[leaf.path] = stretch
    yield from stretches.values()


def _chains(stretches: Iterable[Sequence[Node]], follows: Callable[[Node, Node], bool]) -> Iterator[list[Node]]:
    """The layers of every stretch that follow each other."""
    for stretch in stretches:
        chain: list[Node] = []
        for node in stretch:
            if chain and follows(chain[-1], node):
                chain.append(node)
                continue
            yield chain
            chain = [node]
        yield chain


def _is_ended_by(before: Node, after: Node) -> bool:
    """Whether both give maps of one resolution, or the second is a pooling that ends the stack of the first."""
    one, other = _size(before), _size(after)
    ends = after.role == ENDING and len(one) == len(other)
    return bool(one) and before.role != ENDING and (one == other or ends)


def _are_near(before: Node, after: Node) -> bool:
    """Whether both give maps of about one resolution, as convolutions without padding do."""
    one, other = _size(before), _size(after)
    pairs = list(zip(one, other, strict=False))
    alike = all(a == b or (a and b and 1 / NEAR < a / b < NEAR) for a, b in pairs)
    return bool(one) and len(one) == len(other) and alike


def _size(node: Node) -> tuple[int | None, ...]:
    return node.outputs[0].shape[1:-1] if node.outputs else ()


def _as_stacks(view: View, chains: Iterable[list[Node]]) -> Stacked:
    stacks = {chain[0].path: tuple(chain) for chain in chains if len(chain) > 1}
    heads = {node.path: path for path, chain in stacks.items() for node in chain}
    stands = {node.path: heads.get(node.path, node.path) for node in view.graph.nodes}
    nodes = tuple(_summed(n, stacks) for n in view.graph.nodes if stands[n.path] == n.path)
    return Stacked(replace(view, graph=lifted(view.graph, nodes, stands)), stacks)


def _summed(node: Node, stacks: dict[str, tuple[Node, ...]]) -> Node:
    """The node, or the stack that it begins."""
    members = stacks.get(node.path)
    return replace(with_figures(node, members), outputs=members[-1].outputs) if members else node
