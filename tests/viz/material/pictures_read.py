"""Pictures read back, format by format: what was a name is text, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from lxml import html
from parsed_back import STEERING, check_svg

from convatlas.viz import Drawing, Graph

STATEMENTS = re.compile(
    r'(?:(?:subgraph )?\w+[\[({]+"[^"]*"[\])}]+(?::::\w+)?|end|\w+ [-.=ox<>]+.*\w+|classDef .*|class .*)'
)
ACTING = "//iframe|//a|//img|//object|//link|//base|//form|//video|//foreignObject"


def check_html(drawing: Drawing) -> None:
    root = html.document_fromstring(str(drawing.to("html")))
    assert (len(root.xpath("//script")), len(root.xpath(ACTING))) == (1, 0)
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def check_dot(drawing: Drawing) -> None:
    import pygraphviz

    read = pygraphviz.AGraph(string=drawing.to("dot"))
    graph = drawing.picture.view.graph
    assert (len(read.nodes()), len(read.edges())) == (len(graph.leaves), len(graph.edges))


def check_mermaid(drawing: Drawing) -> None:
    head, _, body = str(drawing.to("mermaid")).partition("flowchart ")
    assert re.fullmatch(r'---\ntitle: "(?:[^"\\\n]|\\.)*"\n---\n(?:%% [^\n]*\n)?', head)
    assert "%%{" not in head
    assert [line for line in map(str.strip, body.splitlines()[1:]) if line and not STATEMENTS.fullmatch(line)] == []


def check_tikz(drawing: Drawing) -> None:
    tikz = str(drawing.to("tikz"))
    assert (tikz.count("\\end{document}"), "\\input" in tikz, "\\write" in tikz, "^^" in tikz) == (1, *[False] * 3)


def check_json(drawing: Drawing) -> None:
    text = str(drawing.to("json"))
    if "\\ufffd" not in json.dumps(text):  # half characters are no UTF-8
        assert Graph.from_json(text) == drawing.graph


CHECKS: dict[str, Callable[[Drawing], None]] = {
    "svg": lambda drawing: check_svg(str(drawing.to("svg"))),
    "html": check_html,
    "dot": check_dot,
    "mermaid": check_mermaid,
    "text": lambda _: None,  # of which no letter means anything
    "tikz": check_tikz,
    "json": check_json,
}


def check_all(drawing: Drawing) -> None:
    """Every format is read back, and nothing in it steers a terminal or turns the direction of reading."""
    for format_, check in CHECKS.items():
        check(drawing)
        assert STEERING.findall(str(drawing.to(format_))) == [], format_
