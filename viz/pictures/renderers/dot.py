"""DOT, for Graphviz and what else reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...colours import NONE, Palette
from ...graph import Node
from ...words import dot
from ..box_lines import words_of, words_of_frame
from ..picture import Picture

if TYPE_CHECKING:
    import pydot

MEDIA = "text/vnd.graphviz"
FONT = "Inter, Helvetica, Arial, sans-serif"


def render(picture: Picture) -> str:
    """The picture as DOT."""
    origin = f"// {picture.origin}\n" if picture.origin else ""
    return origin + str(built(picture).to_string())


def built(picture: Picture) -> pydot.Dot:
    """The picture as a graph of pydot, to change and to write."""
    import pydot

    palette, graph = picture.theme.palette, picture.view.graph
    ids = {node.path: f"n{number}" for number, node in enumerate(graph.nodes)}
    drawn = pydot.Dot(quoted(picture.scene.title), graph_type="digraph", **_graph_style(picture))
    drawn.set_node_defaults(**_node_style(palette))
    drawn.set_edge_defaults(color=quoted(palette.line), arrowsize="0.7")
    within = {"": drawn}
    for node in graph.nodes:
        inside = within[node.parent]
        if graph.children(node.path):
            heading = words_of_frame(picture.view, node).heading
            within[node.path] = pydot.Cluster(ids[node.path], label=quoted(heading), **_frame_style(palette))
            inside.add_subgraph(within[node.path])
        else:
            inside.add_node(pydot.Node(ids[node.path], label=_label(picture, node), **_fill(picture, node)))
    for source, _, target in graph.tensors:
        drawn.add_edge(pydot.Edge(ids[source], ids[target]))
    return drawn


def quoted(text: str) -> str:
    """A quoted string of DOT.

    Example:
        >>> quoted("conv")
        '"conv"'
    """
    return f'"{dot(text)}"'


def _label(picture: Picture, node: Node) -> str:
    lines = words_of(picture.view, node).lines
    return '"' + "\\n".join(dot(line) for line in lines) + '"'


def _fill(picture: Picture, node: Node) -> dict[str, str]:
    return {"fillcolor": quoted(picture.theme.palette.colour(picture.fill(node)))}


def _graph_style(picture: Picture) -> dict[str, str]:
    palette = picture.theme.palette
    title = quoted(f"{picture.scene.title}: {picture.scene.description}")
    return {
        "rankdir": picture.direction,
        "label": title,
        "labelloc": "t",
        "fontname": quoted(FONT),
        "fontcolor": quoted(palette.text),
        "bgcolor": quoted(palette.background.replace(NONE, "transparent")),
    }


def _node_style(palette: Palette) -> dict[str, str]:
    return {
        "shape": "box",
        "style": quoted("rounded,filled"),
        "fontname": quoted(FONT),
        "fontsize": "11",
        "color": quoted(palette.line),
        "fontcolor": quoted(palette.text),
    }


def _frame_style(palette: Palette) -> dict[str, str]:
    return {"style": quoted("rounded,filled"), "fillcolor": quoted(palette.frame), "color": quoted(palette.border)}
