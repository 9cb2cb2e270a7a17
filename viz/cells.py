"""Layers as papers print them in tables: `3x3, 64`, `[1x1, 64; 3x3, 64; 1x1, 256] x 3`, `1000-d fc`.

What a reader of such a table looks for are convolutions, poolings and dense layers; a block that joins branches stands
in brackets, its branches apart by `|`, the shortcut of a sum left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .columns import kernel_text
from .graph import Graph, Node

JOINS = ("Add", "Average", "Maximum", "Concatenate")
SEVERAL = " | "
POOLS = {"Max": "max pool", "Average": "average pool"}
NAMED = {"LocalResponseNormalization": "LRN"}  # blocks that papers call by a name
OPTIONS = {"groups": "groups", "dilation_rate": "dilation"}  # settings that stand in a cell
FORMS = {"Separable": "separable", "Depthwise": "depthwise", "Transpose": "transposed"}


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
    return _join(graph, block) is not None and any(map(is_shown, leaves))


def _join(graph: Graph, block: Node) -> Node | None:
    children = graph.children(block.path)
    return next((node for node in reversed(children) if node.kind in JOINS and len(node.inputs) > 1), None)


def cell(graph: Graph, shown: Sequence[Part]) -> str:
    """A cell of a table: the parts in a column, equal ones in a row written once.

    Example:
        >>> from convatlas import viz
        >>> graph = viz.trace("resnet18")
        >>> print(cell(graph, parts(graph)[1:4]))
        3x3 max pool, stride 2
        [3x3, 64; 3x3, 64] x 2
    """
    return "\n".join(repeated(part_text(graph, part) for part in shown))


def repeated(texts: Iterable[str]) -> list[str]:
    """Texts with equal ones in a row written once.

    Example:
        >>> repeated(["3x3, 64", "3x3, 64", "1x1, 8"])
        ['[3x3, 64] x 2', '1x1, 8']
    """
    found = ((text, len(list(run))) for text, run in groupby(texts))
    return [text if times == 1 else f"{text if text[0] == '[' else f'[{text}]'} x {times}" for text, times in found]


def part_text(graph: Graph, part: Part) -> str:
    """One part: a layer with its strides, a block in brackets without them, as they show in the sizes."""
    if part.node.kind in NAMED:
        return NAMED[part.node.kind]
    return f"[{inside_text(graph, part)}]" if part.block else layer_text(part.node)


def layer_text(node: Node, *, strides: bool = True) -> str:
    """A layer as papers write it."""
    step = node.setting("strides", "1")
    stride = f", stride {step}" if strides and set(step) - set("1x") else ""
    if node.role == "pooling":
        name = next((text for kind, text in POOLS.items() if kind in node.kind), node.kind)
        kernel = kernel_text(node)
        return f"{kernel} {name}{stride}" if kernel else f"global {name}"
    width = node.outputs[0].shape[-1] if node.setting("data_format") != "channels_first" else node.outputs[0].shape[1]
    if node.role == "dense":
        return f"{width}-d fc"
    forms = "".join(f" {text}" for kind, text in FORMS.items() if kind in node.kind)
    options = "".join(f", {name} {node.setting(key)}" for key, name in OPTIONS.items() if _matters(node.setting(key)))
    return f"{kernel_text(node)}{forms}, {width}{stride}{options}"


def _matters(setting: str) -> bool:
    return bool(set(setting) - set("1x"))


def inside_text(graph: Graph, part: Part) -> str:
    """The layers of a block: in a chain with `;`, branches with `|`; of a sum the longest branch alone."""
    join = _join(graph, part.node)
    segments = [_chosen(chains, join) for chains in _segments(graph, part)]
    return "; ".join(
        SEVERAL.join("; ".join(layer_text(node, strides=False) for node in chain) for chain in chains)
        for chains in segments
        if chains
    )


def _chosen(chains: list[list[Node]], join: Node | None) -> list[list[Node]]:
    if join and join.kind != "Concatenate":
        longest = max(map(len, chains))
        return [chain for chain in chains if len(chain) == longest]
    return chains


def _segments(graph: Graph, part: Part) -> list[list[list[Node]]]:
    """The shown layers of a block as segments in a row, each of chains side by side."""
    before = _shown_before(graph, part)
    segments: list[list[list[Node]]] = []
    entry: frozenset[str] | None = None
    for node in filter(is_shown, part.leaves):
        chains = segments[-1] if segments else []
        chain = next((c for c in chains if before[node.path] == {c[-1].path}), None)
        if chain is not None:
            chain.append(node)
        elif segments and before[node.path] == entry:
            chains.append([node])
        else:
            segments.append([[node]])
            entry = before[node.path]
    return segments


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
