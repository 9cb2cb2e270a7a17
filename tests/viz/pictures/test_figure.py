"""Figures as papers print them: what stands where, what letters say, and that nothing of the network is lost."""

import re
from collections import Counter
from itertools import combinations
from xml.etree import ElementTree

import pytest
from counted import Counted, panels_of
from geometry import Area, complaints
from networks import APPLICATIONS, FEW, OWN, graph_of

from convatlas import viz
from convatlas.viz.layout import SMALLEST, Box, Options, page_of, tall
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Text
from convatlas.viz.views.symbols import base_of
from convatlas.viz.words import width

SVG = "{http://www.w3.org/2000/svg}"
ASCENT, DESCENT = 0.75, 0.22  # of the font, in parts of its size
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


QUICK = ("googlenet", "nameless", "several_ends", "transformer", "unet", "vgg16")
LONG = (pytest.mark.slow, pytest.mark.sweep)
EVERY = sorted({*OWN, *FEW, *APPLICATIONS, "resnet50"})
NAMES = [name if name in QUICK else pytest.param(name, marks=LONG) for name in EVERY]


def figure(name, **options):
    return Drawing(graph_of(name), Options(**options), style="figure")


def svg_areas(root, tag):
    """The areas of all rectangles or texts of an SVG."""
    for element in root.iter(SVG + tag):
        if tag == "rect":
            x, y, width, height = (float(element.get(key, 0)) for key in ("x", "y", "width", "height"))
            yield Area(x, y, x + width, y + height), element
        else:
            size, length = float(element.get("font-size", 13)), float(element.get("textLength"))
            left = float(element.get("x")) - length * ANCHORS[element.get("text-anchor", "start")]
            y = float(element.get("y"))
            yield Area(left, y - ASCENT * size, left + length, y + DESCENT * size), element


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_the_figure_and_it_fits_the_page(name, direction):
    drawing = figure(name, direction=direction)
    assert complaints(drawing.picture) == []
    root = ElementTree.fromstring(drawing.to("svg"))
    width, height = (float(side) for side in root.get("viewBox").split()[2:])
    texts = list(svg_areas(root, "text"))
    assert [area for area, _ in texts if not Area(0, 0, width, height).holds(area)] == []
    assert [(a[1].text, b[1].text) for a, b in combinations(texts, 2) if a[0].overlaps(b[0])] == []
    page = page_of("a4") if direction == "TB" else page_of("a4")[::-1]
    smallest = min(float(element.get("font-size", 13)) for _, element in texts)
    assert min(page[0] / width, page[1] / height, 1) * smallest >= SMALLEST


def test_a_bottleneck_is_drawn_once_for_four_stages():
    picture = figure("resnet50").picture
    places = [(p.box.name, p.box.times, p.box.detail) for p in picture.layout.placed if p.box.mark and not p.is_frame]
    strided = "the first with strides 2 and a projection"
    assert places == [
        ("stage1", "×3", "C = 64 · the first with a projection"),
        ("stage2", "×4", f"C = 128 · {strided}"),
        ("stage3", "×6", f"C = 256 · {strided}"),
        ("stage4", "×3", f"C = 512 · {strided}"),
    ]
    assert panels_of(picture) == {"A": "stage1/block2"}
    assert texts_of(picture, "H × W") == ["H × W × C", "H × W × 4C", "H × W × 4C"]  # beside the wire, and at both ends


def texts_of(picture, begin):
    texts = [s.text for part in picture.scene.parts for s in part.shapes if isinstance(s, Text)]
    return [text for text in texts if text.startswith(begin)]


def test_the_same_block_has_the_same_letter_everywhere():
    picture = figure("vgg16").picture
    marks = [(p.box.mark, p.box.name) for p in picture.layout.placed if p.box.mark and not p.is_frame]
    assert marks == [("A", "stage1"), ("A", "stage2"), ("B", "stage3"), ("B", "stage4"), ("B", "stage5")]
    assert set(panels_of(picture)) == {"A", "B"}


def test_convolutions_that_all_have_the_same_behind_them_say_it_once():
    picture = figure("googlenet").picture
    assert texts_of(picture, "each") == ["each convolution with ReLU"]
    assert texts_of(picture, "Conv 5×5") == ["Conv 5×5"]


def test_widths_of_single_layers_have_letters_that_each_place_tells():
    picture = figure("googlenet").picture
    places = [p.box.below for p in picture.layout.placed if p.box.mark and not p.is_frame]
    assert places[0] == "a 64–128, b 96–128, c 128–192, d 16–32, f 32–96, g 32–64"  # table 1 of the paper
    assert sorted(text[-1] for text in texts_of(picture, "H × W × ")) == sorted([*"abcdfg", "C", "′"])


def test_what_stands_at_one_place_alone_keeps_its_figures():
    picture = figure("transformer").picture
    assert Counter(texts_of(picture, "50 × ")) == {"50 × 128": 1, "50 × 64": 4}
    assert texts_of(picture, "Dense 128") == ["Dense 128 · GELU"]


def inverted(kernels, expansions=(6, 6, 6)):
    """Stages of inverted residuals, each with its own width, kernel and number of blocks."""
    import keras
    from keras import layers as L

    x = image = keras.Input((32, 32, 3), name="image")
    x = L.Conv2D(16, 3, strides=2, padding="same", name="stem")(x)
    for stage, (filters, kernel, times) in enumerate(kernels):
        for block in range(times):
            path, y = f"block{stage}{'abc'[block]}", x
            y = L.Conv2D(expansions[stage] * x.shape[-1], 1, name=f"{path}_expand")(y)
            y = L.DepthwiseConv2D(kernel, padding="same", name=f"{path}_depthwise")(y)
            y = L.Conv2D(filters, 1, name=f"{path}_project")(y)
            x = L.Add(name=f"{path}_add")([x, y]) if x.shape[-1] == filters else y
    return viz.trace(keras.Model(image, L.Dense(5)(L.GlobalAveragePooling2D()(x)), name="inverted"))


def test_letters_stand_for_widths_and_kernels_and_places_tell_what_they_lack():
    graph = inverted([(16, 3, 2), (24, 5, 3), (40, 3, 1)])
    picture = Drawing(graph, style="figure").picture
    places = [(p.box.name, p.box.detail) for p in picture.layout.placed if p.box.mark and not p.is_frame]
    assert places == [
        ("block0", "C = 16, k = 3"),
        ("block1", "C = 24, k = 5 · the first with no shortcut"),
        ("block2a", "channels 24 to 40, k = 3 · no shortcut"),
    ]
    assert texts_of(picture, "Depthwise") == ["Depthwise k×k"]
    assert texts_of(picture, "16 × 16 × 6C") == ["16 × 16 × 6C"]


def test_a_second_letter_stands_for_a_width_that_several_layers_have():
    picture = Drawing(inverted([(16, 3, 2), (24, 3, 3)], expansions=(4, 6)), style="figure").picture
    places = [(p.box.name, p.box.detail) for p in picture.layout.placed if p.box.mark and not p.is_frame]
    assert places == [("block0", "C = 16, E = 64"), ("block1", "C = 24, E = 144 · the first with no shortcut")]
    assert texts_of(picture, "16 × 16 × E") == ["16 × 16 × E"]


@pytest.mark.parametrize(
    ("columns", "base"),
    [
        ([(256, 512), (64, 128), (64, 128), (256, 512)], (64, 128)),  # a bottleneck: C, C, 4C
        ([(24, 40), (144, 240), (6, 10), (144, 240), (24, 40)], (24, 40)),  # squeeze and excitation: C, 6C, C/4
        ([(64, 128), (128, 128), (32, 32), (96, 160)], (64, 128)),  # a dense block: C + 32
        ([(64, 64), (64, 64)], None),
        ([(None, None), (None, None)], None),
    ],
)
def test_the_letter_c_is_the_width_that_says_the_others_most_simply(columns, base):
    assert base_of(columns, [columns[-1], columns[0]]) == base


def test_a_large_block_holds_blocks_with_letters_of_their_own():
    import keras
    from keras import layers as L

    x = image = keras.Input((16, 16, 8), name="image")
    for stage in "ab":
        for block, number in (("one", 5), ("two", 6), ("three", 7)):
            y = x
            for layer in range(number):
                y = L.Conv2D(8, 3, padding="same", name=f"stage{stage}1_{block}1_conv{layer}")(y)
            x = L.Add(name=f"stage{stage}1_{block}1_add")([x, y])
    picture = Drawing(viz.trace(keras.Model(image, L.Flatten()(x), name="deep")), style="figure").picture
    places = {p.box.path: p.box.mark for p in picture.layout.placed if p.box.mark and not p.is_frame}
    assert sorted(places.values()) == ["A", "B", "C", "D"]
    assert sorted(panels_of(picture)) == ["A", "B", "C", "D"]
    assert Counted(picture.graph, picture).all()["Conv2D"] == 2 * (5 + 6 + 7)


@pytest.mark.slow
def test_cells_too_wide_for_the_page_have_their_pairs_in_one_box_and_stand_in_several_rows():
    picture = figure("NASNetMobile").picture
    assert panels_of(picture) == {"A": "normal_concat_1"}
    own = [p for p in picture.layout.placed if p.box.title.startswith(("Separable", "Average"))]
    assert Counter(p.box.title for p in own) == {"Separable 5×5 ×2": 2, "Separable 3×3 ×2": 3, "Average pool 3×3": 3}
    assert len({p.y for p in own}) == 2
    notes = [p.box.below for p in picture.layout.placed if p.box.below.endswith(")")]
    assert notes == ["3 A (C = 44)", "3 A (C = 88)", "3 A (C = 176)"]


@pytest.mark.slow
def test_the_blocks_that_stand_for_most_of_a_network_have_panels_where_not_all_have_room():
    places = [p for p in figure("InceptionV3").picture.layout.placed if p.box.mark and not p.is_frame]
    assert [p.box.name for p in places] == ["mixed0–2", "mixed4–7", "mixed9–10"]


def test_panels_that_would_look_the_same_leave_nothing_out():
    import keras
    from keras import layers as L

    x = image = keras.Input((16, 16, 8), name="image")
    for block in range(4):
        y = L.Conv2D(8, 3, padding="same", activation="relu", name=f"block{block}_conv")(x)
        y = L.Dropout(0.2, name=f"block{block}_drop")(y) if block > 1 else y
        x = L.Add(name=f"block{block}_add")([x, y])
    graph = viz.trace(keras.Model(image, L.Dense(3, name="head")(L.Flatten(name="flat")(x)), name="twins"))
    picture = Drawing(graph, style="figure").picture
    assert len(panels_of(picture)) == 2
    assert texts_of(picture, "Dropout") == ["Dropout 0.2"]


def test_an_encoder_decoder_takes_the_shape_of_a_u():
    placed = {p.box.path: p for p in figure("unet").picture.layout.placed}
    assert placed["down0/conv2"].right < placed["up0/concat"].x
    assert placed["up0/concat"].y < placed["up1/concat"].y < placed["up2/concat"].y


def test_depth_says_how_far_the_macro_architecture_is_open():
    picture = figure("googlenet", depth=1).picture
    assert {p.box.path for p in picture.layout.placed if not p.is_frame} >= {"stage3", "stage4", "stage5"}
    deeper = figure("googlenet", depth=2).picture
    assert {p.box.path for p in deeper.layout.placed if p.is_frame} >= {"stage3", "stage4", "stage5"}


def test_names_beside_letters_are_not_cut_from_left_to_right():
    box = tall(Box("layer", name="transformer layer", mark="A", count=6, shape="12 × 16"), 128)
    assert " ".join(line.text for line in box.lines).startswith("transformer layer ×6")
    first, *others = (width(line.text, line.size, line.weight) for line in box.lines)
    assert box.inset + max(box.badge + first, *others) <= box.width


def test_formats_without_places_name_the_letters():
    text = str(figure("resnet50").to("text"))
    assert re.search(r"A stage3 ×6 +ResidualBlock 256 · C = 256", text)
    assert "A stage2 ×4" in str(figure("resnet50").to("mermaid"))
