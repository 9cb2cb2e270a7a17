"""From matched graphs to what changed: layers added, removed, changed and moved."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import IN_ANY_ORDER, Graph, Node, same
from .change import ADDED, CHANGED, MOVED, REMOVED, Change
from .details import details_between
from .matching import Match, match
from .moves import moved_layers, moved_settings
from .union import paths_in_union, union


def changes_between(before: Graph, after: Graph) -> tuple[tuple[Change, ...], Match]:
    """What changed, in the order of both networks together, and which nodes are the same ones."""
    found = match(before, after)
    if same(before, after):
        return (), Match(found.pairs)
    once = [_once(before, node, REMOVED) for node in found.removed] + [
        _once(after, node, ADDED) for node in found.added
    ]
    changed = moved_settings([*_changed(before, after, found), *_rewired(before, after, found)])
    once = moved_layers(before, after, once)
    _take_for_the_same(found, [change for change in once if change.sort == MOVED])
    paths = paths_in_union(before, after, found)
    place = {node.path: i for i, node in enumerate(union(before, after, found).nodes)}
    return tuple(sorted([*changed, *once], key=lambda change: place[change.after or paths[change.before]])), found


def _take_for_the_same(found: Match, moved: list[Change]) -> None:
    """Match what moved after all."""
    pairs = {change.before: change.after for change in moved}
    found.pairs |= pairs
    found.removed = [node for node in found.removed if node.path not in pairs]
    found.added = [node for node in found.added if node.path not in pairs.values()]


def _once(graph: Graph, node: Node, sort: str) -> Change:
    """A layer or block that only one of the networks has."""
    inside = list(graph.inside(node.path))
    sign = 1 if sort == ADDED else -1
    params, macs = sign * sum(n.params for n in inside), sign * sum(n.macs or 0 for n in inside)
    paths = ("", node.path) if sort == ADDED else (node.path, "")
    return Change(sort, *paths, node.kind, (), params, macs)


def _changed(before: Graph, after: Graph, found: Match) -> Iterator[Change]:
    for old_path, new_path in found.pairs.items():
        old, new = before.by_path[old_path], after.by_path[new_path]
        details = () if before.children(old_path) else details_between(old, new)
        if details:
            macs = (new.macs or 0) - (old.macs or 0)
            yield Change(CHANGED, old_path, new_path, new.kind, details, new.params - old.params, macs)


def _rewired(before: Graph, after: Graph, found: Match) -> Iterator[Change]:
    """Leaves that read other layers than before, where no added or removed layer explains it."""
    sources = _sources(before), _sources(after)
    known = set(found.pairs.values())
    for old, new in found.pairs.items():
        reads = sources[0].get(old, []), sources[1].get(new, [])
        if not set(reads[0]) <= set(found.pairs) or not set(reads[1]) <= known:
            continue
        order = sorted if after.by_path[new].kind in IN_ANY_ORDER else list
        if order(found.pairs[path] for path in reads[0]) != order(reads[1]):
            yield Change(
                CHANGED, old, new, after.by_path[new].kind, (("inputs", ", ".join(reads[0]), ", ".join(reads[1])),)
            )


def _sources(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in graph.edges:
        found.setdefault(edge.target, []).append(edge.source)
    return found
