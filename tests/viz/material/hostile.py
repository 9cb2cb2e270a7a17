"""A network whose names, settings and notes try to be more than text."""

import itertools
from typing import Any

from convatlas.viz.graph import Edge, Graph, Node, TensorSpec
from convatlas.viz.words import plain

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
NEWER = (
    *(
        "".join(chr(0xE0000 + ord(letter)) for letter in "tagged") + "\U000e007f",
        "a\u200db\u200cc",
        "\ufdd0\U0001fffe",
        "Z" + "\u0300\u0316\u0489" * 60,
        "\u180e\u034f\u2800",
        "\u202e\u2066gpj.exe\u2069",
        "\U0001d4ea\u212a\uff1cscript\uff1e",
        "\ufe0f\u20e3",
    ),
    *("\\3c script\\3e", "</style><x>{}*{x:expression(1)}", "url(javascript:alert(1))", "]]>]]&gt;<![CDATA["),
    *(
        "${alert(1)}",
        "`;alert(1)//",
        "\\u003cscript\\u003e",
        "</script\t\n>",
        "&lt;script&gt;&#60;",
        "&NewLine;&colon;",
    ),
    *(
        "\\csname input\\endcsname",
        "^^5cinput^^7b/etc/passwd^^7d",
        "^^^^005cinput",
        "\\catcode`\\%=12",
        "\\par\\loop\\iftrue\\repeat",
        "?`!`<<>>---'' ,,",
        "\\\\[1cm]",
        "\\hline & \\\\",
    ),
    *(
        '%%{init: {"securityLevel": "loose"}}%%',
        "n0@{ shape: rect }",
        '`"**md**"`',
        "---\nconfig: {}\n---",
        "e1@-->",
        "A:::b",
    ),
    *('<<TABLE><TR><TD HREF="x">y</TD></TR></TABLE>>', '"; rankdir=LR; "', "\\L\\T\\E\\H", "{a|{b|c}}", "<f0> x|y"),
    *(
        ":download:`x`",
        ":raw-html:`<b>`",
        ".. include:: /etc/passwd",
        "|x| replace:: y",
        "`x`_",
        "`x`__",
        "[1]_",
        "__ http://e.org",
    ),
    *("{raw}`html <b>`", "```{raw} html", "{{ 1 }}", "$(x)$", "% x", "(target)=", "<mailto:a@b.c>", "a\\", "x  \ny"),
    *("@x", "\t@x", "\r\n=1", "|=1", "'=1", "\u00a0=1", "\u200b+1", '"=1"', "%0A=1", "0x1", "1e5"),
    *(
        "\x1b]8;;x\x1b\\y",
        "\x1b[2J\x1b[H",
        "\x1bP$q\x1b\\",
        "\x9d8;;x\x9c",
        "\x1b[?1049h",
        "\rover",
        "a\x08b",
        "\x0e\x0f",
    ),
    *(
        "CON.",
        "NUL.txt",
        "COM1",
        "LPT\u00b9",
        "a ",
        "x:y:$DATA",
        "\\\\?\\C:\\x",
        "\\\\host\\share",
        "%PATH%",
        "-o",
        "--format",
        "@file",
    ),
    *(
        "__proto__",
        "constructor",
        "toString",
        "{0.__class__}",
        "%(x)s %n",
        "$title ${body}",
        "{name!r}",
        "\\g<0> \\1 $&",
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
    **{f"further {number}": text for number, text in enumerate(dict.fromkeys((*FURTHER, *NEWER)))},
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


def hostile_model() -> Any:
    """A model whose layers, inner models and classes of layers are called so."""
    import keras

    passing = {"call": lambda self, x: x}
    x = inputs = keras.Input((8, 8, 4), name="in")
    for i, text in enumerate(NAMES.values()):
        name = text.replace("/", "∕")
        if i % 3 == 0:
            x = type(plain(text), (keras.layers.Layer,), passing)(name=name)(x)
        elif i % 3 == 1:
            x = keras.layers.ReLU(name=name)(x)
        else:
            inner = keras.layers.ReLU(name=name)
            x = keras.Sequential([keras.Input((8, 8, 4)), inner], name=f"{name} block")(x)
    return keras.Model(inputs, x, name=NAMES["markup"].replace("/", "∕"))


def hostile_architecture() -> Any:
    """A declaration whose stages and layers are called so, but for the names that are refused."""
    from convatlas.architectures import Architecture, get

    allowed = [name for name in NAMES.values() if name.isprintable() and not {*name} & {*"/."} and len(name) < 100]
    record = get("lenet5_study").to_dict()
    stages = [{"name": name, "parts": [{"layer": "ReLU"}]} for name in dict.fromkeys(allowed)]
    return Architecture.from_dict(record | {"name": NAMES["keywords"], "stages": stages})
