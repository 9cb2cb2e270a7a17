"""A network whose names, settings and notes try to be more than text."""

import itertools

from convatlas.viz.graph import Edge, Graph, Node, TensorSpec

FURTHER = (
    *(
        "</title><script>alert(2)</script>",
        "</style><style>*{display:none}",
        "<svg/onload=alert(1)>",
        "&lt;i&gt;",
        "&#x3c;",
    ),
    *(
        "<a href='javascript:alert(1)'>x</a>",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "&x;",
        "<?php echo 1 ?>",
        "<%= 1 %>",
    ),
    *(
        "' onmouseover='alert(1)",
        '" onfocus="alert(1)',
        'x" style="color:red',
        "<![CDATA[x]]>",
        "--><p>",
        "<br>",
        "<b>x",
        "</g>",
    ),
    *(
        "\\write18{id}",
        "\\def\\x{}",
        "$$x$$",
        "\\(x\\)",
        "%comment",
        "#1",
        "~",
        "^^41",
        "{",
        "}",
        "\\",
        "\\\\",
        "&",
        "_x_",
        "\\end{tikzpicture}",
    ),
    *(
        "*bold*",
        "**bold**",
        "_it_",
        "`code`",
        "``",
        "# head",
        "> quote",
        "- item",
        "1. item",
        "[x](http://e.org)",
        "![x](y.png)",
    ),
    *(
        "<http://e.org>",
        "http://e.org",
        "| a | b |",
        "|",
        "\\|",
        "~~x~~",
        "---|---",
        "[ref]: http://e.org",
        "[^1]",
        ":::note",
        "    x",
    ),
    *(
        ".. raw:: html",
        "`x <http://e.org>`_",
        "|sub|",
        "x_",
        ":math:`x`",
        "..",
        "====",
        "::",
        "*",
        "`",
        ":field: x",
        "+---+",
    ),
    *(
        "subgraph x",
        "fa:fa-ban",
        "$$$$x$$",
        "end",
        "click n1 call f()",
        "n1-->n2",
        "classDef x",
        ";",
        "%%",
        '"]',
        "[/x/]",
        "#quot;",
        "#59;",
        "graph TD",
    ),
    *(
        "digraph {",
        "}; n0 -> n1 {",
        "<b>html</b>",
        "label=x",
        "\\N",
        "\\G",
        "/* x */",
        "// x",
        "strict",
        "node",
        "n0:port",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        "a,b",
        'a"b',
        "a;b",
        "=HYPERLINK(1)",
        "\ufeff=1",
    ),
    *(
        "\x1b]8;;http://e.org\x07x\x1b]8;;\x07",
        "\x9b31m",
        "\x07",
        "\x08",
        "\x85",
        "\x0c",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\u200b",
    ),
    *(
        "\u2066x\u2069",
        "\u202dx",
        "\u061c",
        "\u200f",
        "e\u0301" * 20,
        "\U000e0041",
        "\ufffe",
        "\U0010ffff",
        "\u3000",
        " ",
        "  x  ",
    ),
    *(
        "..",
        ".",
        "../../x",
        "C:\\x",
        "CON",
        "a:b",
        "a?b",
        "~root",
        "$HOME",
        "$(id)",
        "`id`",
        "; rm -rf x",
        "null",
        "None",
        "true",
    ),
)
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
    "halves": "half \ud800 a character \udcff",
    **{f"further {number}": text for number, text in enumerate(dict.fromkeys(FURTHER))},
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
