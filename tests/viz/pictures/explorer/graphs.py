"""Graphs that the explorer is tested with: written by hand, or traced."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

from convatlas import viz
from convatlas.viz.graph import Edge, Graph, Node, TensorSpec

SPEC = TensorSpec((None, 8, 8, 4))
LARGE = ("nasnet_large", "densenet121", "inception_v3", "mobilenet_v3")
NAMES = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "quotes": "a \"double\" and 'single' `back` quote ${alert(1)}",
    "cdata": "]]> --> <!-- &amp; &#60; ~~~ \\u003c",
    "lines": "one\ntwo\r\nthree\u2028four\tfive",
    "long": "x" * 10_000,
    "cjk": "卷积层",
    "emoji": "🧱👩‍🔬",
    "right to left": "\u202eטבלה\u202c \u05e9\u05dc\u05d5\u05dd",
}


def branching() -> Graph:
    """An input, a block of two branches and a join, and a dense layer; figures that are easy to add."""

    def leaf(path: str, kind: str, role: str, params: int = 0, **more) -> Node:
        return Node(path, kind, role, inputs=(SPEC,), outputs=(SPEC,), trainable_params=params, **more)

    nodes = (
        leaf("image", "Input", "input"),
        Node("block", "Fork", inputs=(SPEC,), outputs=(SPEC,), note="a note"),
        leaf("block/left", "Conv2D", "convolution", 100, parent="block", settings=(("kernel_size", "3"),), macs=700),
        leaf("block/right", "MaxPooling2D", "pooling", parent="block", settings=(("pool_size", "2"),)),
        leaf("block/join", "Add", "merge", parent="block"),
        leaf("answer", "Dense", "dense", 20, settings=(("units", "10"),), macs=30),
    )
    ways = ("image block/left", "image block/right", "block/left block/join", "block/right block/join")
    edges = (*ways, "block/join answer")
    return Graph("branching", nodes, tuple(Edge(*edge.split(), SPEC) for edge in edges))


def hostile() -> Graph:
    """A chain of layers whose names, kinds and notes try to be more than text."""
    nodes: list[Node] = []
    for i, text in enumerate(NAMES.values()):
        name = text.replace("/", "∕")
        block = f"{i} {name} block"
        nodes.append(Node(block, text, inputs=(SPEC,), outputs=(SPEC,), note=text))
        nodes.append(Node(f"{block}/{name}", text, "convolution", "mine", (SPEC,), (SPEC,), settings=((text, text),)))
        nodes.append(Node(f"{block}/end", "Dense", "dense", "mine", (SPEC,), (SPEC,)))
    placed = [replace(n, parent=n.path.rsplit("/", 1)[0] if "/" in n.path else "") for n in nodes]
    leaves = [node.path for node in placed if node.parent]
    edges = tuple(Edge(one, other, SPEC) for one, other in pairwise(leaves))
    return Graph(NAMES["script"], tuple(placed), edges)


@cache
def traced(name: str) -> Graph:
    """The graph of a network of the atlas or of keras.applications."""
    import keras

    builders = {
        "nasnet_large": keras.applications.NASNetLarge,
        "densenet121": keras.applications.DenseNet121,
        "inception_v3": keras.applications.InceptionV3,
        "mobilenet_v3": keras.applications.MobileNetV3Small,
    }
    if name not in builders:
        return viz.trace(name)
    with keras.StatelessScope(initialize_variables=False):
        return viz.trace(builders[name](weights=None))
