"""The browser lays out as Python does: the same boxes and wires at the same places."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from graphs import LARGE, branching, traced

from convatlas import architectures, viz
from convatlas.viz.layout import lay_out
from convatlas.viz.pictures.explorer.opening import every_layer, folded
from convatlas.viz.pictures.explorer.record import Layers, record
from convatlas.viz.views import close_but

SCRIPT = Path(__file__).parent / "lay_out.js"
NEAR = 0.1  # pixels
HUGE = ("resnet1202_cifar", "resnet1202_cifar_b")
ATLAS = ("lenet5_study", "vgg16", "resnet18", "resnet50", "resnet152", "googlenet")

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")


def views_of(picture):
    """The two views that the browser moves in, folded and not."""
    return folded(picture.graph, picture.view), every_layer(picture.graph)


def states(picture):
    """Layouts, the views they are from, and what is open in them; None for what is open at the start."""
    some = random.Random(1)
    yield picture.layout, 0, None
    for number, opened in enumerate(views_of(picture)):
        groups = [group.path for group in opened.view.graph.groups]
        for chosen in ([], groups, some.sample(groups, len(groups) // 2)):
            view = replace(opened.view, graph=close_but(opened.view.graph, set(chosen)))
            yield lay_out(view, direction=picture.direction), number, chosen


def check(graph, direction):
    picture = viz.draw(graph, direction=direction).picture
    data, views, layers = record(picture), views_of(picture), Layers(graph)
    for opened in views:
        for node in opened.view.graph.nodes:
            layers.of(opened, node.path)
    expected, told = list(states(picture)), []
    for _, number, chosen in expected:
        numbers = data["open"] if chosen is None else [layers.of(views[number], path) for path in chosen]
        told.append({"folded": number == 0, "open": numbers})
    given = json.dumps({"data": data, "states": told})
    answer = subprocess.run(["node", SCRIPT], input=given, capture_output=True, text=True, check=True, timeout=120)
    for (layout, number, _), found in zip(expected, json.loads(answer.stdout), strict=True):
        opened = views[number]
        assert found["size"] == pytest.approx([layout.width, layout.height], abs=NEAR)
        assert boxes_of(found) == pytest.approx(boxes_in(layout, opened), abs=NEAR)
        assert flat(wires_of(found)) == pytest.approx(flat(wires_in(layout, opened)), abs=NEAR)


def original(opened, path):
    return opened.origins.get(path) or path


def boxes_of(found):
    return {(path, side): value for path, *sides in found["boxes"] for side, value in zip("xywh", sides, strict=True)}


def boxes_in(layout, opened):
    sides = {p.box.path: (p.x, p.y, p.box.width, p.box.height) for p in layout.placed}
    return {(original(opened, path), s): v for path, four in sides.items() for s, v in zip("xywh", four, strict=True)}


def wires_of(found):
    return sorted((net, rounded(points), points) for net, points in found["wires"])


def wires_in(layout, opened):
    return sorted((original(opened, w.source), rounded(w.points), w.points) for w in layout.wires)


def rounded(points):
    """Corners coarse enough to sort by in both languages."""
    return [[round(x), round(y)] for x, y in points]


def flat(wires):
    return [number for _, _, points in wires for point in points for number in point]


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", ATLAS)
def test_networks_of_the_atlas(name, direction):
    check(traced(name), direction)


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_a_small_graph(direction):
    check(branching(), direction)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LARGE, *(name for name in architectures.names() if name not in (*ATLAS, *HUGE))])
def test_all_other_networks(name):
    check(traced(name), "TB")


@pytest.mark.parametrize("name", ["resnet50", "googlenet"])
def test_every_layer_has_a_box_that_shows_it_or_holds_it(name):
    graph = traced(name)
    picture = viz.draw(graph).picture
    opened = folded(graph, picture.view)
    known = opened.view.graph.by_path
    assert set(opened.stands) == set(graph.by_path)
    assert set(opened.stands.values()) <= set(known)
    assert all(opened.stands[path] == node for node, path in opened.origins.items() if path and node in known)


def test_a_folded_block_is_shown_by_the_one_that_stands_for_it():
    opened = folded(traced("resnet50"), viz.draw(traced("resnet50")).picture.view)
    assert opened.stands["stage1/block3/conv2"] == "stage1/block2/conv2"
    assert opened.stands["stage1/block3/conv2/norm"] == "stage1/block2/conv2"
    assert opened.stands["stage1/block1/shortcut"] == "stage1/block2"
