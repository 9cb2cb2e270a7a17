"""Mermaid flowcharts, for Markdown pages that draw them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...graph import Node
from ...layout import TITLE, WIDEST, cut
from ...words import mermaid, plain
from ..box_lines import words_of, words_of_frame
from ..picture import Picture

MEDIA = "text/vnd.mermaid"
SHAPES = {"merge": '(["{}"])', "": '["{}"]'}  # how a role is drawn; "" all others


def render(picture: Picture) -> str:
    """The picture as a Mermaid flowchart."""
    ids = {node.path: f"n{number}" for number, node in enumerate(picture.view.graph.nodes)}
    lines = [
        *_head(picture),
        *_nodes(picture, ids, "", "  "),
        *(f"  {ids[source]} --> {ids[target]}" for source, _, target in picture.view.graph.tensors),
        *_colours(picture, ids),
    ]
    return "\n".join(lines) + "\n"


def _head(picture: Picture) -> Iterator[str]:
    title = json.dumps(cut(plain(picture.scene.title), WIDEST, TITLE)).replace("%", "\\u0025")
    yield from ("---", f"title: {title}", "---")
    if picture.origin:
        yield f"%% {picture.origin}"
    yield f"flowchart {picture.direction}"


def _nodes(picture: Picture, ids: dict[str, str], container: str, indent: str) -> Iterator[str]:
    graph = picture.view.graph
    for node in graph.children(container):
        if graph.children(node.path):
            yield f'{indent}subgraph {ids[node.path]}["{mermaid(words_of_frame(picture.view, node).heading)}"]'
            yield from _nodes(picture, ids, node.path, indent + "  ")
            yield f"{indent}end"
        else:
            yield f"{indent}{ids[node.path]}{_label(picture, node)}"


def _label(picture: Picture, node: Node) -> str:
    text = "<br>".join(mermaid(line) for line in words_of(picture.view, node).lines)
    return SHAPES.get(node.role, SHAPES[""]).format(text)


def _colours(picture: Picture, ids: dict[str, str]) -> Iterator[str]:
    """A class a role, and its members."""
    palette, graph = picture.theme.palette, picture.view.graph
    members: dict[str, list[str]] = {}
    for node in graph.leaves:
        plain = "block" if node.path in picture.view.blocks else node.role
        members.setdefault(picture.fill(node) if picture.scale else plain, []).append(ids[node.path])
    for role, nodes in members.items():
        fill = palette.frame if role == "block" else palette.colour(role)
        yield f"  classDef {role} fill:{fill},stroke:{palette.line},color:{palette.text}"
        yield f"  class {','.join(nodes)} {role}"
