"""How pictures are written: text of svg, resolution of png, sheets, Graphviz; and how values show themselves."""

import base64
import io
import re
import shutil
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from networks import graph_of
from PIL import Image

from convatlas import viz
from convatlas.viz.colours import THEMES, on_background
from convatlas.viz.errors import ConvatlasError, FormatError
from convatlas.viz.scene import Text

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph():
    return graph_of("lenet5_study")


def texts_of(drawing):
    return [s for part in drawing.picture.scene.parts for s in part.shapes if isinstance(s, Text) and s.text]


def test_outlines_stand_in_place_of_text(graph):
    drawing = viz.draw(graph, text="paths", theme="light")
    root = ElementTree.fromstring(drawing.to("svg"))
    assert list(root.iter(f"{SVG}text")) == []
    outlines = {path.get("aria-label"): path.get("d") for path in root.iter(f"{SVG}path") if path.get("aria-label")}
    assert set(outlines) == {text.text for text in texts_of(drawing)}
    assert all(data.startswith("M") and data.endswith("Z") for data in outlines.values())


def test_outlines_are_as_wide_as_the_layout_takes_them_to_be(graph):
    drawing = viz.draw(graph, text="paths")
    root = ElementTree.fromstring(drawing.to("svg"))
    drawn = [path for path in root.iter(f"{SVG}path") if path.get("aria-label")]
    for path, text in zip(drawn, texts_of(drawing), strict=True):
        across = [float(x) for x in re.findall(r"[ML](-?[\d.]+)[ ,]", path.get("d"))]
        assert text.left - 1 < min(across) < max(across) < text.left + text.length + 1


def test_fonts_in_the_file_hold_what_is_written(graph):
    drawing = viz.draw(graph, text="embed")
    svg = drawing.to("svg")
    assert svg == viz.draw(graph, text="embed").to("svg")
    mark = re.search('class="(c[0-9a-f]{8})"', svg)[1]
    faces = re.findall(
        rf"@font-face{{font-family:{mark};font-weight:(\d+);src:url\(data:font/woff;base64,(.*?)\)}}", svg
    )
    assert ElementTree.fromstring(svg).get("font-family").startswith(f"{mark}, Inter, ")
    held = {int(w): set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()) for w, data in faces}
    assert set(held) == {400, 600}
    for text in texts_of(drawing):
        assert set(map(ord, text.text)) <= held[600 if text.weight > 400 else 400]


@pytest.mark.parametrize(
    ("options", "dots", "zoom"),
    [({}, 192, 2), ({"scale": 1}, 96, 1), ({"dpi": 300}, 300, 3.125), ({"scale": 3}, 288, 3)],
)
def test_png_tells_its_resolution(graph, options, dots, zoom):
    drawing = viz.draw(graph, **options)
    image = Image.open(io.BytesIO(drawing.to("png")))
    image.load()
    assert image.info["dpi"] == pytest.approx((dots, dots), abs=0.1)
    assert image.width == pytest.approx(drawing.picture.scene.width * zoom, abs=1)


def test_a_sheet_of_none_lets_the_page_through(graph):
    drawing = viz.draw(graph, background="none")
    assert '<rect fill="none"' in drawing.to("svg").replace(' class="f-background"', "")
    assert Image.open(io.BytesIO(drawing.to("png"))).getpixel((1, 1))[3] == 0
    assert 'bgcolor="transparent"' in drawing.to("dot")
    assert "--ca-background:light-dark(transparent,transparent)" in drawing.to("html")
    assert drawing.theme.dark.text != drawing.theme.palette.text


@pytest.mark.parametrize(
    ("colour", "sheet", "text"),
    [("white", "#ffffff", "#1b1f24"), ("#123", "#112233", "#f0f6fc"), ("Gold", "#ffd700", "#1b1f24")],
)
def test_a_sheet_of_one_colour_keeps_the_palette_that_can_be_read_on_it(colour, sheet, text):
    theme = on_background(THEMES["auto"], colour)
    assert (theme.palette.background, theme.palette.text, theme.dark) == (sheet, text, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"background": "whit"},
            "`background` (='whit') must be none, a colour such as #a4c7e5, or the name of one such as white",
        ),
        ({"text": "path"}, "`text` (='path') must be one of live, embed, paths, did you mean paths?"),
        ({"engine": "neato"}, "`engine` (='neato') must be one of convatlas, dot"),
        ({"scale": 0}, "`scale` (=0) must be a number above 0, at most 50"),
        ({"dpi": "300"}, "`dpi` (='300') must be a number above 0, at most 4800"),
        ({"dpi": 300, "scale": 1}, "`dpi` (=300) goes without `scale` (=1): both say how many pixels a png has"),
    ],
)
def test_wrong_options_are_told(graph, options, message):
    with pytest.raises(FormatError) as told:
        viz.draw(graph, **options)
    assert str(told.value) == message


def test_graphviz_and_pydot_take_the_drawing(graph):
    drawing = viz.draw(graph)
    assert drawing.to_graphviz().source == drawing.to("dot")
    assert f"{drawing.to_pydot().to_string()}" == drawing.to("dot")


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz's dot")
def test_dot_lays_out_the_same_boxes(graph):
    drawing = viz.draw(graph, engine="dot", dpi=96)
    root = ElementTree.fromstring(drawing.to("svg"))
    shown = [group for group in root.iter(f"{SVG}g") if group.get("class") == "node"]
    assert len(shown) == len(drawing.picture.view.graph.leaves)
    assert Image.open(io.BytesIO(drawing.to("png"))).info["dpi"] == pytest.approx((96, 96), abs=0.1)
    assert drawing.to("pdf").startswith(b"%PDF")
    assert drawing.to("dot") == viz.draw(graph).to("dot")


def test_dot_draws_no_pages(graph):
    with pytest.raises(FormatError) as told:
        viz.draw(graph, engine="dot").to("html")
    assert str(told.value) == "`engine` (='dot') draws svg, png, pdf, and not html"


def test_without_dot_one_line_says_what_to_install(graph, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConvatlasError) as told:
        viz.draw(graph, engine="dot").to("svg")
    assert str(told.value) == (
        "`engine` (='dot') needs the program dot of Graphviz: apt install graphviz, brew install graphviz or "
        "conda install graphviz; or leave `engine` out"
    )


def test_notebooks_get_an_image_that_shrinks_and_says_what_it_shows(graph):
    for shown in (viz.draw(graph), graph):
        bundle = shown._repr_mimebundle_()
        assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
        assert shown._repr_html_() == bundle["text/html"]  # all that sphinx-gallery asks for
        said = r'alt="lenet5_study: 61\.7 K parameters · 417 K MACs · input 28 × 28 × 1"'
        image = re.fullmatch(
            f'<img class="convatlas-picture dark-light" style="max-width:100%;height:auto" {said} '
            'src="data:image/svg[+]xml;base64,(.*)">',
            bundle["text/html"],
        )
        assert base64.b64decode(image[1]).decode() == bundle["image/svg+xml"]


def test_the_explorer_in_a_notebook_holds_a_picture_for_where_no_frame_is_shown(graph):
    drawing = viz.draw(graph)
    inside = re.fullmatch("<iframe [^>]*>(<img .*>)</iframe>", drawing.interactive()._repr_html_())
    assert inside[1] == drawing._repr_mimebundle_()["text/html"]


def test_values_are_shown_as_they_print(graph):
    table, change = viz.tabulate(graph), viz.diff("vgg11", "vgg13")
    assert repr(graph) == f"<Graph of lenet5_study: {len(graph.leaves)} layers, 61,706 parameters>"
    assert (repr(table), repr(change)) == (str(table), str(change))
    assert (table._repr_latex_(), change._repr_latex_()) == (table.to("latex"), change.to("latex"))


def test_a_picture_of_less_than_a_pixel_is_refused():
    with pytest.raises(FormatError) as told:
        viz.draw("lenet5_study", scale=0.0001).to("png")
    assert str(told.value) == "`scale` (=0.0001) makes lenet5_study less than a pixel wide or high"
