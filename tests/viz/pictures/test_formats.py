"""Each format read by a reader of its own."""

import json
import re
import subprocess
import sys
import warnings
from xml.etree import ElementTree

import pytest
from networks import APPLICATIONS, ATLAS, FEW, OWN, graph_of
from typeset import needs_latex, typeset

from convatlas.viz import Graph
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.pictures.renderers import dot, mermaid, names, tikz
from convatlas.viz.pictures.renderers import text as text_format
from convatlas.viz.scene import Text
from convatlas.viz.words import escape

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [*FEW, *OWN]
STYLES = ("graph", "figure", "volume", "columns")
TEXTS = ("svg", "mermaid", "dot", "tikz", "json", "text")


@pytest.mark.parametrize(
    ("style", "theme"), [(s, "auto") for s in STYLES] + [("graph", theme) for theme in ("light", "dark", "print")]
)
@pytest.mark.parametrize("name", NAMES)
def test_svg_parses_and_says_what_it_shows(name, style, theme):
    root = ElementTree.fromstring(Drawing(graph_of(name), theme=theme, style=style).to("svg"))
    title, desc = root[0], root[1]
    assert (root.get("role"), title.tag, desc.tag) == ("img", f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == graph_of(name).name
    assert "parameters" in desc.text
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_svgs_of_two_networks_share_no_id_and_no_class():
    marks = [re.search('class="(c[0-9a-f]{8})"', Drawing(graph_of(name)).to("svg"))[1] for name in ("vgg16", "unet")]
    assert marks[0] != marks[1]
    assert all(f"\n{mark}" not in marks for mark in marks)
    for name, mark in zip(("vgg16", "unet"), marks, strict=True):
        rules = re.search("<style>(.*?)</style>", Drawing(graph_of(name)).to("svg"))[1]
        selectors = re.findall(r"(?:^|[{}])([^{}@]+)\{", rules)
        assert all(selector.startswith(f".{mark} ") for selector in selectors)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", ["auto", "print"])
def test_svg_has_its_colours_without_a_style_sheet(style, theme):
    """Office programs and converters read attributes; some of them take the rules of `@media` for rules of always."""
    text = Drawing(graph_of("resnet18"), theme=theme, style=style).to("svg")
    shapes = [element for tag in ("rect", "path", "text") for element in ElementTree.fromstring(text).iter(SVG + tag)]
    assert all(re.fullmatch("#[0-9a-f]{6}|none", shape.get("fill", "")) for shape in shapes)
    assert all(re.fullmatch("#[0-9a-f]{6}", shape.get("stroke", "")) for shape in shapes if shape.get("fill") == "none")
    plain = re.sub("@media [^{]*{(.*?})}", "", text)
    assert re.findall("<style>(.*?)</style>", plain) == ([""] if theme == "auto" else [])
    assert not re.findall(r"[.][\w-]+ *{", text)  # the selectors that those programs know


@pytest.mark.parametrize("name", NAMES)
def test_svg_draws_the_texts_of_the_scene_where_they_are(name):
    picture = Drawing(graph_of(name)).picture
    texts = [shape for part in picture.scene.parts for shape in part.shapes if isinstance(shape, Text) and shape.text]
    drawn = ElementTree.fromstring(Drawing(graph_of(name)).to("svg")).iter(f"{SVG}text")
    found = [(float(t.get("x")), float(t.get("y")), float(t.get("textLength")), t.text) for t in drawn]
    assert found == [(round(t.x, 2), round(t.y, 2), round(t.length, 2), t.text) for t in texts]


@pytest.mark.parametrize("style", STYLES)
def test_png_and_pdf_are_what_they_say(style):
    drawing = Drawing(graph_of("googlenet"), style=style)
    assert drawing.to("png").startswith(b"\x89PNG\r\n")
    assert drawing.to("pdf").startswith(b"%PDF-")


def test_pdf_holds_real_text_in_the_fonts_that_we_ship(tmp_path):
    fonts = re.findall(rb"/BaseFont /\w+\+(\w+)", Drawing(graph_of("vgg16")).to("pdf"))
    assert sorted(set(fonts)) == [b"Inter", b"InterSemiBold"]


@pytest.mark.parametrize("name", NAMES)
def test_json_is_the_graph_itself(name):
    assert Graph.from_json(Drawing(graph_of(name)).to("json")) == graph_of(name)
    assert json.loads(Drawing(graph_of(name)).to("json"))["name"] == graph_of(name).name


@pytest.mark.parametrize("fold", ["repeats", None])
@pytest.mark.parametrize("name", NAMES)
def test_graphviz_accepts_dot_and_finds_every_node_and_edge(name, fold):
    import pygraphviz

    drawing = Drawing(graph_of(name), Options(fold=fold))
    graph = drawing.picture.view.graph
    read = pygraphviz.AGraph(string=drawing.to("dot"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # Graphviz lacks the font and measures by another
        read.layout("dot")
    assert len(read.nodes()) == len(graph.leaves)
    assert len(read.edges()) == len({(edge.source, edge.target) for edge in graph.edges})
    assert all(node.attr["pos"] for node in read.nodes())


LINE = re.compile(
    r'(?P<node>n\d+(\["[^"]*"\]|\(\["[^"]*"\]\)))|(?P<subgraph>subgraph n\d+\["[^"]*"\])|(?P<end>end)'
    r"|(?P<edge>n\d+ --> n\d+)|(?P<colour>classDef [a-z]+ fill:#\w{6},stroke:#\w{6},color:#\w{6})"
    r"|(?P<member>class [n\d,]+ [a-z]+)"
)


def statements(text):
    """How often each kind of statement occurs in a Mermaid flowchart; every line must be one."""
    head, _, body = text.partition("flowchart ")
    assert re.fullmatch(r'---\ntitle: "(?:[^"\\\n]|\\.)*"\n---\n(%% convatlas: [^\n]*\n)?', head)
    direction, *lines = body.splitlines()
    assert direction in ("TB", "LR")
    found = [LINE.fullmatch(line.strip()) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    kinds = [match.lastgroup for match in found]
    return {kind: kinds.count(kind) for kind in ("node", "subgraph", "end", "edge")}


@pytest.mark.parametrize("name", NAMES)
def test_mermaid_states_nodes_frames_and_edges_and_nothing_else(name):
    drawing = Drawing(graph_of(name))
    graph = drawing.picture.view.graph
    assert statements(drawing.to("mermaid")) == {
        "node": len(graph.leaves),
        "subgraph": len(graph.groups),
        "end": len(graph.groups),
        "edge": len({(e.source, e.target, e.output) for e in graph.edges}),  # one for a tensor taken twice
    }


@pytest.mark.slow
@needs_latex
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["googlenet", "unet", "vgg16", "EfficientNetB0", "NASNetMobile"])
def test_tikz_compiles(name, style, tmp_path):
    typeset(Drawing(graph_of(name), style=style).to("tikz"), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["EfficientNetB0", "NASNetMobile"])
def test_a_figure_in_tikz_says_what_its_svg_says(name):
    drawing = Drawing(graph_of(name), style="figure")
    said = [s.text for part in drawing.picture.scene.parts for s in part.shapes if isinstance(s, Text) and s.text]
    code = str(drawing.to("tikz"))
    assert [text for text in said if escape.tikz(text) not in code] == []
    assert r"\other{" not in code.partition(r"\begin{tikzpicture}")[2]  # all has a glyph


def test_tikz_of_a_picture_larger_than_tex_can_measure_is_scaled_down():
    drawing = Drawing(graph_of("resnet50_v2"), Options(fold=None))
    scene = drawing.picture.scene
    unit = float(re.search(r"y=-([\d.]+)bp", drawing.to("tikz"))[1])
    assert scene.height * unit <= tikz.LONGEST + 0.5  # the page is a point longer


def test_text_is_a_tree_with_shapes_parameters_and_skips():
    assert Drawing(graph_of("nameless")).to("text").splitlines()[3:9] == [
        "├─ conv2d  Conv 3×3                               32 × 32 × 16      448",
        "├─ residual ×6                                    32 × 32 × 16   28.4 K",
        "│  ├─ conv2d_1  Conv 3×3 · BN · ReLU              32 × 32 × 16   2.37 K",
        "│  ├─ conv2d_2  Conv 3×3 · BN                     32 × 32 × 16   2.37 K",
        "│  └─ add  +                                                             ← conv2d, conv2d_2",
        "├─ inception                                      32 × 32 × 32      500",
    ]


def test_text_has_the_colours_of_the_theme_where_the_terminal_has_any():
    picture = Drawing(graph_of("resnet18"), theme="light").picture
    lines = list(text_format.colour(picture))
    assert lines[0].style == "bold"
    assert any("on #a4c7e5" in str(span.style) for line in lines for span in line.spans)
    assert "\n".join(line.plain.rstrip() for line in lines) + "\n" == text_format.render(picture)


def test_every_format_has_a_media_type():
    from convatlas.viz.pictures.renderers import renderer

    assert {*TEXTS, "png", "pdf"} <= {*names()}
    assert all(re.fullmatch(r"[a-z]+/[a-z.+-]+", renderer(name).MEDIA) for name in names())


SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from networks import graph_of
from convatlas.viz.pictures import Drawing
from convatlas.viz.pictures.renderers import names
for style in ("graph", "figure", "volume", "columns"):
    for name in ("unet", "googlenet"):
        for format in names():
            if format not in ("png", "pdf"):
                text = Drawing(graph_of(name), style=style).to(format)
                print(style, name, format, hashlib.sha256(text.encode()).hexdigest())
"""


@pytest.mark.slow
def test_formats_are_byte_equal_between_processes_and_hash_seeds(request):
    here = str(request.path.parents[1] / "material")
    found = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, here], env=environment(seed), capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert found[0].count("\n") >= 36


def environment(seed):
    import os

    return os.environ | {"PYTHONHASHSEED": seed}


def test_helpers_quote():
    assert dot.quoted('a"b') == r'"a\"b"'
    assert mermaid.SHAPES[""].format("x") == '["x"]'


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*ATLAS, *APPLICATIONS])
def test_every_network_is_drawn_in_every_format(name, theme):
    drawing = Drawing(graph_of(name), theme=theme)
    for ending in names():
        assert len(drawing.to(ending)) > 300
    assert statements(drawing.to("mermaid"))["node"] == len(drawing.picture.view.graph.leaves)
    assert ElementTree.fromstring(drawing.to("svg")).get("role") == "img"
