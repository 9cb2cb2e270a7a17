"""Nothing with parameters is invisible in a default picture: it is drawn, told by a note, or in a summary."""

from collections import Counter

import keras
import pytest
from counted import Counted, kinds_there
from networks import ATLAS, OWN, graph_of
from others import HUB, marks

from convatlas.viz.graph import role_of
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing

QUICK = ("googlenet", "nameless", "several_ends", "transformer", "unet", "vgg16")
KERAS = sorted(name for name in dir(keras.applications) if name[0].isupper())
NAMES = [name if name in QUICK else pytest.param(name, marks=marks(name)) for name in (*KERAS, *OWN, *ATLAS, *HUB)]
LOOKS = [("graph", "TB"), ("figure", "TB"), ("figure", "LR")]


@pytest.mark.parametrize(("style", "direction"), LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_every_kind_with_parameters_is_there_as_often_as_in_the_network(name, style, direction):
    graph = graph_of(name)
    picture = Drawing(graph, Options(direction=direction), style=style).picture
    counted, there = Counted(graph, picture), kinds_there(graph)
    assert (picture.view.graph.params, picture.view.graph.macs) == (graph.params, graph.macs)
    found = counted.all()
    missing = there - found
    assert not Counter({kind: number for kind, number in found.items() if kind in there}) - there
    projecting = sum(number for kind, number in missing.items() if role_of([kind]) != "normalisation")
    assert projecting == found["projection"]
    assert sum(missing.values()) - projecting <= projecting  # the norms behind projections
    assert [block for block in counted.unsaid() if block[1]] == []


@pytest.mark.parametrize("name", [name for name in QUICK if name != "several_ends"])
def test_so_it_is_where_all_blocks_are_closed(name):
    graph = graph_of(name)
    counted = Counted(graph, Drawing(graph, Options(depth=1)).picture)
    closed = list(counted.unsaid())
    assert closed
    assert [block for block in closed if block[1]] == []


def test_kinds_for_which_there_is_no_room_are_counted():
    from convatlas import viz

    image = x = keras.Input((16, 16, 8), name="image")
    for layer in (
        keras.layers.Conv2D(8, 3, padding="same"),
        keras.layers.DepthwiseConv2D(3, padding="same"),
        keras.layers.SeparableConv2D(8, 3, padding="same"),
        keras.layers.Dense(8),
        keras.layers.PReLU(),
        keras.layers.LayerNormalization(),
        keras.layers.GroupNormalization(4),
        keras.layers.BatchNormalization(),
    ):
        layer.name = f"block1_{layer.name}"
        x = layer(x)
    model = keras.Model(image, keras.layers.Dense(3, name="head")(x), name="crowd")
    graph = viz.trace(model)
    counted = Counted(graph, Drawing(graph, Options(depth=1)).picture)
    assert list(counted.unsaid()) == [("block1", 0)]
    assert counted.view.chains["block1"].endswith("kinds")


@pytest.mark.parametrize(("sizes", "said"), [((1, 3, 5), "Conv 5×5"), ((1, 3, 5, 7), "Conv 5×5 · …")])
def test_layers_of_a_kind_that_is_named_are_not_left_out_without_a_sign(sizes, said):
    from convatlas import viz

    image = x = keras.Input((16, 16, 8), name="image")
    for size in sizes:
        x = keras.layers.Conv2D(8, size, padding="same", name=f"block1_conv{size}")(x)
    graph = viz.trace(keras.Model(image, keras.layers.Dense(3, name="head")(x), name="sizes"))
    chains = Drawing(graph, Options(depth=1)).picture.view.chains
    assert chains["block1"] == f"Conv 1×1 · Conv 3×3 · {said}"
