"""What was seen of groups of layers, which nothing calls: from what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..graph import Graph, Observed


def groups_of(graph: Graph, seen: Mapping[str, Observed]) -> Iterator[tuple[str, Observed]]:
    """Groups by path: their time is that of all inside, their values are those that leave them."""
    for group in graph.groups:
        if group.path in seen:
            continue
        tops = list(_tops(graph, group.path, seen))
        exits = [seen[path] for path, _ in group.exits if path in seen]
        if tops and exits:
            times = [one.time for one in tops if one.time is not None]
            shares = [one.share for one in tops if one.share is not None]
            values = exits[0] if len(exits) == 1 else Observed()
            yield group.path, replace(values, time=sum(times) or None, share=sum(shares) or None)


def _tops(graph: Graph, path: str, seen: Mapping[str, Observed]) -> Iterator[Observed]:
    """The outermost calls in a group."""
    for child in graph.children(path):
        if child.path in seen:
            yield seen[child.path]
        else:
            yield from _tops(graph, child.path, seen)
