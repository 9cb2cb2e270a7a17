"""Feature maps as solids: scales, texts that never collide, wires that keep clear of both."""

import re
from itertools import combinations, pairwise

import pytest
from geometry import Area, cuts, parts_of, text_area, wire_areas
from networks import APPLICATIONS, FEW, OWN, graph_of

from convatlas.viz import Node, TensorSpec
from convatlas.viz.layout import FONT, SMALLEST, Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Face, Text, side_by_side, solid_of


def each(names):
    return [
        name if name in FEW or name in OWN else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep))
        for name in names
    ]


def picture_of(name, **options):
    return Drawing(graph_of(name), Options(**options), style="volume").picture


def fronts_of(picture):
    return [s for part in parts_of(picture) for s in part.shapes if isinstance(s, Face) and not s.shade]


def texts_of(picture):
    return [s.text for part in parts_of(picture) for s in part.shapes if isinstance(s, Text) and s.text]


def kinds_of(text):
    return [word.partition(" ×")[0] for word in text.split(" · ")]


def box_areas(picture):
    """What is closed by what it fills: a stack of slabs as one."""
    made = [placed for placed in picture.layout.placed if not placed.is_frame]
    return [(Area(p.x, p.y, p.right, p.bottom), p.box.path) for p in made]


@pytest.mark.parametrize("options", [{}, {"depth": 1}, {"depth": 3}], ids=str)
@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_solids_and_texts_keep_clear_of_each_other(name, options):
    picture = picture_of(name, **options)
    areas = box_areas(picture)
    assert [pair for pair in combinations(areas, 2) if pair[0][0].overlaps(pair[1][0])] == []
    texts = [(text_area(s), s.text) for p in picture.scene.parts for s in p.shapes if isinstance(s, Text) and s.text]
    faces = [Area(*f.points[0], *f.points[2]) for f in fronts_of(picture)]
    assert [(text, face) for area, text in texts for face in faces if area.overlaps(face)] == []
    page = Area(0, 0, picture.scene.width, picture.scene.height)
    assert [found for found in (*texts, *((face, "") for face in faces)) if not page.holds(found[0])] == []
    assert [pair for pair in combinations(texts, 2) if pair[0][0].overlaps(pair[1][0])] == []


@pytest.mark.parametrize("options", [{}, {"depth": 1}, {"depth": 3}], ids=str)
@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_wires_run_through_no_solid_and_no_text(name, options):
    picture = picture_of(name, **options)
    areas = [Area(f.points[0][0], f.points[0][1], f.points[2][0], f.points[2][1]) for f in fronts_of(picture)]
    texts = [text_area(s) for p in picture.scene.parts for s in p.shapes if isinstance(s, Text) and s.text]
    assert [source for wire, source in wire_areas(picture) for area in (*areas, *texts) if cuts(wire, area)] == []


@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_the_default_picture_fits_a_page_on_its_side(name):
    scene = picture_of(name).scene
    pages = [(1123, 794), (794, 1123)] if name == "unet" else [(1123, 794)]  # a U may stand
    assert max(min(wide / scene.width, high / scene.height, 1) for wide, high in pages) * FONT >= SMALLEST


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


STACKS = {
    "vgg16": [["64", "64"], ["128", "128"], ["256"] * 3, ["512"] * 3, ["512"] * 3],
    "lenet5_study": [["6"], ["16"]],
}
SIZES = {
    "vgg16": ["224 × 224", "112 × 112", "56 × 56", "28 × 28", "14 × 14 → 7 × 7"],
    "lenet5_study": ["28 × 28", "10 × 10 → 5 × 5"],  # what a last pooling gives is told with it
}


@pytest.mark.parametrize("name", STACKS)
def test_maps_of_one_resolution_adjoin_and_every_convolution_is_shown(name):
    picture = picture_of(name)
    boxes = [placed.box for placed in picture.layout.placed if len(getattr(placed.box, "made", ())) > 1]
    figures = [[one.slab.solid.across for one in box.made if one.role == "convolution"] for box in boxes]
    assert figures == STACKS[name]
    for box in boxes:
        for one, other in pairwise(box.made[:-1]):
            assert one.slab.x + one.slab.solid.depth == pytest.approx(other.slab.x)
            assert one.slab.y == pytest.approx(other.slab.y)
        assert box.made[-1].role == "pooling"
        assert box.made[-1].slab.solid.across == box.made[-2].slab.solid.across
    assert [text for text in texts_of(picture) if text in SIZES[name]] == SIZES[name]


def test_a_smaller_slab_stands_in_the_middle_of_the_side_before_it():
    large, small = side_by_side([solid(56, 56, 64), solid(28, 28, 64)])
    side = (large.x + large.solid.depth + large.solid.slant / 2, large.y + (large.solid.height + large.solid.slant) / 2)
    middle = (small.x + small.solid.slant / 2, small.y + (small.solid.height + small.solid.slant) / 2)
    assert middle == pytest.approx(side)


@pytest.mark.parametrize("name", each([*OWN, *FEW, *APPLICATIONS]))
def test_no_label_is_cut(name):
    assert [text for text in texts_of(picture_of(name)) if re.search(r"\w…", text)] == []


def test_norms_are_told():
    said = [kind for text in texts_of(picture_of("transformer")) for kind in kinds_of(text)]
    assert said.count("Layer norm") == 2
    said = [kind for text in texts_of(picture_of("vgg16_bn")) for kind in kinds_of(text)]
    assert said.count("BN") == 5


@pytest.mark.parametrize("name", ["unet"])
def test_an_encoder_decoder_is_a_u(name):
    picture = picture_of(name)
    at = {placed.box.path: placed for placed in picture.layout.placed}
    across = [wire for wire in picture.layout.wires if wire.points[0][1] == pytest.approx(wire.points[-1][1])]
    assert [(wire.source, wire.target) for wire in across] == [
        ("image", "up0/up"),
        ("down0/pool", "up1/up"),
        ("down1/pool", "up2/up"),
    ]
    assert all(at[wire.source].right < at[wire.target].x for wire in across)
    assert "concat 32 + 16" in texts_of(picture)


def test_closed_blocks_have_the_colour_of_what_most_of_their_layers_do():
    boxes = {placed.box.path: placed.box for placed in picture_of("encoder_decoder").layout.placed}
    closed = [[one.role for one in boxes[f"layer3/{name}"].made] for name in ("add_3", "add_5", "add_6")]
    assert closed == [["attention"], ["attention"], ["dense"]]
