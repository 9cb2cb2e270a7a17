"""What joins on the way up of an encoder-decoder as one block each: attention gates, residual blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Graph
from ..repeats import with_blocks


def with_gates(graph: Graph, lowest: str) -> Graph:
    """The graph with all between a join behind the `lowest` layer and where its ways part there as one block.

    What leads to nothing but such a block, as the convolution of a skip within its gate, belongs to it. Ways that part
    in one block and join in another stay as they are.
    """
    homes: dict[str, str] = {}
    for join, held in _joins(graph, lowest):
        if homes.keys().isdisjoint(held) and len({graph.parent(path) for path in held}) == 1:
            homes |= dict.fromkeys(held, join)  # named as its end
    return with_blocks(graph, homes) if homes else graph


def _joins(graph: Graph, lowest: str) -> Iterator[tuple[str, set[str]]]:
    """The joins behind a layer, the last first, each with what stands between it and where its ways part."""
    import networkx

    whole = networkx.DiGraph(graph.links)
    up = whole.subgraph({lowest, *networkx.descendants(whole, lowest)})
    parting = networkx.immediate_dominators(up, lowest)
    for join in reversed([leaf.path for leaf in graph.leaves if leaf.path in up and up.in_degree(leaf.path) > 1]):
        start = parting[join]
        held = {join} | (networkx.descendants(up, start) & networkx.ancestors(up, join))
        before = reversed([leaf.path for leaf in graph.leaves if leaf.path in whole and leaf.path not in up])
        for path in before:
            if held.issuperset(whole.successors(path)):
                held.add(path)
        yield join, held
