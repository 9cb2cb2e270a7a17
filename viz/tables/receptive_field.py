"""How much of the input one place of an output sees, and how far apart its places lie: a walk along the graph.

Both follow the largest branch. They end, unknown, at what sees the whole input at once: global poolings, dense layers
behind a flattening, attention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ..graph import Graph, Node
from ..words import Value
from .windows import Field, Sizes, moved


def receptive_field(graph: Graph) -> Mapping[str, Value]:
    """Cells of the input that one place of each node's output sees: 11, or 3x5 where the axes differ."""
    return {path: _text(field.size) if field else None for path, field in fields(graph).items()}


def output_stride(graph: Graph) -> Mapping[str, Value]:
    """Cells of the input from one place of each node's output to the next: 32, or 1/2 where it is finer."""
    return {path: _text(field.step) if field else None for path, field in fields(graph).items()}


def fields(graph: Graph) -> dict[str, Field | None]:
    """The field behind every node; None where it is unknown."""
    walk = _Walk(graph)
    for node in graph.nodes:
        walk.found[node.path] = walk.behind(node)
    for node in reversed(graph.groups):
        exits = walk.leaving[node.path] or [[*graph.inside(node.path)][-1].path]
        walk.found[node.path] = _largest([walk.found[path] for path in exits])
    return walk.found


class _Walk:
    """One walk from the inputs to the outputs, by what enters and what leaves each node and block."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.found: dict[str, Field | None] = {}
        self.entering: dict[str, list[str]] = {node.path: [] for node in graph.nodes}
        self.leaving: dict[str, list[str]] = {node.path: [] for node in graph.nodes}
        for edge in graph.edges:
            around = set(graph.ancestors(edge.source)), set(graph.ancestors(edge.target))
            for path in {edge.target, *(around[1] - around[0])}:
                self.entering[path].append(edge.source)
            for path in around[0] - around[1]:
                self.leaving[path].append(edge.source)

    def behind(self, node: Node) -> Field | None:
        """The field behind a node, from what enters it; where a layer inside a block does not tell, the block may."""
        if node.role == "input":
            return _of_input(node)
        before = _largest([self.found[path] for path in self.entering[node.path]])
        behind = moved(node, before) if before else None
        blocks = (path for path in self.graph.ancestors(node.path) if node.path in self.leaving[path])
        return behind or next((self.found[path] for path in blocks if self.found[path]), None)


def _of_input(node: Node) -> Field | None:
    axes = len(node.outputs[0].shape) - 2
    return Field((Fraction(1),) * axes, (Fraction(1),) * axes) if axes > 0 else None


def _largest(found: Iterable[Field | None]) -> Field | None:
    """The largest of fields along every axis; None where one is unknown or their axes differ."""
    known = list(found)
    if not known or any(field is None or len(field.size) != len((known[0] or field).size) for field in known):
        return None
    sizes = zip(*(field.size for field in known if field), strict=True)
    steps = zip(*(field.step for field in known if field), strict=True)
    return Field(tuple(map(max, sizes)), tuple(map(max, steps)))


def _text(sizes: Sizes) -> Value:
    texts = [str(size) for size in sizes]
    if len(set(texts)) > 1:
        return "x".join(texts)
    return int(sizes[0]) if sizes[0].denominator == 1 else texts[0]
