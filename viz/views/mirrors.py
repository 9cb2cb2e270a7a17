"""Encoder-decoders: one line of layers, and ways that join what has one resolution before and behind the middle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..graph import Graph, Node, close
from .choosing import close_but
from .gates import with_gates
from .lines import lines, without_frames
from .units import View, gather_units

LEAST = 2  # ways across
NEAR = 1.5  # sizes that a cropped way joins


@dataclass(frozen=True)
class Mirror:
    """A network that comes back to the resolutions from which it went down.

    Attributes:
        view: its layers, none in a block.
        line: their paths, in order.
        skips: from which to which the ways across lead, the outermost first.
    """

    view: View
    line: tuple[str, ...]
    skips: tuple[tuple[str, str], ...]


def mirrors(graph: Graph) -> Iterator[Mirror]:
    """The ways to see a graph as a mirror, every layer first, then its blocks closed; none where it is no mirror."""
    if not _comes_back(graph):
        return
    found = list(_mirrors(graph))
    yield from found or _mirrors(with_gates(graph, _lowest(graph)))


def _mirrors(graph: Graph) -> Iterator[Mirror]:
    view = gather_units(graph)
    straight = lines(view.graph)
    shown = replace(view, graph=close(view.graph, lambda node: node.path not in straight))
    flat = without_frames(shown, {group.path for group in shown.graph.groups})
    for candidate in (flat, replace(view, graph=close_but(view.graph, ()))):
        mirror = mirror_of(candidate)
        if mirror:
            yield mirror


def _comes_back(graph: Graph) -> bool:
    """Whether a layer gives a far higher resolution than it takes, as on the way up; joins do not count."""
    for source, target in graph.links:
        node, before = graph.by_path[target], _height(graph.by_path[source])
        after = _height(node) if node.role != "merge" else None
        if before and after and after > NEAR * before:
            return True
    return False


def _lowest(graph: Graph) -> str:
    """The last of the layers with the lowest resolution that others follow."""
    heights = {leaf.path: height for leaf in graph.leaves if (height := _height(leaf)) and leaf.path in graph.feeding}
    least = min(heights.values())
    return [path for path, height in heights.items() if height == least][-1]


def mirror_of(view: View) -> Mirror | None:
    """A view without open blocks as a mirror, None where it is none."""
    graph = view.graph
    place = {leaf.path: number for number, leaf in enumerate(graph.leaves)}
    pairs = sorted((place[source], place[target]) for source, target in graph.links)
    skips = [(one, other) for one, other in pairs if other > one + 1]
    if graph.groups or len(skips) < LEAST or len(pairs) - len(skips) != len(place) - 1:
        return None
    paths = list(place)
    named = tuple((paths[one], paths[other]) for one, other in skips)
    starts, ends = zip(*skips, strict=True)
    is_nested = list(ends) == sorted(ends, reverse=True) and starts[-1] < ends[-1]
    is_nested = is_nested and len({*starts, *ends}) == 2 * len(skips)
    return Mirror(view, tuple(paths), named) if is_nested and _goes_down(graph, named) else None


def _goes_down(graph: Graph, skips: tuple[tuple[str, str], ...]) -> bool:
    """Whether each way across joins one resolution, and the inner ones lower ones."""
    heights = [[_height(graph.by_path[path]) for path in ends] for ends in skips]
    alike = all(one and other and 1 / NEAR < one / other < NEAR for one, other in heights)
    sizes = [one or 0 for one, _ in heights]
    return alike and all(inner < outer for outer, inner in pairwise(sizes))


def _height(node: Node) -> int | None:
    shape = node.outputs[0].shape[1:-1] if node.outputs else ()
    return shape[0] if shape else None
