"""Boxes coloured by a figure: sums, scales and legends, in every style and format; mistakes told whole."""

from base64 import b64decode
from dataclasses import replace

import pytest
from counted import panels_of
from geometry import complaints, texts_on_texts
from networks import graph_of

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.errors import FormatError
from convatlas.viz.graph import Observed
from convatlas.viz.markdown.fences import architecture
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Bar, Face, Rect, Text, scale_of
from convatlas.viz.tables import COLUMNS

MEASURES = {
    "params": lambda graph: graph.params,
    "macs": lambda graph: graph.macs,
    "memory": lambda graph: sum(value or 0 for value in COLUMNS["memory"].measure(graph).values()),
}


def fills(part):
    return {s.fill for s in part.shapes if isinstance(s, Rect | Bar | Face) and s.fill not in ("back", "text")}


@pytest.mark.parametrize("style", ["graph", "figure", "volume", "columns"])
@pytest.mark.parametrize("by", MEASURES)
def test_every_box_has_the_colour_of_its_sum(by, style):
    picture = Drawing(graph_of("vgg16"), style=style, color_by=by).picture
    panels = tuple(f"{path}/" for path in panels_of(picture).values())
    amounts = {path: amount for path, amount in picture.scale.amounts.items() if not path.startswith(panels)}
    assert sum(amounts.values()) == MEASURES[by](graph_of("vgg16"))
    parts = [part for part in picture.scene.parts if part.path in picture.scale.amounts]
    assert len(parts) >= 8
    for part in parts:
        assert fills(part) == {picture.scale.level(part.path)}
        assert picture.scale.said(part.path) in part.about


@pytest.mark.parametrize("by", MEASURES)
def test_a_layer_of_an_open_run_has_what_all_of_its_counterparts_have(by):
    shown = Drawing(graph_of("nameless"), color_by=by).picture
    run = next(group for group in shown.view.graph.groups if group.count == 6)
    convolutions = [leaf.path for leaf in shown.view.graph.leaves if leaf.parent == run.path and leaf.params]
    whole = Drawing(graph_of("nameless"), viz_options(fold=None), color_by=by).picture.scale.amounts
    one = whole["conv2d_1"] + whole["batch_normalization"] + whole["re_lu"]
    assert [shown.scale.amounts[path] for path in convolutions] == [6 * one, 6 * one]


@pytest.mark.parametrize("by", MEASURES)
def test_boxes_of_a_panel_have_what_all_its_places_have(by):
    picture = Drawing(graph_of("googlenet"), style="figure", color_by=by).picture
    [panel] = panels_of(picture).values()
    marked = [p.box.path for p in picture.layout.placed if p.box.mark and not p.is_frame]
    inside = [path for path in picture.scale.amounts if path.startswith(f"{panel}/")]
    assert len(inside) == 8  # six convolutions, a pooling and the join
    assert sum(picture.scale.amounts[path] for path in inside) == sum(picture.scale.amounts[path] for path in marked)


def viz_options(**options):
    return replace(viz.draw(graph_of("lenet5_study")).options, **options)


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", ["googlenet", "transformer", "several_ends"])
def test_colours_move_nothing_and_the_legend_fits(name, direction):
    picture = Drawing(graph_of(name), viz_options(direction=direction), color_by="macs").picture
    assert complaints(picture) == []
    plain = Drawing(graph_of(name), viz_options(direction=direction)).picture
    assert picture.layout == plain.layout


@pytest.mark.parametrize("style", ["volume", "columns"])
def test_the_legend_stays_within_the_picture(style):
    picture = Drawing(graph_of("lenet5_study"), style=style, color_by="params").picture
    texts = [shape.text for shape in picture.scene.parts[-1].shapes if isinstance(shape, Text)]
    assert texts[:4] == ["parameters", "0", "25 K", "50 K"]
    assert list(texts_on_texts(picture)) == []
    legend = picture.scene.parts[-1].shapes
    assert max(text.left + text.length for text in legend if isinstance(text, Text)) < picture.scene.width
    assert max(text.y for text in legend if isinstance(text, Text)) < picture.scene.height - 8


@pytest.mark.parametrize(
    ("quantity", "amounts", "said"),
    [
        ("macs", {"a": 102_760_448, "b": 1}, ["120 M", "level7", "level1", "MACs: 103 M"]),
        ("bytes", {"a": 2**20, "b": 0}, ["1 MiB", "level8", "level0", "MACs: 1 MiB"]),
        ("time", {"a": 250_000, "b": None}, ["320 µs", "level7", "box", "MACs: 250 µs"]),
        ("macs", {"a": 0, "b": 0}, ["1", "level0", "level0", "MACs: 0"]),
    ],
)
def test_scales_end_with_a_short_figure(quantity, amounts, said):
    scale = scale_of("MACs", quantity, amounts)
    assert [scale.mark(1.0), scale.level("a"), scale.level("b"), scale.said("a")] == said


def chain(**seen):
    spec = TensorSpec((None, 4))
    names = ("x", "block/a", "block/b")
    nodes = [Node(name, "Dense", "dense", outputs=(spec,), parent=name.rpartition("/")[0]) for name in names]
    block = Node("block", "Block", outputs=(spec,))
    edges = tuple(Edge(one, other, spec) for one, other in (("x", "block/a"), ("block/a", "block/b")))
    observed = {path.replace("_", "/"): Observed(time=time) for path, time in seen.items()}
    return Graph("timed", (nodes[0], block, *nodes[1:]), edges, observed=observed)


def test_times_are_those_that_were_seen_and_blocks_keep_what_nothing_inside_has():
    graph = chain(x=0.001, block=0.008, block_a=0.002, block_b=0.003)
    closed = Drawing(graph, viz_options(depth=1), color_by="time").picture.scale
    assert {path: closed.said(path) for path in closed.amounts} == {
        "x": "time of a batch: 1 ms",
        "block": "time of a batch: 8 ms",
    }


def test_what_cannot_colour_is_refused():
    graph = graph_of("lenet5_study")
    with pytest.raises(FormatError) as error:
        viz.draw(graph, color_by="flops")
    assert str(error.value) == "`color_by` (='flops') must be one of role, params, macs, memory, time"
    with pytest.raises(FormatError) as error:
        viz.draw(graph, color_by="time")
    assert str(error.value) == (
        "`color_by` (='time') needs a network that was seen at work: draw the `graph` of `viz.observe(model, data)`"
    )
    with pytest.raises(FormatError) as error:
        viz.draw([graph, graph], style="columns", color_by="macs")
    assert str(error.value) == "`color_by` (='macs') goes with one network, and 2 are given"


def test_formats_of_text_have_the_colours_and_files_name_the_option():
    drawing = viz.draw("lenet5_study", color_by="params")
    assert '"color_by": "params"' in drawing.to("mermaid").replace("&quot;", '"')
    assert "classDef level8 fill:#ea5e26" in drawing.to("mermaid")
    assert "#ea5e26" in drawing.to("dot")
    assert "{EA5E26}" in drawing.to("tikz")
    assert "[class~=f-level8]{fill:#b04613}" in drawing.to("svg")
    assert drawing.to("text") == viz.draw("lenet5_study").to("text")


def test_fences_take_the_figure():
    made = architecture("lenet5_study", "architecture", "", {"color-by": "macs", "theme": "light"}, None)
    assert "#ea5e26" in b64decode(made.partition("base64,")[2].partition('"')[0]).decode()
    said = architecture("lenet5_study", "architecture", "", {"color-by": "time"}, None)
    assert (
        "`:color-by:` (=&#x27;time&#x27;) needs a network" in said or "`:color-by:` (='time') needs a network" in said
    )
