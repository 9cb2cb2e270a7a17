"""Sorts of blocks: which blocks, at whatever places, are one that a paper draws once.

They are equal but for widths, kernels and numbers of heads, or but for what words say of strides and shortcuts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..graph import GROUP, Graph, Node
from .alike import place_token
from .fingerprints import Wiring, marked
from .shortcuts import Core


@dataclass(frozen=True)
class Sort:
    """Blocks that are drawn once.

    Attributes:
        places: their paths in order, the one that is drawn among them.
        leaves: what is inside at each of these places, in one order.
        told: further places with what these have and the others have not, `strides 2 and no shortcut`, and the place
            that they are like but for that.
    """

    places: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]]
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def every(self) -> tuple[str, ...]:
        """All paths that it stands for."""
        return (*self.places, *self.told)


def sorts_of(graph: Graph, paths: Iterable[str], members: Mapping[str, Sequence[Node]]) -> list[Sort]:
    """The sorts among the blocks of a graph at some paths, in their order; `members` share a box."""
    wiring = Wiring(graph)
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for path in paths:
        inside = wiring.inside(path)
        print_ = marked(wiring, inside, _tokens(graph, path, members))
        found[print_.mark][path] = print_.leaves
    return [Sort(tuple(leaves), _in_order(graph, leaves)) for leaves in found.values()]


def _tokens(graph: Graph, path: str, members: Mapping[str, Sequence[Node]]) -> dict[str, int]:
    """What every leaf of a block is, with the blocks around it and how often these stand there."""
    around: dict[str, int] = {path: 0}
    found: dict[str, int] = {}
    for node in graph.inside(path):
        if node.path == path:
            continue
        outer = around[node.parent]
        if graph.children(node.path):
            own = "" if node.kind == GROUP else node.kind
            around[node.path] = hash((own, node.count, outer)) if own or node.count > 1 else outer
        else:
            tokens = tuple(map(place_token, members.get(node.path, (node,))))
            found[node.path] = hash((tokens, node.count, outer))
    return found


def _in_order(graph: Graph, leaves: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The leaves of all places in the order that those of the first one have in the graph."""
    first = next(iter(leaves.values()))
    place = {node.path: number for number, node in enumerate(graph.inside(next(iter(leaves))))}
    order = sorted(range(len(first)), key=lambda number: place[first[number]])
    return {path: tuple(found[number] for number in order) for path, found in leaves.items()}


def joined(sorts: Sequence[Sort], core: Callable[[str], Core], weight: Callable[[Sort], int]) -> list[Sort]:
    """The sorts by weight, those joined to a weightier one from which strides and shortcuts alone tell them apart."""
    kept: list[Sort] = []
    for sort in sorted(sorts, key=lambda sort: -weight(sort)):
        for number, other in enumerate(kept):
            told = {path: found for path in sort.places if (found := _told(path, other.places, core))}
            if len(told) == len(sort.places):
                kept[number] = replace(other, told={**other.told, **told})
                break
        else:
            kept.append(sort)
    return kept


def _told(path: str, places: Iterable[str], core: Callable[[str], Core]) -> tuple[str, str] | None:
    """What a block has that one at some place has not, and that place; None where words do not say it all."""
    odd = core(path)
    alike = (place for place in places if core(place).fingerprint.mark == odd.fingerprint.mark)
    found = ((" and ".join(odd.told(core(place))), place) for place in alike)
    return next((told for told in found if told[0]), None)
