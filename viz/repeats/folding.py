"""Fold runs of equal blocks into one node that counts: `ResidualBlock x 36`.

The block that most members equal stands for all; its `count` is the length of the run and its `note` says in what the
first or last differs, and what grows. All else that differs ends a run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace

from ..graph import Edge, Graph, Made, Node, following, gather_steps, with_figures
from .inputs import gather_inputs
from .run_names import name_of, shared_name
from .runs import Blocks, Run


@dataclass(frozen=True)
class Folded:
    """A graph with every run as one node.

    Attributes:
        stands: for each node that is hidden the one that stands for it.
        names: what the members of each run share, by the block that stands for it.
    """

    graph: Graph
    stands: dict[str, str]
    names: dict[str, str]


def fold_repeats(blocks: Blocks) -> Folded:
    """The same graph with runs of equal blocks, inputs that go the same way, and steps, as one each; totals stay."""
    runs = list(_runs(blocks))
    folded = _folded(blocks, runs) if runs else Folded(blocks.graph, {}, {})
    graph, inputs = gather_inputs(folded.graph)
    graph, steps = gather_steps(graph)
    stands = folded.stands | inputs | steps
    return replace(folded, graph=graph, stands=stands) if inputs or steps else folded


def _runs(blocks: Blocks) -> Iterator[Run]:
    """The runs of all containers that are not hidden by a run themselves, from the outside in."""
    graph = blocks.graph
    hidden: set[str] = set()
    for parent in ("", *(group.path for group in graph.groups)):
        if parent and (parent in hidden or graph.parent(parent) in hidden):
            hidden.add(parent)
            continue
        for run in blocks.runs(parent):
            hidden |= {*run.members} - {run.typical}
            yield run


def _folded(blocks: Blocks, runs: list[Run]) -> Folded:
    """The graph without the hidden members; what they count goes to the block that stands for them."""
    graph = blocks.graph
    by_typical = {run.typical: run for run in runs}
    stands: dict[str, str] = {}
    carried: dict[str, list[Node]] = defaultdict(list)
    for run in runs:
        for path in run.members:
            if path != run.typical:
                stands |= _twins(blocks, path, run.typical)
                carried[run.typical] += graph.inside(path)
    shown = [node for node in graph.nodes if node.path not in stands]
    nodes = [_counting(graph, by_typical[n.path], carried[n.path]) if n.path in by_typical else n for n in shown]
    names = {run.typical: _shared_name(graph, run) for run in runs}

    def standing(made: Made) -> Made:
        path, output = made
        while path in stands:
            path = stands[path]
        return path, output

    edges = _edges(blocks, by_typical, stands, standing)
    return Folded(following(replace(graph, edges=edges), nodes, standing), stands, names)


def _shared_name(graph: Graph, run: Run) -> str:
    members = [graph.by_path[path] for path in run.members]
    leaves = [[n for n in graph.inside(node.path) if not graph.children(n.path)] for node in members]
    return shared_name([name_of(graph, node, held) for node, held in zip(members, leaves, strict=True)])


def _twins(blocks: Blocks, path: str, typical: str) -> dict[str, str]:
    """For everything in a hidden block its counterpart in the one that stands for it; that one where there is none."""
    own, usual = blocks.fingerprint(path), blocks.fingerprint(typical)
    found = {node.path: typical for node in blocks.graph.inside(path)}
    for node in blocks.graph.inside(path):
        twin = typical + node.path[len(path) :]
        found[node.path] = twin if twin in blocks.graph.by_path else typical
    if own.mark == usual.mark:
        return found | dict(zip(own.leaves, usual.leaves, strict=True))
    return found | dict(zip(own.exits, usual.exits, strict=False))


def _counting(graph: Graph, run: Run, hidden: list[Node]) -> Node:
    node = graph.by_path[run.typical]
    return replace(
        with_figures(node, [node, *hidden]),
        count=len(run.members),
        note=run.note or node.note,
        inputs=graph.by_path[run.members[0]].inputs,
        outputs=graph.by_path[run.members[-1]].outputs,
        entries=graph.by_path[run.members[0]].entries,
    )


def _edges(
    blocks: Blocks, runs: dict[str, Run], stands: Container[str], standing: Callable[[Made], Made]
) -> tuple[Edge, ...]:
    """Edges of what is shown; a block that stands for a run takes what the first member takes."""
    taken = {path: _taken(blocks, run) for path, run in runs.items()}
    found: dict[Edge, None] = {}
    for edge in blocks.graph.edges:
        if edge.target in stands:
            continue
        made = edge.made
        for path in blocks.graph.ancestors(edge.target):
            made = taken.get(path, {}).get(made, made)
        path, output = standing(made)
        found[replace(edge, source=path, output=output)] = None
    return tuple(edge for edge in found if edge.source != edge.target)


def _taken(blocks: Blocks, run: Run) -> dict[Made, Made]:
    """For every tensor that the block that stands for a run takes the one that the first member takes instead."""
    usual, first = (blocks.fingerprint(path).entries for path in (run.typical, run.members[0]))
    return dict(zip(usual, first, strict=False))
