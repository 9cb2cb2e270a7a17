"""The data of an interactive diagram: the facts of every layer once, and two views of them, runs folded and not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...graph import OTHER, ROLES, Graph, Node, TensorSpec
from ...scene import LEGEND_NAMES
from ...tables import COLUMNS
from ...views import View
from ...words import DOT, Value, dimensions, known, totals, width
from ..amounts import ROLE
from ..picture import Picture
from .opening import Opened, every_layer, folded
from .packing import packed
from .seen import seen_of
from .sizes import Index, Wording

NAMES = (*ROLES, OTHER)
UNSAFE = re.compile("['<>&~]")  # what could end an attribute, and the sign of copies
MEASURED = ("memory", "receptive_field", "output_stride")  # columns that are worked out at build time


def to_text(picture: Picture) -> str:
    """The data of a picture as text that may stand in single quotes in a page; equal pictures give equal text."""
    text = json.dumps(record(picture), separators=(",", ":"))
    return packed(UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def record(picture: Picture) -> dict[str, Any]:
    """The data of a picture as plain mappings and lists."""
    graph, shown = picture.graph, picture.view
    opened = (folded(graph, shown), every_layer(graph))
    at_start = opened[0] if _is_part(shown, opened[0].view) else opened[1]
    layers = Layers(graph)
    sideways = picture.direction == "LR"
    wording = Wording(sideways=sideways)
    views = [_view(view, layers, wording) for view in opened]
    return {
        "name": graph.name,
        "totals": totals(graph),
        "sideways": sideways,
        "folded": at_start is opened[0],
        "open": [layers.of(at_start, group.path) for group in shown.graph.groups if group.path in at_start.origins],
        "roles": [[role, LEGEND_NAMES.get(role, role), round(width(role, 11), 2)] for role in NAMES],
        **facts_of(graph, layers),
        **({"colour": picture.color_by} if picture.color_by != ROLE else {}),
        **seen_of(graph, {path: layers.number(path) for path in layers.paths}),
        "made": layers.made(),
        "views": views,
        "texts": wording.texts(),
        "boxes": wording.boxes(),
        "blocks": wording.blocks(),
    }


def _is_part(shown: View, whole: View) -> bool:
    """Whether a view shows nothing but nodes of the whole one, and as many runs and units.

    The layers of an encoder-decoder, units as one box, stand in no blocks, whatever blocks the whole one has.
    """
    known = whole.graph.by_path
    is_flat = bool(shown.members) and not shown.graph.groups
    is_inside = is_flat or all(n.path in known and known[n.path].count == n.count for n in shown.graph.nodes)
    return is_inside and bool(shown.members or shown.chains or not whole.members)


class Layers:
    """Numbers of a graph's nodes, and of the blocks that only a view has, which come behind them."""

    def __init__(self, graph: Graph) -> None:
        self.paths = [node.path for node in graph.nodes]
        self._number = {path: i for i, path in enumerate(self.paths)}
        self._made = Index()

    def of(self, opened: Opened, path: str) -> int:
        """Number of a node of a view; -1 for none."""
        original = opened.origins.get(path, "")
        return self._number[original] if original else len(self.paths) + self._made.of(path) if path else -1

    def number(self, path: str) -> int:
        """Number of a node of the graph; -1 for none."""
        return self._number.get(path, -1)

    def made(self) -> list[str]:
        """Paths of the blocks that only a view has."""
        return self._made.all()


def facts_of(graph: Graph, layers: Layers) -> dict[str, Any]:
    """Every layer's name, parent and own figures, and the facts that many of them have in common."""
    kinds, facts, specs, pairs, settings, fields = (Index() for _ in range(6))
    figures = [COLUMNS[name].measure(graph) for name in MEASURED]

    def fact(node: Node) -> int:
        kind = kinds.of((node.kind, NAMES.index(node.role if node.role in NAMES else OTHER), node.module))
        tensors = [_alone([specs.of(spec_text(s)) for s in group]) for group in (node.inputs, node.outputs)]
        set_to = settings.of(tuple(pairs.of(pair) for pair in node.settings))
        memory, *_ = _own(figures, node)
        trainable = known(node.trainable_params, node.unweighed and not node.params)
        return facts.of((kind, *tensors, trainable, node.non_trainable_params, node.macs, set_to, memory))

    return {
        "names": [node.name for node in graph.nodes],
        "parents": [i - layers.number(node.parent) for i, node in enumerate(graph.nodes)],
        "layers": [fact(node) for node in graph.nodes],
        "fields": [fields.of(_own(figures, node)[1:]) for node in graph.nodes],
        "kinds": kinds.all(),
        "facts": facts.all(),
        "fieldTexts": fields.all(),
        "specs": specs.all(),
        "pairs": pairs.all(),
        "settings": settings.all(),
        "notes": {layers.number(node.path): node.note for node in graph.nodes if node.note},
        "shares": {layers.number(node.path): layers.number(node.shares) for node in graph.nodes if node.shares},
    }


def _alone(numbers: list[int]) -> int | tuple[int, ...]:
    """One number by itself, several together."""
    return numbers[0] if len(numbers) == 1 else tuple(numbers)


def _own(figures: Iterable[Mapping[str, Value]], node: Node) -> tuple[Value, ...]:
    return tuple(figure.get(node.path) for figure in figures)


def spec_text(spec: TensorSpec) -> str:
    """A tensor in words: `56 × 56 × 64 · float32`."""
    return f"{dimensions(spec.shape[1:])}{DOT}{spec.dtype}"


def _view(opened: Opened, layers: Layers, wording: Wording) -> dict[str, Any]:
    """The nodes of a view with what their boxes say, the ways between its leaves, and what stands for each layer."""
    graph = opened.view.graph
    groups = {group.path for group in graph.groups}
    number = {node.path: layers.of(opened, node.path) for node in graph.nodes} | {"": -1}
    nodes = [number[node.path] for node in graph.nodes]
    standing = {
        "nodes": nodes,
        "parents": [number[node.parent] for node in graph.nodes],
        "stands": [number[opened.stands.get(path, "")] for path in layers.paths],
    }
    is_plain = nodes == list(range(len(layers.paths)))  # the graph's own nodes, each standing for itself
    return ({} if is_plain else standing) | {
        "boxes": [-1 if n.path in groups else wording.box(opened.view, n, list(NAMES)) for n in graph.nodes],
        "blocks": _blocks(opened.view, wording),
        "edges": [n for source, target in graph.links for n in (number[source], number[target] - number[source])],
        "sums": {number[n.path]: _sum(graph, n) for n in graph.nodes if n.count > 1 or not opened.origins[n.path]},
    }


def _blocks(view: View, wording: Wording) -> list[int]:
    """What each block of a view says, closed and open."""
    depths = {group.depth for group in view.graph.groups}
    closed = {depth: replace(view, graph=view.graph.folded(depth + 1)) for depth in depths}
    return [wording.block(closed[group.depth], group) for group in view.graph.groups]


def _sum(graph: Graph, node: Node) -> list[int]:
    """Parameters and multiply-adds of everything that a node stands for, and how many layers each leaves out."""
    inside = list(graph.inside(node.path))
    return [
        sum(n.params for n in inside),
        sum(n.unweighed for n in inside),
        sum(n.macs or 0 for n in inside),
        sum(n.uncounted or n.macs is None for n in inside),
    ]
