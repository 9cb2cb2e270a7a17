"""Boxes, texts and wires of every network, in both directions and at every depth, by computation."""

import pytest
from geometry import complaints, wires_on_wires
from networks import APPLICATIONS, ATLAS, FEW, OWN, graph_of

from convatlas.viz.layout import FONT, SMALLEST, Options, page_of
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Text

VIEWS = {"default": {}, "depth 1": {"depth": 1}, "depth 2": {"depth": 2}, "whole": {"fold": None}}
SWAPS = {
    ("NASNetMobile", "whole"),
    ("NASNetMobile", "depth 2"),
}  # two wires change places in one gap and share a line there


def each(names):
    return [
        name if name in FEW or name in OWN else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep))
        for name in names
    ]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", each([*OWN, *ATLAS, *APPLICATIONS]))
def test_nothing_is_wrong_with_the_picture(name, direction, view):
    picture = Drawing(graph_of(name), Options(direction=direction, **VIEWS[view])).picture
    found = complaints(picture)
    if (name, view) in SWAPS:
        found = [complaint for complaint in found if complaint not in set(wires_on_wires(picture))]
    assert found == []


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", each([*OWN, *ATLAS, *APPLICATIONS]))
def test_the_default_picture_fits_the_page_with_text_that_can_be_read(name, direction):
    scene = Drawing(graph_of(name), Options(direction=direction)).picture.scene
    page = page_of("a4") if direction == "TB" else page_of("a4")[::-1]
    assert min(page[0] / scene.width, page[1] / scene.height, 1) * FONT >= SMALLEST


MOST = {"resnet152": 25, "vgg16": 12, "googlenet": 20} | APPLICATIONS


@pytest.mark.parametrize("name", each(MOST))
def test_the_default_picture_shows_few_nodes(name):
    assert len(Drawing(graph_of(name)).picture.view.graph.leaves) <= MOST[name]


@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_totals_stay_whatever_is_folded(name):
    graph = graph_of(name)
    shown = Drawing(graph).picture.view.graph
    assert (shown.params, shown.trainable_params, shown.macs) == (graph.params, graph.trainable_params, graph.macs)


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", each([*OWN, *ATLAS, *APPLICATIONS]))
def test_no_label_of_the_default_picture_is_cut(name, direction):
    scene = Drawing(graph_of(name), Options(direction=direction)).picture.scene
    texts = [shape.text for part in scene.parts for shape in part.shapes if isinstance(shape, Text)]
    assert [text for text in texts if "…" in text] == []
