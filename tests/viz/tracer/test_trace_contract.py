"""What every trace promises, run over every kind of model."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import keras
import networkx
import pytest
from executed_calls import executed, traced
from traced_models import APPLICATIONS, MODELS

from convatlas import viz

SCHEMA = json.loads(resources.files("convatlas.viz.graph").joinpath("graph.schema.json").read_text())
CASES = [*MODELS.items(), *((name, pytest.param(case, marks=pytest.mark.slow)) for name, case in APPLICATIONS.items())]


def case_id(name, case):
    values = case.values if hasattr(case, "values") else (case,)
    return pytest.param(*values, id=name, marks=getattr(case, "marks", ()))


@pytest.mark.parametrize("case", [case_id(*item) for item in CASES])
def test_a_trace_tells_what_the_model_does(case):
    make, inputs = case
    model = make()
    graph = viz.trace(model)

    assert graph.trainable_params == sum(keras.ops.size(w) for w in model.trainable_weights)
    assert graph.params == model.count_params()
    assert networkx.is_directed_acyclic_graph(graph.to_networkx())
    assert traced(graph, batch=2) == executed(model, inputs)

    assert viz.trace(model) == graph
    assert viz.trace(make()) == graph
    text = graph.to_json()
    jsonschema.validate(json.loads(text), SCHEMA)
    assert viz.Graph.from_json(text) == graph
    assert viz.Graph.from_json(text).to_json() == text

    for depth in range(1, 5):
        folded = graph.folded(depth)
        assert (folded.params, folded.trainable_params, folded.macs) == (
            graph.params,
            graph.trainable_params,
            graph.macs,
        )
        assert networkx.is_directed_acyclic_graph(folded.to_networkx())
