"""Fuzzers of what is written: names by a grammar of what languages mean something by, every format parsed back."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pictures_read
from hostile import NAMES
from parsed_back import CHECKS, STEERING

from convatlas import viz
from convatlas.viz.graph import Edge, Graph, Node, TensorSpec
from fuzz.mutations import TEXTS

SPEC = TensorSpec((None, 8, 8, 4))
PIECES = (
    *NAMES.values(), *TEXTS, *"\\\"'`*_~|<>&$#%^{}[]()=+-@:;,.!?/ \t\n\r",
    "\\\n", "::", "..", "__", "**", "``", "\\\\", "]]>", "-->", "${", "{{", "<!--", "www.x.org", "a@b.org", "\u00a0",
)  # fmt: skip
PLACES = 5


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
        Node(f"1{one}", kind or "k", "convolution", kind, (SPEC,), (SPEC,), 8, settings=((one, two),), note=block),
        Node(around, two or "k", inputs=(SPEC,), outputs=(SPEC,), note=one),
        Node(f"{around}/{two or 'n'}", kind or "k", "convolution", "", (SPEC,), (SPEC,), 8, parent=around),
        Node(f"{around}/n{one}", "Conv2D", "convolution", "", (SPEC,), (SPEC,), 8, parent=around),
    )
    paths = [node.path for node in nodes if node.path != around]
    edges = tuple(Edge(first, second, SPEC) for first, second in itertools.pairwise(paths))
    return Graph(name, nodes, edges)


def tables_are_read_back(path: Path) -> None:
    """Tables of layers and of differences, in every format."""
    graph = graph_of(json.loads(path.read_bytes()))
    for table in (viz.tabulate(graph, depth=2), viz.diff(Graph("", graph.nodes[:1]), graph).table, viz.compare(graph)):
        for format_, check in CHECKS.items():
            check(table)
            assert STEERING.findall(table.to(format_)) == [], format_


def pictures_are_read_back(path: Path) -> None:
    """Pictures in every format that is text."""
    pictures_read.check_all(viz.draw(graph_of(json.loads(path.read_bytes())), fold=None))
