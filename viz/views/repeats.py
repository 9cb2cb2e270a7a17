"""Fold runs of equal blocks into one node that counts: `ResidualBlock x 36`.

A run is a chain of neighbouring blocks of one kind and one stem of a name. The block that most members equal stands for
all; its `count` is the length of the run and its `note` says in what the others differ.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace

from ..graph import NOWHERE, Edge, Graph, Made, Node, Tensors, Ways, following, is_counted, leads, taken_and_given

ALIKE = 0.6  # share of the layers inside that two blocks of a run have in common


@dataclass(frozen=True)
class Run:
    """Neighbouring blocks that are alike, and the one that stands for them."""

    members: tuple[str, ...]
    typical: str
    note: str


def fold_repeats(graph: Graph) -> Graph:
    """The same graph with every run of alike blocks as one node; totals stay."""
    runs = list(_runs(graph))
    return _folded(graph, runs) if runs else graph


def _runs(graph: Graph) -> Iterator[Run]:
    ways = leads(graph)
    hidden: set[str] = set()
    for parent in ("", *(group.path for group in graph.groups)):
        if parent and (parent in hidden or graph.parent(parent) in hidden):
            hidden.add(parent)
            continue
        for members in _chains(graph, parent, ways.get(parent, {})):
            run = _described(graph, members)
            hidden |= set(members) - {run.typical}
            yield run


def _chains(graph: Graph, parent: str, after: Ways) -> Iterator[tuple[str, ...]]:
    """The longest chains of alike blocks among the children of `parent`."""
    before = Counter(target for targets in after.values() for target in targets)
    blocks = [n for n in graph.children(parent) if graph.children(n.path) and not is_unit(graph, n.path)]
    chain: list[str] = []
    for node in blocks:
        if chain and after.get(chain[-1]) == [node.path] and before[node.path] == 1 and _alike(graph, chain[-1], node):
            chain.append(node.path)
            continue
        yield from _long(graph, chain)
        chain = [node.path]
    yield from _long(graph, chain)


def _long(graph: Graph, chain: list[str]) -> Iterator[tuple[str, ...]]:
    if len(chain) > 1 and all(_has_one_way_through(graph, path) for path in chain):
        yield tuple(chain)


def is_unit(graph: Graph, path: str) -> bool:
    """Whether a block is one layer with weights and what stands around it, such as a convolution with its norm."""
    children = graph.children(path)
    working = [n for n in children if n.role not in ("normalisation", "activation", "reshape", "regularisation")]
    return len(working) <= 1 and not any(graph.children(n.path) for n in children)


def _alike(graph: Graph, path: str, node: Node) -> bool:
    other = graph.by_path[path]
    if (other.kind, _stem(other.name)) != (node.kind, _stem(node.name)):
        return False
    if not _same_size(other, node):
        return False
    ours, theirs = _kinds(graph, path), _kinds(graph, node.path)
    return (ours & theirs).total() >= ALIKE * max(ours.total(), theirs.total())


def _same_size(one: Node, other: Node) -> bool:
    """Whether two blocks work at one resolution: their outputs differ in the channels at most."""
    shapes = [spec.shape for node in (one, other) for spec in node.outputs[:1]]
    return len(shapes) == 2 and sum(a != b for a, b in zip(*shapes, strict=False)) <= 1


def _stem(name: str) -> str:
    return re.sub(r"_?[\d:]+[a-z]?$", "", name)


def _kinds(graph: Graph, path: str) -> Counter[str]:
    return Counter(node.kind for node in graph.inside(path))


def _has_one_way_through(graph: Graph, path: str) -> bool:
    return len(graph.by_path[path].inputs) == len(graph.by_path[path].outputs) == 1


def _described(graph: Graph, members: tuple[str, ...]) -> Run:
    looks = [_look(graph, path) for path in members]
    common, _ = Counter(reversed(looks)).most_common(1)[0]  # of two, the second: the first is the odd one
    typical = members[looks.index(common)]
    others = [path for path, look in zip(members, looks, strict=True) if look != common]
    return Run(members, typical, _note(graph, members, typical, others))


def _look(graph: Graph, path: str) -> tuple[object, ...]:
    """What makes two blocks equal: names, but for those that Keras counted up, kinds and settings of what is inside."""
    start = len(path)
    inside = list(graph.inside(path))[1:]
    names = ("" if is_counted(n.name, n.kind) else n.path[start:] for n in inside)
    return tuple((name, n.kind, _plain(n)) for name, n in zip(names, inside, strict=True))


def _plain(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in node.settings if pair[0] != "name")


def _note(graph: Graph, members: tuple[str, ...], typical: str, others: list[str]) -> str:
    """In what the members differ: `the first with strides 2 and a projection`, `channels 96 to 256`."""
    if len(others) == 1 and others[0] in (members[0], members[-1]):
        found = _differences(graph, typical, others[0])
        if found:
            return f"the {'first' if others[0] == members[0] else 'last'} with {' and '.join(found)}"
    channels = [graph.by_path[path].outputs[0].shape[-1] for path in members]
    if channels[0] != channels[-1]:
        return f"channels {channels[0]} to {channels[-1]}"
    return "settings differ" if others else ""


def _differences(graph: Graph, typical: str, other: str) -> list[str]:
    usual = {n.path[len(typical) :]: n for n in graph.inside(typical)}
    unusual = {n.path[len(other) :]: n for n in graph.inside(other)}
    found: dict[str, None] = {}
    for name, node in unusual.items():
        strides = node.setting("strides")
        if name in usual and strides not in ("", usual[name].setting("strides")):
            found[f"strides {strides}"] = None
    if any(node.role == "convolution" for name, node in unusual.items() if name not in usual):
        found["a projection"] = None
    return list(found)


def _folded(graph: Graph, runs: list[Run]) -> Graph:
    """The graph without the hidden members; what they count goes to the block that stands for them."""
    by_typical = {run.typical: run for run in runs}
    stands = {path: run.typical for run in runs for path in run.members if path != run.typical}
    hidden: dict[str, str] = {}
    carried: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        typical = hidden.get(node.parent) or stands.get(node.path)
        if typical:
            hidden[node.path] = typical
            carried[typical].append(node)
    shown = [node for node in graph.nodes if node.path not in hidden]
    first = {run.typical: graph.by_path[run.members[0]] for run in runs}
    nodes = tuple(
        replace(_counting(n, by_typical[n.path], carried[n.path]), entries=first[n.path].entries)
        if n.path in first
        else n
        for n in shown
    )
    entry, leave = _ends(graph, runs)

    def given(made: Made) -> Made:
        while leave.get(made, made) != made:
            made = leave[made]
        return made

    return following(replace(graph, edges=_edges(graph, hidden, entry, given)), nodes, given)


def _counting(node: Node, run: Run, hidden: list[Node]) -> Node:
    return replace(
        node,
        count=len(run.members),
        note=run.note or node.note,
        trainable_params=node.trainable_params + sum(n.trainable_params for n in hidden),
        non_trainable_params=node.non_trainable_params + sum(n.non_trainable_params for n in hidden),
        macs=(node.macs or 0) + sum(n.macs or 0 for n in hidden),
    )


def _ends(graph: Graph, runs: list[Run]) -> tuple[dict[str, tuple[Made, Made]], dict[Made, Made]]:
    """What each typical block takes and takes now, as the first member does; and what gives for the last one."""
    taken, given = _only(taken_and_given(graph, {path for run in runs for path in run.members}))
    entry = {run.typical: (taken[run.typical], taken[run.members[0]]) for run in runs if run.typical in taken}
    leave = {given[run.members[-1]]: given[run.typical] for run in runs if run.members[-1] in given}
    return entry, leave


def _edges(
    graph: Graph, hidden: Container[str], entry: dict[str, tuple[Made, Made]], given: Callable[[Made], Made]
) -> tuple[Edge, ...]:
    """Edges of what is shown; a typical block takes what the first member takes and gives what the last one gives."""
    found: dict[Edge, None] = {}
    for edge in graph.edges:
        if edge.target in hidden:
            continue
        made = edge.made
        for path in graph.ancestors(edge.target):
            inner, outer = entry.get(path, (NOWHERE, NOWHERE))
            made = outer if made == inner else made
        made = given(made)
        found[replace(edge, source=made[0], output=made[1])] = None
    return tuple(found)


def _only(ends: tuple[Tensors, Tensors]) -> tuple[dict[str, Made], dict[str, Made]]:
    """For every member the tensor from outside that feeds it, and the one from inside that leaves it."""
    taken, given = ({path: next(iter(tensors)) for path, tensors in end.items()} for end in ends)
    return taken, given
