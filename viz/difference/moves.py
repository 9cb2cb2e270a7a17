"""Changes that belong together: a setting or a layer that went from one place to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..graph import Graph, Node, signature
from .change import ADDED, MOVED, REMOVED, Change, Detail, summed
from .details import details_between

FIRST = "the start"  # where a layer stands that none in its block precedes


def moved_settings(changed: Sequence[Change]) -> list[Change]:
    """The changes, with settings that two layers of one block exchanged written as one move."""
    found: list[Change] = []
    waiting = list(changed)
    while waiting:
        first = waiting.pop(0)
        second = next((other for other in waiting if _exchanged(first, other)), None)
        if second is None:
            found.append(first)
        else:
            waiting.remove(second)
            found += _exchange(first, second)
    return found


def _exchanged(first: Change, second: Change) -> set[Detail]:
    """What the one layer of a block lost that the other one got, and the other way round."""
    back = {(name, new, old) for name, old, new in second.details}
    return set(first.details) & back if _block_around(first.after, second.after) else set()


def _exchange(first: Change, second: Change) -> Iterator[Change]:
    """One move, from the layer whose setting got smaller, and what else changed in the two layers."""
    name, *values = sorted(_exchanged(first, second))[-1]
    giver, taker = (first, second) if values[0] > values[1] else (second, first)
    inside = len(_block_around(first.after, second.after)) + 1
    detail = (f"{name} {max(values)}", giver.after[inside:], taker.after[inside:])
    params, macs = summed((first.params, second.params)), summed((first.macs, second.macs))
    yield Change(MOVED, taker.before, taker.after, taker.kind, (detail,), params, macs)
    for change in (first, second):
        rest = tuple(found for found in change.details if found[0] != name)
        if rest:
            yield replace(change, details=rest, params=0, macs=0)


def _block_around(first: str, second: str) -> str:
    """The innermost block around two nodes, "" where there is none."""
    shared: list[str] = []
    for left, right in zip(first.split("/")[:-1], second.split("/")[:-1], strict=False):
        if left != right:
            break
        shared.append(left)
    return "/".join(shared)


def moved_layers(before: Graph, after: Graph, once: Sequence[Change]) -> list[Change]:
    """The changes, with a layer or block that is gone here and is back elsewhere written as one move."""
    removed = [change for change in once if change.sort == REMOVED]
    found: list[Change] = []
    for change in once:
        if change.sort == ADDED:
            origin = next((other for other in removed if _is_same(before, after, other, change)), None)
            if origin is not None:
                removed.remove(origin)
                change = _move(before, after, origin, change)
        found.append(change)
    return [change for change in found if change.sort != REMOVED or change in removed]


def _is_same(before: Graph, after: Graph, old: Change, new: Change) -> bool:
    """Whether a node gone and a new one have the same inside, or are of one name, kind and weights."""
    if _inside(before, old.before) == _inside(after, new.after):
        return True
    nodes = before.by_path[old.before], after.by_path[new.after]
    weighs_alike = summed((old.params, new.params)) == 0 and old.params != 0
    return weighs_alike and (nodes[0].name, old.kind) == (nodes[1].name, new.kind)


def _inside(graph: Graph, path: str) -> list[object]:
    return [signature(node) for node in graph.inside(path) if not graph.children(node.path)]


def _move(before: Graph, after: Graph, old: Change, new: Change) -> Change:
    nodes = before.by_path[old.before], after.by_path[new.after]
    places = _preceding(before, nodes[0]), _preceding(after, nodes[1])
    if nodes[0].parent == nodes[1].parent:
        places = places[0].rpartition("/")[2], places[1].rpartition("/")[2]
    details = [("behind", *places), *(details_between(*nodes) if not before.children(old.before) else ())]
    params, macs = summed((old.params, new.params)), summed((old.macs, new.macs))
    return Change(MOVED, old.before, new.after, new.kind, tuple(details), params, macs)


def _preceding(graph: Graph, node: Node) -> str:
    """The node that stands before one in its block."""
    siblings = graph.children(node.parent)
    place = siblings.index(node)
    return siblings[place - 1].path if place else FIRST
