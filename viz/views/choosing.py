"""Choose what a picture shows of a graph: which runs fold, which blocks are open, which layers share a box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import FormatError
from ..graph import GROUP, Graph, Node, close, with_figures, with_tensors
from ..repeats import by_resolution, fold_repeats, in_blocks
from .contents import layers_in, told, work_of
from .lines import chains, without_frames
from .units import View, block_title, gather_units, is_chain

FOLDS = ("repeats", None)
FEWER = (20, 14, 10, 7, 5)  # boxes at the top once neighbours share one
SMALL = 14  # nodes of a network that is shown whole


def check_fold(fold: str | None) -> None:
    """Refuse a way of folding that does not exist."""
    if fold not in FOLDS:
        raise FormatError(f"`fold` (={fold!r}) must be 'repeats' or None")


def view(graph: Graph, *, depth: int | None, fold: str | None) -> View:
    """The graph with blocks closed from `depth` on, everything shown where it is None."""
    check_fold(fold)
    if fold is None:
        blocks = {group.path: block_title(graph, group) for group in graph.groups}
        return View(graph.folded(depth), {}, blocks, notes={group.path: group.note for group in graph.groups})
    whole = _folded(graph)
    return replace(whole, graph=whole.graph.folded(depth))


def _folded(graph: Graph) -> View:
    """The graph with runs of alike blocks as one, and layers that are read as one in one box."""
    folded = fold_repeats(in_blocks(graph))
    return gather_units(without_lone_blocks(folded.graph), folded.names)


def views(graph: Graph, *, unframed: bool = False) -> Iterator[View]:
    """Views of a graph, runs folded: all of a small one, then an example of every kind of block, then fewer of them.

    Last come views of the top alone, where neighbours share a box so that there are ever fewer boxes. With `unframed`
    these all come a first time with the layers of chains where their blocks stood.
    """
    whole = _folded(graph)
    if unframed:
        yield from _opened(without_frames(whole, chains(whole.graph)))
    yield from _opened(whole)
    for most in FEWER:
        yield stretched(whole, in_fewer(whole, most))


def _opened(whole: View) -> Iterator[View]:
    """All of a small view, then an example of every kind of block, then fewer of them."""
    if len(whole.graph.nodes) <= SMALL:
        yield whole
    for opened in reversed(list(openings(whole.graph))):
        yield replace(whole, graph=close_but(whole.graph, opened))


def in_fewer(whole: View, most: int) -> Graph:
    """The top of a view, where neighbours share a box so that there are about `most`."""
    return by_resolution(close_but(whole.graph, ()), most)


def stretched(whole: View, grouped: Graph) -> View:
    """The top of a view in the boxes that its neighbours share in `grouped`, each with what it holds in short."""
    blocks, chains, works = dict(whole.blocks), dict(whole.chains), dict(whole.works)
    for path, held in held_in(grouped).items():
        children = [whole.graph.by_path[child] for child in held]
        layers = [one for node in children for one in layers_in(whole.graph, whole.members, node, node.count)]
        blocks[path] = f"{sum(times for _, times in layers)} layers"
        chains[path], works[path] = told(layers), work_of(grouped.by_path[path], layers)
    return replace(whole, graph=close_but(grouped, ()), blocks=blocks, chains=chains, works=works)


def held_in(grouped: Graph) -> dict[str, list[str]]:
    """What stands in each box that several neighbours share."""
    return {block.path: [child.name for child in grouped.children(block.path)] for block in grouped.groups}


def in_boxes(graph: Graph, held: Mapping[str, Sequence[str]], opened: Collection[str]) -> Graph:
    """The graph with what boxes hold in these, all closed but those around what is `opened`."""
    homes = {path: box for box, paths in held.items() for path in paths}
    first = {paths[0]: box for box, paths in held.items()}
    nodes = list[Node]()
    for node in graph.nodes:
        nodes += [Node(first[node.path], GROUP)] if node.path in first else []
        nodes.append(replace(node, parent=homes.get(node.path, node.parent)))
    boxes = {homes[path] for path in opened if path in homes}
    return close_but(with_tensors(replace(graph, nodes=tuple(nodes))), {*boxes, *opened})


def close_but(graph: Graph, opened: Container[str]) -> Graph:
    """The graph with all blocks closed but those in `opened`."""
    return close(graph, lambda node: node.path not in opened)


def openings(graph: Graph) -> Iterator[frozenset[str]]:
    """Growing sets of open blocks: one example of every kind that branches, what stands for most of the network first.

    Of each kind the example is the block that stands for most layers itself.
    """
    opened: set[str] = set()
    yield frozenset()
    waiting = _examples(graph)
    while waiting:
        path = next((path for path in waiting if not graph.parent(path) or graph.parent(path) in opened), "")
        if not path:
            return
        waiting.remove(path)
        opened.add(path)
        yield frozenset(opened)


def _examples(graph: Graph) -> list[str]:
    """One block of every kind that branches, those of kinds that stand for most layers first."""
    times: dict[str, int] = {"": 1}
    weight: dict[str, int] = {}
    for node in graph.nodes:
        times[node.path] = times[node.parent] * node.count
    for group in graph.groups:
        weight[group.path] = sum(times[node.path] for node in graph.inside(group.path))
    looks: dict[str, list[str]] = defaultdict(list)
    for group in graph.groups:
        if not is_chain(graph, group):
            looks[_look(graph, group)].append(group.path)
    kinds = sorted(looks.values(), key=lambda paths: -sum(map(weight.__getitem__, paths)))
    return [max(paths, key=weight.__getitem__) for paths in kinds]


def _look(graph: Graph, node: Node) -> str:
    """Blocks that look alike from the outside: of one kind, with the same kinds directly inside."""
    return " ".join([node.kind, *(child.kind for child in graph.children(node.path))])


def without_lone_blocks(graph: Graph) -> Graph:
    """Blocks that hold nothing but one other block take over what is inside it, its count and its note."""
    lone = {n.path: graph.children(n.path)[0] for n in graph.groups if _is_lone(graph, n)}
    if not lone:
        return graph
    heirs = {child.path: path for path, child in lone.items()}

    def heir(path: str) -> str:
        while path in heirs:
            path = heirs[path]
        return path

    nodes = []
    for node in graph.nodes:
        if node.path in heirs:
            continue
        held = _held(graph, node, lone)
        nodes.append(replace(held, parent=heir(node.parent)) if node.parent else held)
    return replace(graph, nodes=tuple(nodes))


def _is_lone(graph: Graph, node: Node) -> bool:
    children = graph.children(node.path)
    return len(children) == 1 and bool(graph.children(children[0].path)) and node.count == 1


def _held(graph: Graph, node: Node, lone: dict[str, Node]) -> Node:
    """The node with the figures of the block that it holds alone."""
    path = node.path
    while path in lone:
        child = lone[path]
        node = replace(
            with_figures(node, [node, child]),
            kind=child.kind,
            settings=child.settings,
            count=node.count * child.count,
            note=node.note or child.note,
        )
        path = child.path
    return node
