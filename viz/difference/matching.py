"""Which layers and blocks of two graphs are the same ones: by structure first, by name where that leaves a choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..graph import Graph, Node, Signature, in_order, kind_of, settings_of, signature

LEAST = 0.4  # how alike two layers must be to be taken for the same one
NAME = 0.05  # what an equal path adds
OTHER_KIND = 0.45  # how alike two layers of one role but of different kinds are
SAME_KIND = 0.6  # how alike two layers of one kind are at least
HALF = 0.5  # more of the smaller one's layers two blocks must have in common to be taken for the same one


@dataclass
class Match:
    """The nodes of two graphs that are the same ones, and the outermost ones that only one graph has."""

    pairs: dict[str, str] = field(default_factory=dict)
    removed: list[Node] = field(default_factory=list)
    added: list[Node] = field(default_factory=list)


def match(before: Graph, after: Graph) -> Match:
    """Match the layers of two graphs, whatever their blocks, and from that the blocks."""
    pairs = {old.path: new.path for old, new in aligned(in_order(before), in_order(after))}
    removed = _outermost(before, set(pairs))
    added = _outermost(after, set(pairs.values()))
    return Match(pairs | _blocks(before, after, pairs), removed, added)


def aligned(olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
    """Pairs of layers in the order of both sequences, so that they are as alike as possible all together."""
    start = _common(olds, news)
    end = _common(olds[start:][::-1], news[start:][::-1])
    middle = _best(olds[start : len(olds) - end], news[start : len(news) - end])
    tails = zip(olds[len(olds) - end :], news[len(news) - end :], strict=True)
    return [*zip(olds[:start], news[:start], strict=True), *middle, *tails]


def _common(olds: Sequence[Node], news: Sequence[Node]) -> int:
    """How many layers are equal, by name too, from the start on."""
    pairs = enumerate(zip(olds, news, strict=False))
    different = (i for i, (old, new) in pairs if old.path != new.path or signature(old) != signature(new))
    return next(different, min(len(olds), len(news)))


def _best(olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
    """The alignment of the greatest likeness, by dynamic programming from the end."""
    alike = _all_alike(olds, news)
    scores = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in reversed(range(len(olds))):
        row, below, likes = scores[i], scores[i + 1], alike[i]
        for j in reversed(range(len(news))):
            row[j] = max(below[j], row[j + 1], likes[j] + below[j + 1] if likes[j] else 0.0)
    pairs, i, j = [], 0, 0
    while i < len(olds) and j < len(news):
        if alike[i][j] and scores[i][j] == alike[i][j] + scores[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif scores[i][j] == scores[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _all_alike(olds: Sequence[Node], news: Sequence[Node]) -> list[list[float]]:
    """How alike every two layers are: 0 for too little, up to 1, and a little more for an equal path."""
    samples = {signature(node): node for node in news}
    numbers = {sample: i for i, sample in enumerate(samples)}
    columns = [numbers[signature(node)] for node in news]
    places = {node.path: j for j, node in enumerate(news)}
    rows: dict[Signature, list[float]] = {}
    found = []
    for old in olds:
        if signature(old) not in rows:
            likeness = [_likeness(old, new) for new in samples.values()]
            rows[signature(old)] = [alike if alike >= LEAST else 0.0 for alike in likeness]
        row = [rows[signature(old)][column] for column in columns]
        same_path = places.get(old.path)
        if same_path is not None and row[same_path]:
            row[same_path] += NAME
        found.append(row)
    return found


def _likeness(old: Node, new: Node) -> float:
    if signature(old) == signature(new):
        return 1.0
    if kind_of(old) != kind_of(new):
        return OTHER_KIND if old.role == new.role != "other" else 0.0
    facts = [{*settings_of(node).items(), ("params", str(node.params))} for node in (old, new)]
    return SAME_KIND + (1 - SAME_KIND - NAME) * len(facts[0] & facts[1]) / len(facts[0] | facts[1])


def _outermost(graph: Graph, matched: set[str]) -> list[Node]:
    """The layers that are not matched, and in the place of a block's layers the block where none of them is."""
    kept = {block for path in matched for block in (path, *graph.ancestors(path))}
    return [node for node in graph.nodes if node.path not in kept and (not node.parent or node.parent in kept)]


def _blocks(before: Graph, after: Graph, leaves: dict[str, str]) -> dict[str, str]:
    """Pairs of blocks that have more than half of their layers in common, each with the likest."""
    sizes = [Counter(path for leaf in graph.leaves for path in graph.ancestors(leaf.path)) for graph in (before, after)]
    shared = Counter(
        (outer, inner)
        for old, new in leaves.items()
        for outer in before.ancestors(old)
        for inner in after.ancestors(new)
    )

    def apart(pair: tuple[str, str]) -> float:
        """How many layers only one of two blocks has, for each that both have."""
        return (sizes[0][pair[0]] + sizes[1][pair[1]]) / shared[pair]

    found: dict[str, str] = {}
    for old, new in sorted(shared, key=lambda pair: (apart(pair), pair[0] != pair[1])):
        enough = shared[old, new] > HALF * min(sizes[0][old], sizes[1][new])
        if enough and old not in found and new not in found.values():
            found[old] = new
    return found
