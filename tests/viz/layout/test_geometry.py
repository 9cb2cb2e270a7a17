"""Boxes, texts and wires of every network, in both directions and at every depth, by computation."""

import re

import pytest
from geometry import complaints
from networks import APPLICATIONS, ATLAS, FEW, OWN, graph_of

from convatlas.viz.layout import FONT, SMALLEST, Options, page_of
from convatlas.viz.layout.ranks import Hop
from convatlas.viz.layout.routing import Crossing, bent_path, tracks
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Text

VIEWS = {"default": {}, "depth 1": {"depth": 1}, "depth 2": {"depth": 2}, "whole": {"fold": None}}


def each(names):
    return [
        name if name in FEW or name in OWN else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep))
        for name in names
    ]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", each([*OWN, *ATLAS, *APPLICATIONS]))
def test_nothing_is_wrong_with_the_picture(name, direction, view):
    assert complaints(Drawing(graph_of(name), Options(direction=direction, **VIEWS[view])).picture) == []


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
    assert [text for text in texts if re.search(r"\w…", text)] == []


def test_two_ways_that_change_places_in_a_gap_share_no_line():
    left, right = (Hop(net, f"{net} above", f"{net} below") for net in ("left", "right"))
    crossings = [Crossing(left, 10.0, 90.0), Crossing(right, 90.0, 10.0)]
    gap = tracks(crossings)
    assert (gap.of, gap.number, gap.turns) == ({left: 0, right: 1}, 3, {left: (2, 50.0)})
    assert bent_path(crossings[0], 0, 10, 40, (50.0, 30)) == ((10, 0), (10, 10), (50, 10), (50, 30), (90, 30), (90, 40))
