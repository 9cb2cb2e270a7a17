"""Names of inputs and outputs in boxes."""

from __future__ import annotations

import pytest

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, Port, TensorSpec
from convatlas.viz.words import has_all, totals, with_ports
from convatlas.viz.words.operands import SIGNS
from convatlas.viz.words.port_names import ARROW
from convatlas.viz.words.quantities import AT_LEAST

SPEC = TensorSpec((None, 4))


def net(taken, returned):
    """An input or two, a dense layer and one behind it; ports as `name=leaf`."""
    nodes = (
        *(Node(f"x{n}", "Input", "input", outputs=(SPEC,)) for n in range(2)),
        Node("a", "Dense"),
        Node("b", "Dense"),
    )
    ports = ((Port(*pair.split("="), 0, SPEC) for pair in text.split()) for text in (taken, returned))
    return Graph("n", nodes, (Edge("x0", "a", SPEC), Edge("a", "b", SPEC)), "Net", *map(tuple, ports))


@pytest.mark.parametrize(
    ("taken", "returned", "said"),
    [
        ("input=x0", "predictions=b", "Input, Input, Dense, Dense"),
        ("input_layer_3=x0", "dense_1=b", "Input, Input, Dense, Dense"),
        ("age=x0", "price=b", "Input age, Input, Dense, Dense → price"),
        ("age=x0 input_layer=x1", "dense=a dense_1=b", "Input age, Input 2, Dense → output 1, Dense → output 2"),
        ("input=x0 other=x1", "mean=b spread=b mean=b", "Input input, Input other, Dense, Dense → mean, spread"),
        ("input=x0", "dense=a", "Input, Input, Dense → output, Dense"),
        ("input=x0", "hidden=a end=b x=x1", "Input, Input → x, Dense → hidden, Dense → end"),
    ],
)
def test_names_where_there_are_several_or_somebody_gave_them(taken, returned, said):
    graph = net(taken, returned)
    titles = ("Input" if node.role == "input" else "Dense" for node in graph.nodes)
    assert ", ".join(with_ports(graph, node, title) for node, title in zip(graph.nodes, titles, strict=True)) == said


def test_a_picture_of_two_inputs_and_two_outputs_names_all_folded_or_not():
    graph = net("age=x0 income=x1", "mean=a spread=b")
    for more in ({}, {"fold": None}, {"direction": "LR"}):
        drawn = viz.draw(graph, **more)
        assert all(name in drawn.to(f) for name in ("age", "income", "mean", "spread") for f in ("svg", "text", "dot"))
        assert "mean" in drawn.to("html")


def test_more_inputs_than_a_line_takes_are_counted():
    graph = net(" ".join(f"n{n}=x0" for n in range(40)), "b=b")
    assert totals(graph) == "0 parameters · 0 MACs · 40 inputs"


def test_the_font_that_we_ship_has_every_sign():
    assert has_all(ARROW + AT_LEAST + "".join(SIGNS.values()))
