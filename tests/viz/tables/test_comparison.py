"""Networks compared in a table and in a plot."""

import re
from xml.etree import ElementTree

import pytest
from golden import check_golden
from hostile import NAMES as HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import graph_of

from convatlas import viz
from convatlas.viz.errors import FormatError, SourceError
from convatlas.viz.sources import Origin
from convatlas.viz.tables import depth, plot
from convatlas.viz.tables.plot_labels import Disc, Frame, spots

NAMES = ("lenet5", "vgg16", "googlenet", "resnet18", "resnet50", "resnet50_v2", "resnext50_32x4d", "seresnet50")
DEPTHS = {"lenet5": 5, "vgg11": 11, "vgg19": 19, "googlenet": 22, "resnet18": 18, "resnet50": 50, "resnet152": 152}


@pytest.fixture(scope="module")
def table():
    return viz.compare(*map(graph_of, NAMES))


def test_whole_comparison(table):
    check_golden(str(table) + "\n", "compare.text")


@pytest.mark.parametrize("name", DEPTHS)
def test_depth_is_the_number_in_the_name(name):
    assert depth(graph_of(name)) == DEPTHS[name]


def test_no_network_is_a_mistake():
    with pytest.raises(SourceError) as caught:
        viz.compare()
    assert str(caught.value) == "`sources` is empty: give at least one network to compare"


def test_plot_names_every_network_and_is_the_same_twice(table, tmp_path):
    for name in ("a.svg", "b.svg"):
        plot(table, tmp_path / name)
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.svg", "b.svg")]
    assert texts[0] == texts[1]
    assert set(NAMES) <= set(re.findall(r">([a-z0-9_]+)</text>", texts[0]))


def test_plot_as_png_with_its_origin(tmp_path):
    plot(viz.compare("lenet5", "resnet18_study"), tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert Origin.find(data.decode("latin-1")) == Origin("compare", ("lenet5", "resnet18_study"))


def test_names_in_a_plot_are_text_and_no_formula(tmp_path):
    node = viz.Node("a", "Conv2D", trainable_params=10, macs=10)
    kinds = ("quotes", "backslash", "markup", "cjk", "halves", "control", "lines", "long")
    names = [*(HOSTILE[kind] for kind in kinds), "$$x$$", "$x^2$", "_x"]
    with pytest.importorskip("matplotlib").rc_context({"text.usetex": True}):
        plot(viz.compare(*(viz.Graph(name, (node,)) for name in names)), tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"<(\w+)", text) if name in ("script", "img", "a", "image")] == []
    found = [
        "".join(element.itertext()) for element in ElementTree.fromstring(text).iter() if element.tag.endswith("}text")
    ]
    assert {HOSTILE["cjk"], "$$x$$", "$x^2$", "_x", "half \ufffd a character \ufffd"} <= set(found)
    assert max(map(len, found)) < 60


def test_plot_of_another_ending_is_a_mistake(table):
    with pytest.raises(FormatError) as caught:
        plot(table, "a.gif")
    assert str(caught.value) == "`path` (=a.gif) must end in one of .svg, .png"


def test_plot_without_matplotlib_says_how_to_get_it(table, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ImportError) as caught:
        plot(table, tmp_path / "a.svg")
    assert str(caught.value) == "a plot needs matplotlib: pip install 'convatlas[plot]'"


def box(spot, disc):
    return (spot.x - disc.width / 2, spot.y - disc.height / 2, spot.x + disc.width / 2, spot.y + disc.height / 2)


def apart(first, second):
    return first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]


DISCS = st.builds(Disc, st.floats(0, 800), st.floats(0, 600), st.floats(3, 20), st.floats(20, 60), st.just(10.0))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(discs=st.lists(DISCS, min_size=1, max_size=12))
def test_labels_lie_apart_and_inside(discs):
    boxes = [box(spot, disc) for spot, disc in zip(spots(discs, Frame(800, 600)), discs, strict=True)]
    assert all(apart(boxes[i], boxes[j]) for i in range(len(boxes)) for j in range(i))
    assert all(
        left > -0.001 and low > -0.001 and right <= 800.001 and high <= 600.001 for left, low, right, high in boxes
    )
