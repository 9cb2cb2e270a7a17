"""Feature maps as solids: scales, texts that never collide, wires that keep clear of both."""

from itertools import combinations, pairwise

import pytest
from geometry import Area, cuts, parts_of, text_area, wire_areas
from networks import APPLICATIONS, FEW, OWN, graph_of

from convatlas.viz import Node, TensorSpec
from convatlas.viz.layout import FONT, SMALLEST, Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Face, Rect, Text, solid_of


def each(names):
    return [
        name if name in FEW or name in OWN else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep))
        for name in names
    ]


def picture_of(name, **options):
    return Drawing(graph_of(name), Options(**options), style="volume").picture


def solid_area(part):
    points = [point for shape in part.shapes if isinstance(shape, Face) for point in shape.points]
    if not points:
        rect = next(shape for shape in part.shapes if isinstance(shape, Rect) and shape.fill != "back")
        return Area(rect.x, rect.y, rect.x + rect.width, rect.y + rect.height)
    xs, ys = zip(*points, strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))


@pytest.mark.parametrize("options", [{}, {"depth": 1}, {"depth": 3}], ids=str)
@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_solids_and_texts_keep_clear_of_each_other(name, options):
    picture = picture_of(name, **options)
    graph = picture.view.graph
    closed = [part for part in parts_of(picture) if part.path not in {group.path for group in graph.groups}]
    closed = [part for part in closed if any(isinstance(shape, Face) for shape in part.shapes)]
    solids = [(solid_area(part), part.path) for part in closed]
    texts = [(text_area(s), s.text) for p in picture.scene.parts for s in p.shapes if isinstance(s, Text) and s.text]
    assert [pair for pair in combinations(solids, 2) if pair[0][0].overlaps(pair[1][0])] == []
    assert [pair for pair in combinations(texts, 2) if pair[0][0].overlaps(pair[1][0])] == []


@pytest.mark.parametrize("options", [{}, {"depth": 1}, {"depth": 3}], ids=str)
@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_wires_run_through_no_solid_and_no_text(name, options):
    picture = picture_of(name, **options)
    fronts = [s for part in parts_of(picture) for s in part.shapes if isinstance(s, Face) and not s.shade]
    areas = [Area(f.points[0][0], f.points[0][1], f.points[2][0], f.points[2][1]) for f in fronts]
    texts = [text_area(s) for p in picture.scene.parts for s in p.shapes if isinstance(s, Text) and s.text]
    assert [source for wire, source in wire_areas(picture) for area in (*areas, *texts) if cuts(wire, area)] == []


@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_the_default_picture_fits_a_page_on_its_side(name):
    scene = picture_of(name).scene
    assert min(1123 / scene.width, 794 / scene.height, 1) * FONT >= SMALLEST


def solid(*shape):
    return solid_of(Node("n", "Conv2D", outputs=(TensorSpec((None, *shape)),)))


def test_every_doubling_is_the_same_step():
    heights = [solid(size, size, 64).height for size in (14, 28, 56, 112, 224)]
    assert {round(two - one, 6) for one, two in pairwise(heights)} == {36.0}
    depths = [solid(56, 56, channels).depth for channels in (64, 128, 256)]
    assert {round(two - one, 6) for one, two in pairwise(depths)} == {8.0}


@pytest.mark.parametrize(
    ("shape", "across", "spatial"),
    [
        ((224, 224, 3), "3", "224"),
        ((32, 64, 8), "8", "32×64"),
        ((20, 64), "64", "20"),
        ((4096,), "4096", ""),
        ((None, None, 3), "3", "?"),
        ((), "1", ""),
    ],
)
def test_solids_say_what_they_measure(shape, across, spatial):
    made = solid(*shape)
    assert (made.across, made.spatial) == (across, spatial)
    assert made.height > 0


def test_branches_and_skips_are_drawn():
    picture = picture_of("nameless")
    shown = {part.path for part in parts_of(picture)}
    assert {"add/conv2d_1", "concatenate/conv2d_13", "concatenate/conv2d_14", "concatenate/max_pooling2d"} <= shown
    assert len([wire for wire in picture.layout.wires if wire.target == "add/add"]) == 2


def test_layers_that_only_pass_a_map_on_are_left_out_and_counted():
    graph = graph_of("vgg16_bn")
    shown = picture_of("vgg16_bn", depth=2).view.graph
    assert shown.params == graph.params
    assert picture_of("lenet5_study").scene.description.endswith("log scales")
