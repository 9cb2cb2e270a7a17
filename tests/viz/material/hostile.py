"""A network whose names, settings and notes try to be more than text."""

import itertools

from convatlas.viz.graph import Edge, Graph, Node, TensorSpec

NAMES = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": "a \"double\" and 'single' `back` quote",
    "cdata": "]]> --> <!-- &amp; &#60; &lt;b&gt;",
    "directive": '%%{init: {"theme": "forest"}}%% %% comment',
    "keywords": 'end; click n0 "javascript:alert(1)"; subgraph x["y"]; style n0 fill:#f00',
    "backslash": r"\N \G \l \end{document} \input{/etc/passwd} $x^2$ 50% #1 & ~ _",
    "lines": "one\ntwo\r\nthree\u2028four\tfive\n---\nend",
    "long": "x" * 10_000,
    "cjk": "卷积层",
    "emoji": "🧱👩‍🔬",
    "right to left": "\u202eטבלה\u202c \u05e9\u05dc\u05d5\u05dd",
    "control": "bell\x07 escape\x1b[31m null\x00 delete\x7f",
    "dashes": "---",
    "braces": "{{x}} }} [[y]] ((z)) {%raw%}",
    "number": "123",
}
SPEC = TensorSpec((None, 8, 8, 4))


def hostile_graph() -> Graph:
    """A chain of layers, each with a hostile name and kind, every second one in a block of a hostile name."""
    nodes: list[Node] = []
    for i, text in enumerate(NAMES.values()):
        name = text.replace("/", "∕")
        parent = f"{name} block" if i % 2 else ""
        if parent:
            nodes.append(Node(parent, text, inputs=(SPEC,), outputs=(SPEC,), note=text))
        path = f"{parent}/{name}" if parent else name
        nodes.append(
            Node(path, text, "convolution", text, (SPEC,), (SPEC,), 8, parent=parent, settings=((text, text),))
        )
        if parent:
            again = f"{parent}/again"
            nodes.append(Node(again, "Conv2D", "convolution", "", (SPEC,), (SPEC,), 8, parent=parent))
    leaves = Graph("", tuple(nodes)).leaves
    edges = tuple(Edge(one.path, two.path, SPEC) for one, two in itertools.pairwise(leaves))
    return Graph(" ".join(NAMES.values()), tuple(nodes), edges)
