"""Networks that others wrote, all of them, beside what was counted for docs/oracle.md by other programs."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path

import keras
import networkx
import pytest

from convatlas import viz

DOCS = Path(__file__).parents[3] / "docs"
KEPT = json.loads((DOCS / "images" / "oracle.json").read_text(encoding="utf-8"))
EVERY_DAY = ("keras.applications MobileNet",)
SWEPT = (pytest.mark.slow, pytest.mark.sweep)


def oracle():
    spec = importlib.util.spec_from_file_location("make_oracle", DOCS / "make_oracle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ORACLE = oracle()
NETWORKS = dict(ORACLE.networks())


def marks(name):
    if "keras_hub" in name:
        return (*SWEPT, pytest.mark.hub)
    return () if name in EVERY_DAY else SWEPT


def test_every_network_was_counted():
    assert sorted(KEPT) == sorted(NETWORKS)


@pytest.mark.parametrize("name", KEPT)
def test_what_was_found(name):
    found = KEPT[name]
    assert found["params"] == found["params_of_keras"]
    assert found["macs"] == found["profiled"] - found["of_constants"]
    assert (found["open"], found["closed"]) == ([], [])
    assert (found["acyclic"], found["equal"], found["outputs"]) == (True, True, True)


def test_the_page_tells_what_was_found():
    assert (DOCS / "oracle.md").read_text(encoding="utf-8") == ORACLE.page(KEPT)


@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(name)) for name in NETWORKS])
def test_a_network_is_told_as_it_was_found(name):
    if "keras_hub" in name:
        pytest.importorskip("keras_hub", reason="needs keras-hub", exc_type=ImportError)
    with warnings.catch_warnings(action="ignore"), keras.StatelessScope(initialize_variables=False):
        model = NETWORKS[name]()
    graph, at_length = viz.trace(model), viz.trace(model, input_shape=ORACLE.shapes_of(model))
    outputs = [(tuple(tensor.shape), tensor.dtype) for tensor in keras.tree.flatten(model.output)]
    assert graph.params == model.count_params() == KEPT[name]["params"]
    assert (at_length.macs, at_length.uncounted) == (KEPT[name]["macs"], 0)
    assert [(port.shape, port.dtype) for port in graph.outputs] == outputs
    assert networkx.is_directed_acyclic_graph(graph.to_networkx())
    assert viz.trace(model) == graph
    assert not ORACLE.closed(graph)
