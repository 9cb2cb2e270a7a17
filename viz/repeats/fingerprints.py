"""Fingerprints of blocks: equal where a one-to-one match of what is inside keeps kinds, wiring and settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..graph import GROUP, IN_ANY_ORDER, Graph, Made, Node
from .alike import token

Sources = Mapping[str, Sequence[Made]]


WHOLE = -1  # stands for all outputs of a leaf


@dataclass(frozen=True, slots=True)
class Inside:
    """The leaves of a block in topological order, and what each takes, also from outside; `given` leaves the block."""

    leaves: tuple[str, ...]
    sources: Sources
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a block is.

    Attributes:
        mark: equal for equal blocks.
        entries: the tensors that it takes, in an order that equal blocks share.
        leaves: those inside, in an order that equal blocks share.
        exits: the leaves inside that feed others, in that order too.
    """

    mark: int
    entries: tuple[Made, ...]
    leaves: tuple[str, ...]
    exits: tuple[str, ...]


class Wiring:
    """What every leaf of a graph takes and where its output goes, and the tokens of all nodes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sources: dict[str, list[Made]] = defaultdict(list)
        self.targets: dict[str, list[str]] = defaultdict(list)
        self.returned = {port.path for port in graph.outputs}
        for edge in sorted(graph.edges, key=attrgetter("input")):
            self.sources[edge.target].append(edge.made)
            self.targets[edge.source].append(edge.target)
        self._holds = {group.path for group in graph.groups}

    def inside(self, path: str) -> Inside:
        """The leaves of a block, or a leaf by itself."""
        leaves = tuple(node.path for node in self.graph.inside(path) if node.path not in self._holds)
        own = frozenset(leaves)
        given = frozenset(p for p in leaves if not own.issuperset(self.targets[p] or [""]) or p in self.returned)
        return Inside(leaves, {p: self.sources[p] for p in leaves}, given)

    def tokens(self, path: str, token: Callable[[Node], int]) -> dict[str, int]:
        """What every leaf of a block is, and the blocks of kinds of their own that it stands in, this one too."""
        found: dict[str, int] = {}
        around: dict[str, int] = {}
        for node in self.graph.inside(path):
            outer = around.get(node.parent, 0) if node.path != path else 0
            if node.path in self._holds:
                around[node.path] = outer if node.kind == GROUP else hash((token(node), node.params > 0, outer))
            else:
                found[node.path] = hash((token(node), outer, node.count))
        return found


def fingerprint(wiring: Wiring, path: str) -> Fingerprint:
    """The fingerprint of a block or layer as it is, with only widths and rates free."""
    return marked(wiring, wiring.inside(path), wiring.tokens(path, token))


def marked(wiring: Wiring, inside: Inside, tokens: Mapping[str, int]) -> Fingerprint:
    """The fingerprint of some leaves: each known by all that leads to it and all that it leads to."""
    below = _below(wiring, inside, tokens)
    entries = sorted(_entries(inside), key=below.__getitem__)
    outer = {made: hash(("entry", below[made])) for made in entries}
    above: dict[str, int] = {}
    for path in inside.leaves:
        taken = [outer.get(made) or hash((above[made[0]], made[1])) for made in inside.sources[path]]
        in_any_order = wiring.graph.by_path[path].kind in IN_ANY_ORDER
        above[path] = hash((tokens[path], tuple(sorted(taken) if in_any_order else taken)))
    both = {path: hash((above[path], below[path, WHOLE])) for path in inside.leaves}
    leaves = tuple(sorted(inside.leaves, key=both.__getitem__))
    exits = tuple(path for path in leaves if path in inside.given)
    return Fingerprint(hash(tuple(both[path] for path in leaves)), tuple(entries), leaves, exits)


def _entries(inside: Inside) -> Iterable[Made]:
    own = {*inside.leaves}
    return dict.fromkeys(made for path in inside.leaves for made in inside.sources[path] if made[0] not in own)


def _below(wiring: Wiring, inside: Inside, tokens: Mapping[str, int]) -> dict[Made, int]:
    """For every leaf, its outputs taken together, and every tensor from outside all that it leads to."""
    ways: dict[Made, list[int]] = defaultdict(list)
    found: dict[Made, int] = {}
    own = {*inside.leaves}
    for path in reversed(inside.leaves):
        found[path, WHOLE] = hash((tokens[path], tuple(sorted(ways[path, WHOLE])), path in inside.given))
        in_any_order = wiring.graph.by_path[path].kind in IN_ANY_ORDER
        for place, (source, output) in enumerate(inside.sources[path]):
            number = WHOLE if source in own else output
            ways[source, number].append(hash((found[path, WHOLE], 0 if in_any_order else place, output)))
    return found | {made: hash(tuple(sorted(ways[made]))) for made in _entries(inside)}
