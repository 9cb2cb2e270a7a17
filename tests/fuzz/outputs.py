"""Fuzzers of what is written: names by a grammar of what languages mean something by, every format parsed back."""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path

import pictures_read
from hostile import NAMES
from parsed_back import CHECKS, STEERING, check_svg

from convatlas import viz
from convatlas.viz.graph import Edge, Graph, Node, TensorSpec
from convatlas.viz.pictures import styles
from convatlas.viz.tables import plotted
from fuzz.mutations import TEXTS

SPEC = TensorSpec((None, 8, 8, 4))
PIECES = (
    *NAMES.values(), *TEXTS, *"\\\"'`*_~|<>&$#%^{}[]()=+-@:;,.!?/ \t\n\r",
    "\\\n", "::", "..", "__", "**", "``", "\\\\", "]]>", "-->", "${", "{{", "<!--", "www.x.org", "a@b.org", "\u00a0",
)  # fmt: skip
PLACES = 5
IN_PLOT = {"svg", "metadata", "defs", "style", "g", "path", "use", "text", "tspan", "clipPath", "rect"}


def names(chance: random.Random) -> bytes:
    """Names of layers, kinds, settings and a network, as JSON."""
    return json.dumps([_name(chance) for _ in range(PLACES)]).encode()


def _name(chance: random.Random) -> str:
    pieces = [chance.choice(PIECES) for _ in range(chance.choice((1, 1, 2, 3, 6)))]
    if chance.random() < 0.3:
        pieces.insert(chance.randrange(len(pieces) + 1), chr(chance.randrange(0x110000)))
    return "".join(pieces)[:6000]


def graph_of(found: list[str]) -> Graph:
    """A chain of three layers, two of them in a block, with these names."""
    one, two, block, kind, name = (text.replace("/", "∕") for text in found)
    around = f"b{block}"
    nodes = (
        Node(
            f"1{one}", kind or "k", "convolution", kind, (SPEC,), (SPEC,), 8, macs=9, settings=((one, two),), note=block
        ),
        Node(around, two or "k", inputs=(SPEC,), outputs=(SPEC,), note=one),
        Node(f"{around}/{two or 'n'}", kind or "k", "convolution", "", (SPEC,), (SPEC,), 8, macs=9, parent=around),
        Node(f"{around}/n{one}", "Conv2D", "convolution", "", (SPEC,), (SPEC,), 8, macs=9, parent=around),
    )
    paths = [node.path for node in nodes if node.path != around]
    edges = tuple(Edge(first, second, SPEC) for first, second in itertools.pairwise(paths))
    return Graph(name, nodes, edges)


def tables_are_read_back(path: Path) -> None:
    """Tables of layers, of differences and of networks, in every format."""
    graph = graph_of(json.loads(path.read_bytes()))
    changed = viz.diff(Graph("", graph.nodes[:1]), graph)
    for table in (viz.tabulate(graph, depth=2), changed.table, viz.compare(graph), viz.family_table(graph)):
        for format_, check in CHECKS.items():
            check(table)
            assert STEERING.findall(table.to(format_)) == [], format_


def pictures_are_read_back(path: Path) -> None:
    """Pictures of every style in every format that is text."""
    for style in styles.names():
        pictures_read.check_all(viz.draw(graph_of(json.loads(path.read_bytes())), fold=None, style=style))


def differences_are_read_back(path: Path) -> None:
    """Pictures of differences and plots, and what notebooks show."""
    graph = graph_of(json.loads(path.read_bytes()))
    changed = viz.diff(Graph("", graph.nodes[:1]), graph)
    plot = plotted(viz.compare(graph), "svg").decode()
    shown = (str(changed.to("svg")), str(changed.to("tikz")), plot, repr(graph), str(viz.draw(graph)))
    assert STEERING.findall("".join((*shown, *graph._repr_mimebundle_().values()))) == []
    check_svg(shown[0])
    assert (shown[1].count("\\end{document}"), "\\input" in shown[1]) == (1, False)
    assert {*re.findall(r"<([a-z]\w*)[ >]", plot)} <= IN_PLOT
