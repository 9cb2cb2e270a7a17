"""Layers that are read as one: a convolution with the padding before it and the norm and activation behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..graph import GROUP, Graph, Node, between_siblings, close, lifted, with_figures
from ..repeats import is_unit, name_of
from ..words import DOT, called
from .contents import layers_in, told, work_of

FOLLOWERS = ("normalisation", "activation")
OPERATIONS = ("keras.ops", "tensorflow")
LEADERS = ("convolution", "dense", "normalisation")


@dataclass(frozen=True)
class View:
    """A graph as it is shown.

    Attributes:
        graph: with some blocks closed.
        members: for each box that stands for several layers these layers.
        blocks: what each block, open or closed, says of what it is.
        chains: what each block holds, in short.
        notes: what a reader should know of blocks; what closing them adds is not for a picture.
        names: what blocks are called, where that is not the last part of their paths.
        marks: letters of blocks that are drawn once for several places.
        works: what most layers of each block do, which decides its colour.
    """

    graph: Graph
    members: dict[str, tuple[Node, ...]]
    blocks: dict[str, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)

    def work(self, node: Node) -> str:
        """What a block does: what most of its layers do; where none works, what makes maps or vectors."""
        makes_maps = bool(node.outputs) and len(node.outputs[0].shape) > 2
        return self.works.get(node.path) or ("convolution" if makes_maps else "dense")

    def name(self, node: Node) -> str:
        """What a block is called."""
        return self.names.get(node.path) or node.name.rsplit("/", 1)[-1]


def gather_units(graph: Graph, shared: Mapping[str, str] = MappingProxyType({})) -> View:
    """Show every unit as one box: blocks that are units, and chains of plain layers that would be one.

    `shared` are the names of runs by the blocks that stand for them.
    """
    graph = close(graph, _made_of_operations(graph).__contains__)
    leaders = _leaders(graph)
    standing = {n.path: leaders.get(n.path, n.path) for n in graph.nodes}
    for block in (n.path for n in graph.groups if is_unit(graph, n.path)):
        standing |= {n.path: block for n in graph.inside(block)}
    members: dict[str, list[Node]] = {}
    for node in graph.nodes:
        members.setdefault(standing[node.path], []).append(node)
    shown = tuple(_merged(n, members[n.path]) for n in graph.nodes if standing[n.path] == n.path)
    leaves = {leaf.path for leaf in graph.leaves}
    several = {path: tuple(n for n in nodes if n.path in leaves) for path, nodes in members.items() if len(nodes) > 1}
    gathered = lifted(graph, shown, standing) if several else graph
    return with_words(View(gathered, several), shared)


def with_words(view: View, shared: Mapping[str, str] = MappingProxyType({})) -> View:
    """The view with what it says of its blocks."""
    graph, members = view.graph, view.members
    blocks, chains, names, works = dict[str, str](), dict[str, str](), dict[str, str](), dict[str, str]()
    known: dict[str, str] = {}
    for group in graph.groups:
        held = list(layers_in(graph, members, group))
        leaves = [leaf for leaf, _ in held]
        names[group.path] = shared.get(group.path) or name_of(graph, group, leaves)
        blocks[group.path] = block_title(graph, group, leaves, names[group.path])
        chains[group.path], works[group.path] = told(held, known), work_of(group, held)
    notes = {group.path: group.note for group in graph.groups}
    return replace(view, blocks=blocks, chains=chains, names=names, notes=notes, works=works)


def is_chain(graph: Graph, block: Node) -> bool:
    """Whether a block holds layers one after the other and nothing else."""
    children = graph.children(block.path)
    return all(not graph.children(n.path) and n.count == 1 and graph.sources[n.path] <= 1 for n in children)


def _made_of_operations(graph: Graph) -> set[Node]:
    """Layers that call no other layer: what their code computes is not for a picture that folds."""
    homes = dict.fromkeys(leaf.parent for leaf in graph.leaves if leaf.module not in OPERATIONS and leaf.parent)
    layers = {path for home in homes for path in (home, *graph.ancestors(home))}
    return {group for group in graph.groups if group.path not in layers and group.kind != GROUP}


def block_title(graph: Graph, node: Node, leaves: Iterable[Node] = (), name: str = "") -> str:
    """Kind and width of a block, `ResidualBlock 64`; for a group of layers what the field calls it."""
    if node.kind != GROUP:
        return f"{node.kind} {node.setting('filters')}".strip()
    word = called(leaves) if all(child.count == 1 for child in graph.inside(node.path) if child != node) else ""
    word = word or _kinds(graph, node)
    return word if word != name else ""


def _kinds(graph: Graph, node: Node) -> str:
    """The kinds of the blocks in a group of layers, and how often each stands there."""
    said: Counter[str] = Counter()
    for child in graph.children(node.path):
        if child.kind != GROUP and graph.children(child.path):
            said[child.kind] += child.count
    return DOT.join(f"{kind} ×{number}" if number > 1 else kind for kind, number in said.most_common(2))


def _leaders(graph: Graph) -> dict[str, str]:
    """For every layer that joins the one before it the first layer of their chain."""
    ways = between_siblings(graph.ways)
    leaf = {n.path: n for n in graph.leaves}
    first: dict[str, str] = {}
    for parent, after in ways.items():
        sources = Counter(target for targets in after.values() for target in targets)
        for path in (n.path for n in graph.children(parent)):
            targets = after.get(path, [])
            alone = len(targets) == 1 and sources[targets[0]] == 1 and path in leaf and targets[0] in leaf
            if alone and (
                _joins(leaf[path], leaf[targets[0]]) or (path in first and _norms(leaf[path], leaf[targets[0]]))
            ):
                first[targets[0]] = first.get(path, path)
    return first


def _joins(before: Node, after: Node) -> bool:
    if before.kind.startswith("ZeroPadding") or before.kind == "LowestPadding2D":
        return after.role in ("convolution", "pooling")
    return after.role in FOLLOWERS and (before.role in LEADERS)


def _norms(before: Node, after: Node) -> bool:
    """Whether a norm stands behind the activation of a chain."""
    return before.role == "activation" and after.role == "normalisation"


def _merged(node: Node, members: list[Node]) -> Node:
    if len(members) == 1:
        return node
    working = next((n for n in members if n.role in ("convolution", "dense", "pooling")), node)
    outputs = node.outputs if members[1].parent == node.path else members[-1].outputs
    return replace(with_figures(node, members), role=working.role, outputs=outputs)
