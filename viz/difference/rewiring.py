"""Layers that read other tensors than before, and what a model takes and returns in another order or from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph import IN_ANY_ORDER, Graph, Made, Place, Port, places_of
from .change import CHANGED, Change, Detail
from .matching import Match

Reads = dict[str, list[tuple[int, Made]]]  # path of a leaf -> which of its inputs is what


def rewired(before: Graph, after: Graph, found: Match) -> Iterator[Change]:
    """Leaves whose tensors come from elsewhere or go elsewhere, where no added or removed layer explains it."""
    details = [_between_reads(before, after, found)]
    for name, old, new in (("input", before.inputs, after.inputs), ("output", before.outputs, after.outputs)):
        details.append(_between_ports(name, old, new, found.pairs))
    for old_path, new_path in found.pairs.items():
        told = tuple(part[new_path] for part in details if new_path in part)
        if told:
            yield Change(CHANGED, old_path, new_path, after.by_path[new_path].kind, told)


def _between_reads(before: Graph, after: Graph, found: Match) -> dict[str, Detail]:
    """For every leaf of the second network that reads other tensors which these were and are."""
    sources = _reads(before), _reads(after)
    known = set(found.pairs.values())
    details = {}
    for old, new in found.pairs.items():
        reads = sources[0].get(old, []), sources[1].get(new, [])
        paths = [{path for _, (path, _) in read} for read in reads]
        if not (paths[0] <= set(found.pairs) and paths[1] <= known):
            continue
        moved = [(place, (found.pairs[path], output)) for place, (path, output) in reads[0]]
        if after.by_path[new].kind in IN_ANY_ORDER:
            same = sorted(made for _, made in moved) == sorted(made for _, made in reads[1])
        else:
            same = sorted(moved) == sorted(reads[1])
        if not same:
            details[new] = ("inputs", _said(reads[0]), _said(reads[1]))
    return details


def _reads(graph: Graph) -> Reads:
    found: Reads = {}
    for edge in graph.edges:
        found.setdefault(edge.target, []).append((edge.input, edge.made))
    return found


def _said(reads: list[tuple[int, Made]]) -> str:
    """Tensors by their layers, and by a number from 1 on where it is not the first of the layer's outputs."""
    return ", ".join(path + _numbered(output) for _, (path, output) in sorted(reads))


def _numbered(output: int) -> str:
    return f" (output {output + 1})" if output else ""


def _between_ports(
    name: str, olds: tuple[Port, ...], news: tuple[Port, ...], pairs: Mapping[str, str]
) -> dict[str, Detail]:
    """For every leaf of the second network at which places its tensors were and are taken or returned."""
    known = set(pairs.values())
    kept = [(_key(port), pairs[port.path], port.output) for port in olds if port.path in pairs]
    if kept == [(_key(port), *port.made) for port in news if port.path in known]:
        return {}
    before, after = places_of(olds), places_of(news)
    details = {}
    for old, new in pairs.items():
        if before[old] != after[new]:
            details[new] = (name, _places(before[old]), _places(after[new]))
    return details


def _key(port: Port) -> str:
    return port.name if port.keyed else ""


def _places(at: list[tuple[Place, int]]) -> str:
    return ", ".join(f"{place}{_numbered(output)}" for place, output in at)
