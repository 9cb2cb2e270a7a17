"""From matched graphs to what changed: layers added, removed, changed and moved."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Graph, Node, comparable, same, signature
from .change import ADDED, CHANGED, MOVED, REMOVED, Change, between, summed, whole_params
from .details import details_between, looks_between, weights_between
from .matching import Match, match
from .moves import moved_layers, moved_settings
from .rewiring import rewired
from .union import paths_in_union, union


def changes_between(before: Graph, after: Graph) -> tuple[tuple[Change, ...], Match]:
    """What changed, in the order of both networks together, and which nodes are the same ones."""
    before, after = comparable(before, after)
    found = match(before, after)
    if same(before, after):
        return (), Match(found.pairs)
    once = [_once(before, node, REMOVED) for node in found.removed] + [
        _once(after, node, ADDED) for node in found.added
    ]
    changed = [*_changed(before, after, found), *rewired(before, after, found)]
    changed = moved_settings(changed if changed or once else [*_unexplained(before, after, found)])
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
    params, macs = whole_params(inside), summed(n.macs for n in inside)
    paths = ("", node.path) if sort == ADDED else (node.path, "")
    return Change(sort, *paths, node.kind, (), _signed(sign, params), _signed(sign, macs))


def _signed(sign: int, figure: int | None) -> int | None:
    return None if figure is None else sign * figure


def _changed(before: Graph, after: Graph, found: Match) -> Iterator[Change]:
    for old_path, new_path in found.pairs.items():
        old, new = before.by_path[old_path], after.by_path[new_path]
        details = tuple(weights_between(old, new)) if before.children(old_path) else details_between(old, new)
        if details:
            params = between(whole_params([old]), whole_params([new]))
            yield Change(CHANGED, old_path, new_path, new.kind, details, params, between(old.macs, new.macs))


def _unexplained(before: Graph, after: Graph, found: Match) -> Iterator[Change]:
    """Leaves that are not what they were though no setting tells of it."""
    for old_path, new_path in found.pairs.items():
        old, new = before.by_path[old_path], after.by_path[new_path]
        if not before.children(old_path) and signature(old) != signature(new):
            yield Change(CHANGED, old_path, new_path, new.kind, looks_between(old, new))
