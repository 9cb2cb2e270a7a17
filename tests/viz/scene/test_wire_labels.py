"""Shapes beside the wires: where there is room, once a tensor, on nothing else."""

import pytest
from geometry import complaints
from networks import FEW, OWN, graph_of

from convatlas import viz
from convatlas.viz.errors import FormatError
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Line, Text
from convatlas.viz.words import shape_text


@pytest.mark.parametrize("options", [{}, {"direction": "LR"}, {"depth": 2}], ids=str)
@pytest.mark.parametrize("name", [*FEW, *OWN])
def test_labels_touch_nothing(name, options):
    assert complaints(Drawing(graph_of(name), Options(labels=("shapes",), **options)).picture) == []


def labels(name, **options):
    picture = Drawing(graph_of(name), Options(labels=("shapes",), **options)).picture
    wires = next(part for part in picture.scene.parts if any(isinstance(shape, Line) for shape in part.shapes))
    return picture, [shape.text for shape in wires.shapes if isinstance(shape, Text)]


@pytest.mark.parametrize("name", ["vgg16", "resnet50_v2", "lenet5_study"])
def test_every_tensor_has_its_label_where_the_network_is_a_chain(name):
    picture, found = labels(name, depth=1)
    graph = picture.view.graph
    sources = dict.fromkeys(edge.source for edge in graph.edges)
    assert found == [shape_text(graph.by_path[source].outputs) for source in sources]


def test_without_the_option_there_are_none():
    picture = Drawing(graph_of("vgg16")).picture
    texts = [s for part in picture.scene.parts if not part.path for s in part.shapes if isinstance(s, Text)]
    assert "224 × 224 × 3" not in [text.text for text in texts]


def test_other_labels_are_refused():
    with pytest.raises(FormatError) as error:
        viz.draw(graph_of("vgg16"), labels=("names",))
    assert str(error.value) == "`labels` (='names') must be of shapes"
