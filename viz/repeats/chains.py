"""Chains of blocks along the main line: each takes the one before it, and what else they take follows one pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..graph import Graph, Ways
from .likeness import Likeness

MAIN, SHARED, SHIFTED = "main", "shared", "shifted"


@dataclass
class Chain:
    """Blocks one behind the other, and what each takes beside the one before it: nothing but what all take, or more."""

    members: list[str]
    pattern: list[str] = field(default_factory=list)


def chains_of(likeness: Likeness, parent: str, after: Ways) -> Iterator[list[str]]:
    """The chains of blocks among the children of a container, also such that take the two blocks before them."""
    before: Ways = defaultdict(list)
    for source, targets in after.items():
        for target in targets:
            before[target].append(source)
    chains: dict[str, Chain] = {}  # by their last members
    for node in likeness.graph.children(parent):
        if not likeness.graph.children(node.path) or is_unit(likeness.graph, node.path):
            continue
        chain = Chain([node.path])
        for last in reversed(before[node.path]):
            pattern = link(likeness, last, node.path, after) if last in chains else []
            if pattern and chains[last].pattern in ([], pattern):
                chain = Chain([*chains.pop(last).members, node.path], pattern)
                break
        chains[node.path] = chain
    yield from (chain.members for chain in chains.values())


def link(likeness: Likeness, before: str, path: str, after: Ways) -> list[str]:
    """How a block takes what it takes, given what the one before it takes; [] where it does not follow that one."""
    mine, theirs = likeness.fingerprint(path).entries, likeness.fingerprint(before).entries
    main = [source.startswith(f"{before}/") for source, _ in mine]
    others = {*after[before]} - {path}
    exits = likeness.fingerprint(before).exits
    if sum(main) != 1 or len(exits) != 1 or exits[0] in likeness.wiring.returned:
        return []
    if len(mine) == 1:
        return [MAIN] if not others else []
    if len(mine) != len(theirs) or not others <= {*after.get(path, ())}:
        return []
    newest = theirs[main.index(True)]
    pattern = [
        MAIN if is_main else SHARED if net == old else SHIFTED if net == newest else ""
        for net, old, is_main in zip(mine, theirs, main, strict=True)
    ]
    return pattern if all(pattern) and (SHIFTED in pattern or not others) else []


def is_unit(graph: Graph, path: str) -> bool:
    """Whether a block is one layer with weights and what stands around it, such as a convolution with its norm."""
    children = graph.children(path)
    working = [n for n in children if n.role not in ("normalisation", "activation", "reshape", "regularisation")]
    return len(working) <= 1 and not any(graph.children(n.path) for n in children)
