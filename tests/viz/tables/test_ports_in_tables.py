"""What a model takes and returns, told below its table where there are several."""

from __future__ import annotations

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, Port, TensorSpec

SPEC = TensorSpec((None, 4))


def test_several_outputs_are_told_by_name_and_layer():
    nodes = (Node("x", "Input", "input", outputs=(SPEC,)), Node("a", "LSTM", inputs=(SPEC,), outputs=(SPEC, SPEC)))
    returned = (Port("state", "a", 1, SPEC), Port("a", "a", 0, SPEC))
    graph = Graph("n", nodes, (Edge("x", "a", SPEC),), "Net", (Port("x", "x", 0, SPEC),), returned)
    assert viz.tabulate(graph).notes == ("returns 2 tensors: state (of a), a",)
    assert viz.tabulate(Graph("n", nodes, graph.edges, "Net", graph.inputs, returned[:1])).notes == ()
