"""Recurrent networks written out: the same layers called once a step become one step that counts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .closing import with_figures
from .graph import Graph
from .nodes import Edge, Made, Node
from .ports import following
from .wiring import ENTRY, EXIT, leads

FEWEST = 4  # steps
CALL = re.compile(r"(.+):(\d+)")  # a layer called again
TAKES = "reshape"  # the role of what takes a step's part of a sequence, each at its own place
STEPS = "steps"  # the note of what stands for several

Part = tuple[str, str, str, object, int]  # where in a step, which layer is called again, kind, settings, which of such
Way = tuple[str, str]


def gather_steps(graph: Graph) -> tuple[Graph, dict[str, str]]:
    """The graph with one step for all, which counts them, and what stands for what is hidden."""
    steps = _steps(graph)
    if not steps:
        return graph, {}
    shown = steps[0] if steps[0].keys() >= steps[1].keys() else steps[1]
    members = {shown[part]: [step[part] for step in steps if part in step] for part in steps[1]}
    twins = {path: twin for twin, paths in members.items() for path in paths if path != twin}
    stands = {inner: other for path, twin in twins.items() for inner, other in _inside(graph, path, twin)}
    return _folded(graph, members, stands), stands


def has_steps(graph: Graph) -> bool:
    """Whether a graph calls the same layers once a step."""
    return bool(_steps(graph))


def _steps(graph: Graph) -> list[dict[Part, str]]:
    """The nodes at the top of a graph by step and part; [] where no layer is called again and again after itself."""
    children = [child.path for child in graph.children()]
    layers = _layers(children)
    calls: dict[str, list[str]] = defaultdict(list)
    for path, layer in layers.items():
        calls[layer].append(path)
    most = max(map(len, calls.values()), default=0)
    if most < FEWEST:
        return []
    after = leads(graph.ways).get("", {})
    ways = [(one, other) for one in after if one != ENTRY for other in after[one] if other != EXIT]
    found = (_parts(graph, layers, ways, ends) for ends in reversed(calls.values()) if len(ends) == most)
    return next(filter(None, found), [])


def _parts(graph: Graph, layers: Mapping[str, str], ways: Sequence[Way], ends: Sequence[str]) -> list[dict[Part, str]]:
    """The steps that calls of one layer end, [] where these do not follow each other or the steps differ."""
    children = [child.path for child in graph.children()]
    place = {path: number for number, path in enumerate(ends, start=1)}
    before = _reached(children, ways, place)
    behind = _reached(children[::-1], [(other, one) for one, other in ways], place)
    if any(before[path] != {number - 1} - {0} for path, number in place.items()):
        return []
    steps: list[dict[Part, str]] = [{} for _ in ends]
    seen: Counter[object] = Counter()
    for path in children:
        number, late = _step(path, place, before[path], behind[path])
        if number:
            node = graph.by_path[path]
            told = node.outputs if node.role == TAKES else node.settings
            what = (late, layers.get(path, ""), node.kind, told)
            steps[number - 1][*what, seen[number, what]] = path
            seen[number, what] += 1
    usual = steps[1].keys()
    alike = all(step.keys() == usual for step in steps[1:-1]) and steps[-1].keys() >= usual
    return steps if alike and len(set(_wirings(steps, ways))) == 1 else []


def _wirings(steps: Sequence[Mapping[Part, str]], ways: Sequence[Way]) -> Iterator[frozenset[object]]:
    """How the usual parts of every step but the first are wired, to the step before too."""
    at = {path: (number, part) for number, step in enumerate(steps) for part, path in step.items()}
    for number in range(1, len(steps)):
        inside = {steps[number][part] for part in steps[1]}
        yield frozenset(
            ((number - at[one][0], at[one][1]) if one in at else one, at[other][1])
            for one, other in ways
            if other in inside
        )


def _layers(children: Sequence[str]) -> dict[str, str]:
    """For every call of a layer that is called again that layer."""
    known = {*children}
    again = {path: found[1] for path in children if (found := CALL.fullmatch(path)) and found[1] in known}
    first = {*again.values()}
    return {path: again.get(path, path) for path in children if path in again or path in first}


def _reached(children: Sequence[str], ways: Sequence[tuple[str, str]], place: Mapping[str, int]) -> dict[str, set[int]]:
    """For every child the ends of steps that lead to it with no other end between."""
    sources: dict[str, list[str]] = defaultdict(list)
    for one, other in ways:
        sources[other].append(one)
    found: dict[str, set[int]] = {}
    for path in children:
        found[path] = set()
        for source in sources[path]:
            found[path] |= {place[source]} if source in place else found[source]
    return found


def _step(path: str, place: Mapping[str, int], before: set[int], behind: set[int]) -> tuple[int, str]:
    """The number of the step that a child belongs to, 0 for none, and where in it that stands."""
    if path in place:
        return place[path], "end"
    if len(behind) == 1 and before <= {min(behind) - 1}:
        return min(behind), "early"
    return (min(before), "late") if len(before) == 1 and not behind else (0, "")


def _inside(graph: Graph, path: str, twin: str) -> Iterator[tuple[str, str]]:
    """Everything in a hidden child with its counterpart."""
    for node in graph.inside(path):
        found = twin + node.path[len(path) :]
        yield node.path, found if found in graph.by_path else twin


def _folded(graph: Graph, members: Mapping[str, Sequence[str]], stands: Mapping[str, str]) -> Graph:
    hidden: dict[str, list[Node]] = defaultdict(list)
    for path, twin in stands.items():
        hidden[twin].append(graph.by_path[path])
    nodes = []
    for node in (node for node in graph.nodes if node.path not in stands):
        count = len(members.get(node.path, ())) or 1
        counted = with_figures(node, [node, *hidden[node.path]])
        if stands.get(node.shares) == node.path:
            counted = replace(counted, shares="")
        nodes.append(replace(counted, count=node.count * count, note=STEPS) if count > 1 else counted)
    within = {node.path for path in members for node in graph.inside(path)} | stands.keys()
    kept = (
        e for e in graph.edges if not {e.source, e.target} <= within or stands.keys().isdisjoint((e.source, e.target))
    )
    edges = dict.fromkeys(_moved(edge, stands) for edge in kept)

    def standing(made: Made) -> Made:
        return stands.get(made[0], made[0]), made[1]

    outputs = tuple(replace(port, name=stands.get(port.name, port.name)) for port in graph.outputs)
    return following(replace(graph, edges=tuple(edges), outputs=outputs), nodes, standing)


def _moved(edge: Edge, stands: Mapping[str, str]) -> Edge:
    source, target = (stands.get(path, path) for path in (edge.source, edge.target))
    return edge if (source, target) == (edge.source, edge.target) else replace(edge, source=source, target=target)
