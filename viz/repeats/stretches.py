"""Find blocks in networks that name none: what branches between two narrow places, what works at one resolution.

A narrow place is a layer that every way passes. All blocks made here are stretches of one topological order, so that no
way leaves one and comes back.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count, groupby, islice
from math import log2

from ..graph import (
    ENTRY,
    EXIT,
    GROUP,
    Graph,
    Node,
    Shape,
    Way,
    between_siblings,
    is_counted,
    ordered,
    renamed,
    with_tensors,
)
from ..words import dimensions
from .masks import without_masks
from .merging import merged
from .regions import regions

MANY = 14  # layers of a container that is searched for blocks
LONG = 0.75  # share of the network that a shortcut around all of it leads past


def group_between_narrow_places(graph: Graph) -> Graph:
    """The graph with what branches between two narrow places as a block, from the outside in.

    Where such a stretch holds a block already, that block takes in the layers around it whose names Keras made up.
    """
    containers = _by_depth(graph)
    for depth in range(max(containers, default=-1) + 1):
        homes: dict[str, str] = {}
        for container in containers[depth]:
            for stretch in _stretches(graph.children(container), graph.ways.get(container, [])):
                homes |= _home(graph, stretch, container)
        if homes:
            graph = with_blocks(graph, homes)
            containers = _by_depth(graph)
    return graph


def _by_depth(graph: Graph) -> dict[int, dict[str, None]]:
    """The blocks that nodes stand in, by the depth of these nodes."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for node in graph.nodes:
        found[node.depth][node.parent] = None
    return found


def _stretches(children: Sequence[Node], ways: Sequence[Way]) -> list[list[Node]]:
    """The stretches between narrow places of a container, and in a large one those of what runs beside each other."""
    kept = without_masks(children, ways)
    masks = {way.source for way in ways} - {way.source for way in kept}
    plain = [node for node in children if node.path not in masks]
    found = list(_between(plain, [way for way in kept if way.target not in masks]))
    if len(children) <= MANY:
        return found
    by_path = {node.path: node for node in children}
    known = {node.path for stretch in found for node in stretch}
    return found + [[by_path[path] for path in region] for region in regions([*by_path], ways, known)]


def _between(children: Sequence[Node], ways: Sequence[Way]) -> Iterator[list[Node]]:
    """The stretches that branch, each with the narrow place that ends it; no stretch that is most of the network."""
    place = {node.path: i for i, node in enumerate(children)} | {ENTRY: -1, EXIT: len(children)}
    ways = _without_long_sum(ways, children, place)
    further = _furthest(ways, place)
    several = {source for source, nets in _nets(ways).items() if len(nets) > 1}
    stretch: list[Node] = []
    reach = further.get(ENTRY, 0)  # where all before this place leads to
    for i, node in enumerate(children):
        stretch.append(node)
        if reach <= i and node.path not in several:
            if 1 < len(stretch) <= max(len(children) / 2, 2) and all(n.role != "input" for n in stretch):
                yield stretch
            stretch = []
        reach = max(reach, further.get(node.path, 0))


def _without_long_sum(ways: Sequence[Way], children: Sequence[Node], place: Mapping[str, int]) -> Sequence[Way]:
    """The ways but for the one that leads past most of the network into a sum, where there is one alone."""
    sums = {node.path for node in children if node.kind == "Add"}
    long = [way for way in ways if place[way.target] - place[way.source] > LONG * len(children) and way.source != ENTRY]
    return [way for way in ways if way not in long] if len(long) == 1 and long[0].target in sums else ways


def _furthest(ways: Sequence[Way], place: Mapping[str, int]) -> dict[str, int]:
    """The last place that each source leads to."""
    found: dict[str, int] = {}
    for way in ways:
        found[way.source] = max(found.get(way.source, 0), place[way.target])
    return found


def _nets(ways: Sequence[Way]) -> dict[str, set[str]]:
    """The tensors that leave each source."""
    found: dict[str, set[str]] = defaultdict(set)
    for way in ways:
        found[way.source].add(way.net)
    return found


def _home(graph: Graph, stretch: list[Node], container: str) -> dict[str, str]:
    """The block that a stretch moves into: its only one where Keras named the rest, else a new one named as its end.

    Stages of the model's own, several of them, stay themselves.
    """
    blocks = [node.path for node in stretch if graph.children(node.path)]
    rest = [node for node in stretch if node.path not in blocks]
    if len(blocks) == 1 and all(is_counted(node.name, node.kind) for node in rest):
        return {node.path: blocks[0] for node in rest}
    if len(blocks) > 1 or len(graph.children(container)) <= MANY:
        return {}
    return {node.path: f"{container}/{stretch[-1].name}".removeprefix("/") for node in stretch}


def by_resolution(graph: Graph, most: int) -> Graph:
    """The graph with at most about `most` nodes at the top: neighbours that work at one resolution share a block."""
    children = _lingering(graph)
    alike = [part for _, run in groupby(children, _resolution) for part in _shared(list(run))]
    runs = merged(alike, most, lambda node: sum(1 for _ in graph.inside(node.path)))
    homes: dict[str, str] = {}
    taken: set[str] = set()
    for run in runs:
        if len(run) > 1:
            name = _name(graph, run, taken)
            taken.add(name)
            homes |= dict.fromkeys((node.path for node in run), name)
    return with_blocks(graph, homes) if homes else graph


def _shared(run: list[Node]) -> list[list[Node]]:
    """Layers that work at one resolution together; those that have none each for itself."""
    return [run] if run[0].outputs and len(run[0].outputs[0].shape) > 2 else [[node] for node in run]


def _name(graph: Graph, run: list[Node], taken: set[str]) -> str:
    """The resolution at which the last of the layers works, `28 × 28`, `length 128`; with a number where others do."""
    shape = run[-1].outputs[0].shape[1:-1] if run[-1].outputs else ()
    name = f"{'length ' * (len(shape) == 1)}{dimensions(shape)}" if shape else "layers"
    numbered = (f"{name} ({number})" for number in count(2))
    return next(n for n in (name, *islice(numbered, len(graph.nodes))) if n not in taken and n not in graph.by_path)


def _resolution(node: Node) -> tuple[object, ...]:
    """In which octave height and width of a layer's output are, so that paddings change none; inputs stand apart."""
    return node.role == "input", _octaves(node.outputs[0].shape[1:-1] if node.outputs else ())


@lru_cache(maxsize=1024)
def _octaves(sizes: Shape) -> Shape:
    return tuple(size and round(log2(size)) for size in sizes)


def _lingering(graph: Graph) -> list[Node]:
    """The nodes at the top in a topological order that stays at a resolution for as long as it can."""
    children = graph.children()
    after = between_siblings(graph.ways)[""]
    waiting = Counter(target for targets in after.values() for target in targets)
    ready = _Ready(node for node in children if not waiting[node.path])
    order: list[Node] = []
    while node := ready.next():
        order.append(node)
        for path in after.get(node.path, ()):
            waiting[path] -= 1
            if not waiting[path]:
                ready.add(graph.by_path[path])
    return order


class _Ready:
    """Nodes whose turn may come: first those at the resolution of the last one, each lot in the order of its coming."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.lots: dict[tuple[object, ...], deque[Node]] = defaultdict(deque)
        self.all: deque[Node] = deque()
        self.gone: set[str] = set()
        self.last: tuple[object, ...] = ()
        for node in nodes:
            self.add(node)

    def add(self, node: Node) -> None:
        """Another node whose turn may come."""
        self.lots[_resolution(node)].append(node)
        self.all.append(node)

    def next(self) -> Node | None:
        """The node whose turn it is, None where there is none; it waits no longer."""
        lot = self.lots[self.last] or self.all
        while lot and lot[0].path in self.gone:
            lot.popleft()
        if not lot:
            return None if lot is self.all else self._of_all()
        node = lot.popleft()
        self.gone.add(node.path)
        self.last = _resolution(node)
        return node

    def _of_all(self) -> Node | None:
        self.last = ()
        return self.next()


def with_blocks(graph: Graph, homes: dict[str, str]) -> Graph:
    """The graph with nodes moved into other blocks, new ones where these do not exist; paths follow."""
    known = {group.path for group in graph.groups}
    paths: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    for node in graph.nodes:
        home, around = homes.get(node.path, ""), paths.get(node.parent, "")
        parent = _inside(around, home.removeprefix(f"{node.parent}/")) if home not in known else paths.get(home, home)
        if home and parent not in nodes:
            nodes[parent] = Node(parent, GROUP, parent=around)
        paths[node.path] = _inside(parent, node.name)
        stays = paths[node.path] == node.path and parent == node.parent
        nodes[paths[node.path]] = node if stays else replace(node, path=paths[node.path], parent=parent)
    shared = [replace(n, shares=paths.get(n.shares, n.shares)) if n.shares else n for n in nodes.values()]
    return with_tensors(ordered(renamed(graph, shared, paths)))


def _inside(container: str, name: str) -> str:
    return f"{container}/{name}" if container and name else container or name
