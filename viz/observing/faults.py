"""What is wrong in a network at work, told where it begins: values that are no numbers, units that are dead."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph import Graph, Observed

ENOUGH, VALUES = 8, 64  # samples, and values of a unit, from which it counts as dead where others are not
RECTIFIED = ("activation", "convolution", "dense")  # roles whose zeros are their own, not those of what they take


def faults_of(graph: Graph, seen: Mapping[str, Observed], samples: int) -> dict[str, str]:
    """What is wrong by path, at the first layers that show it."""
    before = _seen_before(graph, seen)
    found: dict[str, str] = {}
    for leaf in graph.leaves:
        if leaf.path not in seen:
            continue
        here, sources = seen[leaf.path], [seen[path] for path in before[leaf.path]]
        text = _not_finite(here, sources) or (_dead(here, sources, samples) if leaf.role in RECTIFIED else "")
        if text:
            found[leaf.path] = text
    return found | _of_blocks(graph, seen, before)


def _seen_before(graph: Graph, seen: Mapping[str, Observed]) -> dict[str, set[str]]:
    """By leaf what was last seen on the ways to it; a leaf without values is told by its block, or what it takes."""
    direct: dict[str, list[str]] = {}
    for edge in graph.edges:
        direct.setdefault(edge.target, []).append(edge.source)
    blocks = {leaf: group.path for group in graph.groups if group.path in seen for leaf, _ in group.exits}
    found: dict[str, set[str]] = {}
    for leaf in graph.leaves:
        ways = [{one} if one in seen else found.get(one, set()) for one in direct.get(leaf.path, ())]
        found[leaf.path] = set().union(*ways)
        if leaf.path not in seen and leaf.path in blocks:
            found[leaf.path].add(blocks[leaf.path])
    return found


def _of_blocks(graph: Graph, seen: Mapping[str, Observed], before: Mapping[str, set[str]]) -> dict[str, str]:
    """What leaves a block and was seen of nothing in it: operations of a backend's own have no values."""
    found = {}
    for group in graph.groups:
        here = seen.get(group.path)
        if here is None or not (here.nans or here.infinities):
            continue
        inside = [node.path for node in graph.nodes if node.path.startswith(f"{group.path}/")]
        sources = {one for path in inside for one in (path, *before.get(path, ())) if one in seen} - {group.path}
        if text := _not_finite(here, [seen[one] for one in sources]):
            found[group.path] = text
    return found


def _not_finite(here: Observed, sources: list[Observed]) -> str:
    """NaN and infinities that nothing before it gave."""
    if here.nans and not any(one.nans for one in sources):
        return f"the first NaN: {here.nans:,} of its values"
    if here.infinities and not any(one.infinities or one.nans for one in sources):
        return f"the first infinity: {here.infinities:,} of its values"
    return ""


def _dead(here: Observed, sources: list[Observed], samples: int) -> str:
    """Units that gave nothing but 0, where what it takes has none as dead."""
    few = samples < ENOUGH or here.values < VALUES * here.units
    by_chance = few and here.dead < here.units
    if not here.dead or by_chance or any(one.dead >= here.dead and one.units == here.units for one in sources):
        return ""
    whole = "all its" if here.dead == here.units else f"{here.dead:,} of {here.units:,}"
    return f"dead: {whole} units give 0 for {'the sample' if samples == 1 else f'all {samples:,} samples'}"
