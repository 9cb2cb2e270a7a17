"""The views that an interactive diagram moves in, with nothing closed: runs folded, and every layer by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...graph import Graph
from ...repeats import by_resolution, in_blocks, with_blocks
from ...views import FEWER, View, close_but, view
from .standing import origins, standing


@dataclass(frozen=True)
class Opened:
    """A view with nothing closed.

    Attributes:
        origins: for every node of the view its path in the graph, "" for blocks that only the view has.
        stands: for every path of the graph the node of the view that shows or holds it, "" where none does.
    """

    view: View
    origins: dict[str, str]
    stands: dict[str, str]


def every_layer(graph: Graph) -> Opened:
    """All layers of a graph, none folded."""
    same = {node.path: node.path for node in graph.nodes}
    return Opened(view(graph, depth=None, fold=None), same, same)


def folded(graph: Graph, shown: View) -> Opened:
    """All of a graph with runs folded, in the blocks that a picture of it shows."""
    whole = view(graph, depth=None, fold="repeats")
    blocks = in_blocks(graph)
    original = origins(graph, blocks.graph)
    stands = {original[path]: at for path, at in standing(blocks, whole).items() if original[path]}
    opened = Opened(whole, original, stands)
    homes = {} if shown.graph.by_path.keys() <= whole.graph.by_path.keys() else _stretches(whole, shown)
    return _moved(opened, shown, homes) if homes else opened


def _stretches(whole: View, shown: View) -> dict[str, str]:
    """The block that each node at the top stands in where a picture joins neighbours of one resolution."""
    top = close_but(whole.graph, ())
    for most in FEWER:
        grouped = by_resolution(top, most)
        if {node.path for node in grouped.children()} == {node.path for node in shown.graph.children()}:
            return {node.name: group.path for group in grouped.groups for node in grouped.children(group.path)}
    return {}


def _moved(opened: Opened, shown: View, homes: dict[str, str]) -> Opened:
    """The view with the nodes at its top moved into blocks."""
    whole = opened.view

    def moved(path: str) -> str:
        top = [path, *whole.graph.ancestors(path)][-1] if path else ""
        return f"{homes[top]}/{path}" if top in homes else path

    members = {moved(path): layers for path, layers in whole.members.items()}
    said = {moved(path): title for path, title in whole.blocks.items()} | shown.blocks
    chains = {moved(path): chain for path, chain in whole.chains.items()} | shown.chains
    names = {moved(path): name for path, name in whole.names.items()} | shown.names
    notes = {moved(path): note for path, note in whole.notes.items()}
    view = View(_giving_as(shown.graph, with_blocks(whole.graph, homes)), members, said, chains, notes, names)
    found = {moved(node.path): opened.origins.get(node.path, "") for node in whole.graph.nodes}
    original = {node.path: found.get(node.path, "") for node in view.graph.nodes}
    return Opened(view, original, {path: moved(at) for path, at in opened.stands.items()})


def _giving_as(shown: Graph, graph: Graph) -> Graph:
    """The graph with blocks that give what they give in a picture: a run gives the output of its last member."""
    known = shown.by_path
    nodes = (replace(n, outputs=known[n.path].outputs) if n.path in known else n for n in graph.nodes)
    return replace(graph, nodes=tuple(nodes))
