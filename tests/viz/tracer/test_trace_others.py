"""Networks that others wrote, all of them, beside what was counted for docs/oracle.md by other programs."""

from __future__ import annotations

import keras
import networkx
import pytest
from others import DOCS, KEPT, built, marks, oracle

from convatlas import viz

EVERY_DAY = ("keras.applications MobileNet",)
NAMES = [name if name in EVERY_DAY else pytest.param(name, marks=marks(name)) for name in KEPT]


def test_every_network_was_counted():
    assert sorted(KEPT) == sorted(dict(oracle().networks()))


@pytest.mark.parametrize("name", KEPT)
def test_what_was_found(name):
    found = KEPT[name]
    assert found["params"] == found["params_of_keras"]
    assert found["macs"] == found["profiled"] - found["of_constants"]
    assert (found["open"], found["closed"]) == ([], [])
    assert (found["acyclic"], found["equal"], found["outputs"]) == (True, True, True)


def test_the_page_tells_what_was_found():
    assert (DOCS / "oracle.md").read_text(encoding="utf-8") == oracle().page(KEPT)


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_told_as_it_was_found(name):
    model = built(name)
    graph, at_length = viz.trace(model), viz.trace(model, input_shape=oracle().shapes_of(model))
    outputs = [(tuple(tensor.shape), tensor.dtype) for tensor in keras.tree.flatten(model.output)]
    assert graph.params == model.count_params() == KEPT[name]["params"]
    assert (at_length.macs, at_length.uncounted) == (KEPT[name]["macs"], 0)
    assert [(port.shape, port.dtype) for port in graph.outputs] == outputs
    assert networkx.is_directed_acyclic_graph(graph.to_networkx())
    assert viz.trace(model) == graph
    assert not oracle().closed(graph)
