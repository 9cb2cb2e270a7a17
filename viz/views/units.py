"""Layers that are read as one: a convolution with the padding before it and the norm and activation behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from ..graph import GROUP, Graph, Node, close, lifted, ways_between_siblings
from ..words import DOT, title, unit_title
from .repeats import is_unit

FOLLOWERS = ("normalisation", "activation")
OPERATIONS = ("keras.ops", "tensorflow")
SILENT = ("normalisation", "activation", "reshape", "regularisation", "merge")  # not worth a word in a summary
FEW = 3  # children that a summary names
LEADERS = ("convolution", "dense", "normalisation")


@dataclass(frozen=True)
class View:
    """A graph as it is shown.

    Attributes:
        graph: with some blocks closed.
        members: for each box that stands for several layers these layers.
        blocks: what each block, open or closed, says of what it is.
        chains: of each block that is a plain chain what it holds.
        notes: what a reader should know of blocks; what closing them adds is not for a picture.
    """

    graph: Graph
    members: dict[str, tuple[Node, ...]]
    blocks: dict[str, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def gather_units(graph: Graph) -> View:
    """Show every unit as one box: blocks that are units, and chains of plain layers that would be one."""
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
    gathered = lifted(graph, shown, standing)
    titles = {group.path: block_title(gathered, group, several) for group in gathered.groups}
    chains = {group.path: _chain(gathered, group, several) for group in gathered.groups if is_chain(gathered, group)}
    return View(gathered, several, titles, chains, {group.path: group.note for group in gathered.groups})


def is_chain(graph: Graph, block: Node) -> bool:
    """Whether a block holds layers one after the other and nothing else."""
    children = graph.children(block.path)
    feeds = Counter(target for _, target in graph.links)
    return all(not graph.children(n.path) and n.count == 1 and feeds[n.path] <= 1 for n in children)


def _chain(graph: Graph, block: Node, members: dict[str, tuple[Node, ...]]) -> str:
    """What a chain holds, in short: `Conv 3×3 ×2 · Max pool 2×2 / 2`."""
    said = [_short(graph, child, members) for child in graph.children(block.path) if child.role not in SILENT]
    runs = [(name, len(list(same))) for name, same in groupby(said)]
    return DOT.join(f"{name} ×{number}" if number > 1 else name for name, number in runs)


def summary(view: View, nodes: Iterable[Node]) -> str:
    """The commonest of some layers at the top of a view, in short: `Separable 5×5 ×12 · Conv 1×1 ×9`."""
    said = Counter(_short(view.graph, node, view.members) for node in nodes if node.role not in SILENT)
    return DOT.join(f"{name} ×{number}" if number > 1 else name for name, number in said.most_common(FEW))


def _made_of_operations(graph: Graph) -> set[Node]:
    """Layers that call no other layer: what their code computes is not for a picture that folds."""
    layers = {path for leaf in graph.leaves if leaf.module not in OPERATIONS for path in graph.ancestors(leaf.path)}
    return {group for group in graph.groups if group.path not in layers and group.kind != GROUP}


def block_title(graph: Graph, node: Node, members: dict[str, tuple[Node, ...]]) -> str:
    """Kind and width of a block, `ResidualBlock 64`; for layers grouped by their names what they are."""
    if node.kind != GROUP:
        return f"{node.kind} {node.setting('filters')}".strip()
    if is_chain(graph, node):
        return ""
    children = [child for child in graph.children(node.path) if child.role not in SILENT or graph.children(child.path)]
    if len(children) > FEW:
        return f"{len(children)} layers"
    return DOT.join(_short(graph, child, members) for child in children)


def _short(graph: Graph, child: Node, members: dict[str, tuple[Node, ...]]) -> str:
    said = unit_title(members[child.path]) if child.path in members else title(child)
    if graph.children(child.path):
        said = child.kind if child.kind != GROUP else child.name
    return f"{said.split(DOT)[0]} ×{child.count}" if child.count > 1 else said.split(DOT)[0]


def _leaders(graph: Graph) -> dict[str, str]:
    """For every layer that joins the one before it the first layer of their chain."""
    ways = ways_between_siblings(graph)
    leaf = {n.path: n for n in graph.leaves}
    first: dict[str, str] = {}
    for parent, after in ways.items():
        sources = Counter(target for targets in after.values() for target in targets)
        for path in (n.path for n in graph.children(parent)):
            targets = after.get(path, [])
            alone = len(targets) == 1 and sources[targets[0]] == 1 and path in leaf and targets[0] in leaf
            if alone and _joins(leaf[path], leaf[targets[0]]):
                first[targets[0]] = first.get(path, path)
    return first


def _joins(before: Node, after: Node) -> bool:
    if before.kind.startswith("ZeroPadding") or before.kind == "LowestPadding2D":
        return after.role in ("convolution", "pooling")
    return after.role in FOLLOWERS and (before.role in LEADERS)


def _merged(node: Node, members: list[Node]) -> Node:
    if len(members) == 1:
        return node
    working = next((n for n in members if n.role in ("convolution", "dense", "pooling")), node)
    known = [n.macs for n in members if n.macs is not None]
    return replace(
        node,
        role=working.role,
        outputs=node.outputs if members[1].parent == node.path else members[-1].outputs,
        trainable_params=sum(n.trainable_params for n in members),
        non_trainable_params=sum(n.non_trainable_params for n in members),
        macs=sum(known) if known else None,
    )
