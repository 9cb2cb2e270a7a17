"""Options of `draw`: what each does, and the one line that tells what is wrong with a value."""

import pytest
from networks import graph_of

from convatlas import viz
from convatlas.viz.errors import FormatError, SourceError
from convatlas.viz.graph import Node
from convatlas.viz.pictures.renderers import renderer
from convatlas.viz.scene import Text
from convatlas.viz.words import title

MISTAKES = [
    (
        {"style": "volum"},
        "`style` (='volum') must be one of columns, figure, graph, volume, did you mean volume or columns?",
    ),
    ({"direction": "RL"}, "`direction` (='RL') must be one of TB, LR"),
    ({"fold": "all"}, "`fold` (='all') must be 'repeats' or None"),
    ({"depth": 0}, "`depth` (=0) must be a whole number of at least 1"),
    ({"depth": "2"}, "`depth` (=2) must be a whole number of at least 1"),
    ({"labels": 5}, "`labels` (=5) must be of shapes"),
    ({"theme": 3}, "`theme` (=3) must be one of light, dark, auto, print or a .toml file"),
    ({"fit": "a5"}, "`fit` (='a5') must be one of page, a4, slide, a (width, height) in pixels, or None"),
    ({"fit": (0, 10)}, "`fit` (=(0, 10)) must be one of page, a4, slide, a (width, height) in pixels, or None"),
    (
        {"theme": "drak"},
        "`theme` (='drak') must be one of light, dark, auto, print or a .toml file, did you mean dark?",
    ),
    ({"labels": ("names",)}, "`labels` (='names') must be of shapes"),
]


@pytest.mark.parametrize(("options", "message"), MISTAKES, ids=[next(iter(options)) for options, _ in MISTAKES])
def test_mistakes_are_told_in_one_line(options, message):
    with pytest.raises(FormatError) as error:
        viz.draw(graph_of("vgg16"), **options)
    assert str(error.value) == message


def test_a_graph_without_layers():
    with pytest.raises(SourceError) as error:
        viz.draw(viz.Graph("empty"))
    assert str(error.value) == "empty has no layers: there is nothing to draw"


def test_a_format_that_does_not_exist():
    with pytest.raises(FormatError, match=r"^`format` \(='svgz'\) is no picture format, did you mean svg\? \(dot, "):
        renderer("svgz")


def test_a_file_whose_ending_tells_no_format():
    with pytest.raises(FormatError, match=r"^`path` \(=a\.xyz\): the ending tells no picture format \(\.dot, "):
        viz.draw(graph_of("vgg16"), "a.xyz")


def test_several_networks_need_a_style_that_shows_several():
    graphs = [graph_of("vgg16"), graph_of("resnet18")]
    with pytest.raises(FormatError) as error:
        viz.draw(graphs)
    assert str(error.value) == """`source` holds 2 networks: style 'graph' draws one; several need style "columns\""""
    assert viz.draw(graphs, style="columns").picture.scene.title == "vgg16 · resnet18"


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("svg", "<svg"), ("mmd", "---\ntitle"), ("tex", "\\documentclass"), ("gv", "digraph"), ("txt", "vgg16\n")],
)
def test_the_ending_of_a_file_tells_the_format(ending, begins, tmp_path):
    drawing = viz.draw(graph_of("vgg16"), tmp_path / f"a.{ending}")
    text = (tmp_path / f"a.{ending}").read_text(encoding="utf-8")
    start = text.index("\\documentclass") if ending == "tex" else text.index("digraph") if ending == "gv" else 0
    assert text[start:].startswith(begins)
    assert drawing.graph == graph_of("vgg16")


def test_depth_shows_blocks_down_to_it():
    shown = [viz.draw(graph_of("resnet18"), depth=depth).picture.view.graph for depth in (1, 2, 3)]
    levels = [max(len(list(graph.ancestors(node.path))) for node in graph.nodes) for graph in shown]
    assert levels == [0, 1, 2]


def test_fold_none_shows_every_layer():
    graph = graph_of("resnet18")
    assert viz.draw(graph, fold=None).picture.view.graph.leaves == graph.leaves


@pytest.mark.parametrize("fit", ["slide", (500, 400), (2000, 3000)], ids=str)
@pytest.mark.parametrize("name", ["resnet18", "googlenet", "unet"])
def test_a_picture_fits_the_page_that_is_given(name, fit):
    scene = viz.draw(graph_of(name), fit=fit).picture.scene
    width, height = (1280, 720) if fit == "slide" else fit
    assert min(width / scene.width, height / scene.height, 1) * 11 >= 9


def test_left_to_right_is_wider_than_high():
    scene = viz.draw(graph_of("vgg16"), direction="LR").picture.scene
    assert scene.width > 2 * scene.height


def test_texts_of_a_small_network_say_what_each_layer_is():
    scene = viz.draw(graph_of("nameless")).picture.scene
    texts = [shape.text for part in scene.parts for shape in part.shapes if isinstance(shape, Text)]
    assert {"Conv 3×3 · BN · ReLU", "32 × 32 × 16", "concat 8 + 8 + 16", "Global average pool", "×6"} <= set(texts)


@pytest.mark.parametrize(("kind", "said"), [("Relu", "ReLU"), ("ReLU", "ReLU"), ("Gelu", "GELU"), ("Silu", "SiLU")])
def test_activations_are_spelled_alike_as_layers_and_as_operations(kind, said):
    assert title(Node("a", kind, "activation")) == said
