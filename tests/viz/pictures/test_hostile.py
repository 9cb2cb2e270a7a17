"""Names stay text in every format: no element, attribute, statement or command is born from one."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from chromium import launched, mermaid
from fontTools.ttLib import TTFont
from geometry import complaints
from hostile import NAMES, hostile_graph
from test_formats import SVG, statements
from typeset import needs_latex, typeset

from convatlas import viz
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.pictures.finish import Finish
from convatlas.viz.pictures.machine_fonts import wide_font

KNOWN = {"svg", "title", "desc", "metadata", "style", "defs", "marker", "path", "rect", "g", "text"}
STYLES = ("graph", "figure", "volume", "columns")


def drawing(style="graph"):
    return Drawing(hostile_graph(), Options(fold=None), style=style)


@pytest.mark.parametrize("style", STYLES)
def test_svg_has_no_element_or_attribute_of_theirs(style):
    root = ElementTree.fromstring(drawing(style).to("svg"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= KNOWN
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert not [value for value in values if "alert" in value or "javascript" in value]


def test_svg_shows_the_names_as_they_are():
    root = ElementTree.fromstring(drawing().to("svg"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    for name in ("quotes", "cdata", "cjk", "emoji", "dashes", "braces"):
        assert NAMES[name] in texts


def test_boxes_hold_the_longest_names():
    assert complaints(drawing().picture) == []
    assert complaints(Drawing(hostile_graph(), Options(direction="LR", fold=None)).picture) == []


def test_json_gives_the_names_back():
    record = json.loads(drawing().to("json"))
    whole = {re.sub("[\ud800-\udfff]", "\ufffd", name) for name in NAMES.values()}  # half characters are no UTF-8
    assert {node["kind"] for node in record["nodes"]} == {*whole, "Conv2D"}


def test_mermaid_has_no_statement_of_theirs():
    graph = drawing().picture.view.graph
    text = drawing().to("mermaid")
    found = statements(text)
    assert (found["node"], found["edge"]) == (len(graph.leaves), len(graph.edges))
    assert "%%{" not in text
    assert not re.search(r"^\s*(click|style|linkStyle|%%)", text, re.MULTILINE)


RENDERED = """async text => {
  mermaid.initialize({startOnLoad: false, securityLevel: "loose", maxTextSize: 1e7, maxEdges: 5000})
  document.body.innerHTML = (await mermaid.render("drawn", text)).svg
  const all = [...document.querySelectorAll("#drawn *")]
  return {
    tags: [...new Set(all.map(element => element.tagName.toLowerCase()))],
    attributes: [...new Set(all.flatMap(element => element.getAttributeNames()))],
    nodes: document.querySelectorAll("#drawn .node").length,
    blocks: document.querySelectorAll("#drawn .cluster").length,
  }
}"""
ELEMENTS = {
    *("svg", "g", "defs", "style", "marker", "path", "circle", "rect", "polygon", "text", "filter", "fedropshadow"),
    *("foreignobject", "div", "span", "p", "br"),
}


@pytest.mark.slow
@pytest.mark.browser
def test_mermaid_itself_makes_no_element_of_theirs():
    graph = drawing().picture.view.graph
    with launched() as browser:
        page = browser.new_page()
        page.set_default_timeout(300_000)
        page.add_script_tag(path=str(mermaid()))
        found = page.evaluate(RENDERED, drawing().to("mermaid"))
    assert set(found["tags"]) <= ELEMENTS
    assert [name for name in found["attributes"] if name.startswith(("on", "href", "xlink", "src"))] == []
    assert (found["nodes"], found["blocks"]) == (len(graph.leaves), len(graph.groups))


def test_graphviz_reads_the_names_of_dot_as_text():
    import pygraphviz

    read = pygraphviz.AGraph(string=drawing().to("dot"))
    graph = drawing().picture.view.graph
    assert len(read.nodes()) == len(graph.leaves)
    assert {node.get_name() for node in read.nodes()} == {
        f"n{i}" for i, n in enumerate(graph.nodes) if n in graph.leaves
    }
    labels = [node.attr["label"] for node in read.nodes()]
    assert any(label.startswith(r"\\N \\G \\l") for label in labels)


def test_text_steers_no_terminal_and_breaks_no_line():
    text = drawing().to("text")
    graph = drawing().picture.view.graph
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", text)
    assert text.count("\n") == len(graph.nodes) + 2


@pytest.mark.slow
@needs_latex
@pytest.mark.parametrize("style", STYLES)
def test_tikz_compiles_with_them(style, tmp_path):
    typeset(drawing(style).to("tikz"), tmp_path)


def test_tikz_has_no_command_of_theirs():
    body = drawing().to("tikz")
    assert "\\input" not in body
    assert body.count("\\end{document}") == 1


@pytest.mark.parametrize("style", ["graph", *(pytest.param(s, marks=pytest.mark.slow) for s in STYLES if s != "graph")])
def test_images_are_made_of_them(style):
    drawn = drawing(style)
    assert replace(drawn, finish=Finish(scale=0.5)).to("png").startswith(b"\x89PNG")
    assert drawn.to("pdf").startswith(b"%PDF-")


def has_korean() -> bool:
    font = wide_font()
    return font is not None and ord("망") in TTFont(font[0], fontNumber=font[1]).getBestCmap()


@pytest.mark.skipif(not (has_korean() and shutil.which("pdftotext")), reason="needs a font with Korean, and pdftotext")
def test_pdf_holds_korean_names_as_text(tmp_path):
    graph = viz.Graph("망", (viz.Node("합성곱", "Flatten", "reshape", outputs=(viz.TensorSpec((None, 4)),)),))
    (tmp_path / "a.pdf").write_bytes(Drawing(graph).to("pdf"))
    text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert text.split()[0] == "망"


def test_pdf_writes_a_sign_for_what_no_font_has(monkeypatch):
    monkeypatch.setattr("convatlas.viz.pictures.renderers.pdf.wide_font", lambda: None)
    assert drawing("graph").to("pdf").startswith(b"%PDF-")
