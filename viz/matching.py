"""Which layers and blocks of two graphs are the same ones: by structure first, by name where that leaves a choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .graph import Graph, Node
from .structure import kind_of, settings_of, signature

LEAST = 0.4  # how alike two nodes must be to be taken for the same one
NAME = 0.05  # what an equal name adds
OTHER_KIND = 0.45  # how alike two layers of one role but of different kinds are
SAME_KIND = 0.6  # how alike two layers of one kind are at least


@dataclass
class Match:
    """The nodes of two graphs that are the same ones, and the outermost ones that only one graph has."""

    pairs: dict[str, str] = field(default_factory=dict)
    removed: list[Node] = field(default_factory=list)
    added: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Side:
    """One of the two graphs, with what is inside each node counted."""

    graph: Graph

    @cached_property
    def leaves(self) -> dict[str, list[Node]]:
        """The leaves inside every node."""
        found: dict[str, list[Node]] = {node.path: [] for node in self.graph.nodes}
        for leaf in self.graph.leaves:
            for path in (leaf.path, *self.graph.ancestors(leaf.path)):
                found[path].append(leaf)
        return found

    @cached_property
    def exact(self) -> dict[str, Counter[object]]:
        """What is inside every node, by signature."""
        return {path: Counter(map(signature, leaves)) for path, leaves in self.leaves.items()}

    @cached_property
    def rough(self) -> dict[str, Counter[object]]:
        """What is inside every node, by kind."""
        return {path: Counter(map(kind_of, leaves)) for path, leaves in self.leaves.items()}

    def opened(self, node: Node) -> Sequence[Node]:
        """The nodes directly inside a node; a leaf itself."""
        return self.graph.children(node.path) or (node,)

    def is_leaf(self, node: Node) -> bool:
        """Whether nothing is inside."""
        return not self.graph.children(node.path)


def match(before: Graph, after: Graph) -> Match:
    """Match two graphs from the outside in."""
    sides = Side(before), Side(after)
    found = Match()
    waiting: list[tuple[Sequence[Node], Sequence[Node]]] = [(before.children(), after.children())]
    while waiting:
        olds, news = waiting.pop()
        pairs = aligned(sides, olds, news)
        found.removed += [old for old in olds if old.path not in {a.path for a, _ in pairs}]
        found.added += [new for new in news if new.path not in {b.path for _, b in pairs}]
        for old, new in pairs:
            leaves = sides[0].is_leaf(old), sides[1].is_leaf(new)
            if leaves[0] == leaves[1]:
                found.pairs[old.path] = new.path
            if leaves != (True, True):
                waiting.append((sides[0].opened(old), sides[1].opened(new)))
    return found


def aligned(sides: tuple[Side, Side], olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
    """Pairs of nodes in the order of both sequences, so that they are as alike as possible all together."""

    def equal(old: Node, new: Node) -> bool:
        return sides[0].exact[old.path] == sides[1].exact[new.path]

    start = 0
    while start < min(len(olds), len(news)) and equal(olds[start], news[start]):
        start += 1
    end = 0
    while end < min(len(olds), len(news)) - start and equal(olds[-1 - end], news[-1 - end]):
        end += 1
    middle = _best(sides, olds[start : len(olds) - end], news[start : len(news) - end])
    front = list(zip(olds[:start], news[:start], strict=True))
    return [*front, *middle, *zip(olds[len(olds) - end :], news[len(news) - end :], strict=True)]


def _best(sides: tuple[Side, Side], olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
    """The alignment of the greatest likeness, by dynamic programming from the end."""
    scores = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    alike = [[likeness(sides, old, new) for new in news] for old in olds]
    for i in reversed(range(len(olds))):
        for j in reversed(range(len(news))):
            paired = alike[i][j] + scores[i + 1][j + 1] if alike[i][j] >= LEAST else 0.0
            scores[i][j] = max(paired, scores[i + 1][j], scores[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(olds) and j < len(news):
        if alike[i][j] >= LEAST and scores[i][j] == alike[i][j] + scores[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif scores[i][j] == scores[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def likeness(sides: tuple[Side, Side], old: Node, new: Node) -> float:
    """How alike two nodes are, from 0 to 1, and a little more for an equal name."""
    name = NAME if old.name == new.name else 0.0
    if sides[0].is_leaf(old) and sides[1].is_leaf(new):
        alike = _leaf_likeness(old, new)
    else:
        exact = _shared(sides[0].exact[old.path], sides[1].exact[new.path])
        alike = (exact + _shared(sides[0].rough[old.path], sides[1].rough[new.path])) / 2
    return alike + name if alike else 0.0


def _leaf_likeness(old: Node, new: Node) -> float:
    if signature(old) == signature(new):
        return 1.0
    if kind_of(old) != kind_of(new):
        return OTHER_KIND if old.role == new.role != "other" else 0.0
    pairs = settings_of(old).items(), settings_of(new).items()
    facts = [set(pairs[0]) | {("params", old.params)}, set(pairs[1]) | {("params", new.params)}]
    return SAME_KIND + (1 - SAME_KIND - NAME) * len(facts[0] & facts[1]) / len(facts[0] | facts[1])


def _shared(first: Counter[object], second: Counter[object]) -> float:
    """The share that two collections have in common."""
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)
