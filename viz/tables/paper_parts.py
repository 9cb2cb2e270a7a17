"""The layers and blocks that a table in the manner of papers shows, and how they stand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph import Graph, Node

JOINS = ("Add", "Average", "Maximum", "Concatenate")
NAMED = {"LocalResponseNormalization": "LRN"}  # blocks that papers call by a name
Chains = list[list[Node]]


@dataclass(frozen=True, slots=True)
class Part:
    """A layer or a block that joins branches, the leaves inside, and all nodes that count with it."""

    node: Node
    leaves: tuple[Node, ...]
    nodes: tuple[Node, ...]

    @property
    def block(self) -> bool:
        """Whether it is a block that joins branches."""
        return self.leaves != (self.node,)


def parts(graph: Graph) -> list[Part]:
    """The layers and joining blocks that a table shows, in order; every other node counts with the part before it."""
    leaves = {leaf.path for leaf in graph.leaves}
    found: list[tuple[Node, list[Node]]] = []
    early: list[Node] = []
    for node in graph.nodes:
        block = _joining_block(graph, node)
        if block == node or (not block and node.path in leaves and is_shown(node)):
            found.append((node, [*early, node]))
            early = []
        else:
            (found[-1][1] if found else early).append(node)
    return [Part(head, tuple(n for n in graph.inside(head.path) if n.path in leaves), tuple(n)) for head, n in found]


def is_shown(leaf: Node) -> bool:
    """Whether a table in the manner of papers shows a leaf."""
    return leaf.role in ("convolution", "pooling", "dense") and leaf.kind != "Embedding"


def _joining_block(graph: Graph, node: Node) -> Node | None:
    """The outermost block that joins branches of shown layers, or has a name of its own, and holds a node or is it."""
    around = [graph.by_path[path] for path in (node.path, *graph.ancestors(node.path))]
    return next((block for block in reversed(around) if block.kind in NAMED or _joins_shown(graph, block)), None)


def _joins_shown(graph: Graph, block: Node) -> bool:
    leaves = (node for node in graph.inside(block.path) if not graph.children(node.path))
    return join_of(graph, block) is not None and any(map(is_shown, leaves))


def join_of(graph: Graph, block: Node) -> Node | None:
    """The layer directly inside a block that joins its branches, None where none does."""
    children = graph.children(block.path)
    return next((node for node in reversed(children) if node.kind in JOINS and len(node.inputs) > 1), None)


def segments(graph: Graph, part: Part) -> list[Chains]:
    """The shown layers of a block as segments in a row, each of chains side by side."""
    before = _shown_before(graph, part)
    found: list[Chains] = []
    entry: frozenset[str] | None = None
    for node in filter(is_shown, part.leaves):
        chains = found[-1] if found else []
        chain = next((c for c in chains if before[node.path] == {c[-1].path}), None)
        if chain is not None:
            chain.append(node)
        elif found and before[node.path] == entry:
            chains.append([node])
        else:
            found.append([[node]])
            entry = before[node.path]
    return found


def _shown_before(graph: Graph, part: Part) -> dict[str, frozenset[str]]:
    """For every leaf of a block the shown layers whose outputs reach it over others; "" for the block's input."""
    inside = {leaf.path: leaf for leaf in part.leaves}
    sources: dict[str, list[str]] = {path: [] for path in inside}
    for edge in graph.edges:
        if edge.target in inside:
            sources[edge.target].append(edge.source)
    found: dict[str, frozenset[str]] = {}
    for path in inside:
        reached: set[str] = set()
        for source in sources[path]:
            hidden = source in inside and not is_shown(inside[source])
            reached |= found[source] if hidden else {source if source in inside else ""}
        found[path] = frozenset(reached)
    return found
