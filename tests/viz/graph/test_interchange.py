"""Graphs as JSON and as networkx graphs; what is refused, and with which words."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import networkx
import pytest

from convatlas.files import limits
from convatlas.viz import Edge, Graph, Node, Port, TensorSpec

SCHEMA = json.loads(resources.files("convatlas.viz.graph").joinpath("graph.schema.json").read_text())
IMAGE, ROW = TensorSpec((None, 8, 8, 3)), TensorSpec((None, 10), "float16")
GRAPH = Graph(
    "n",
    (
        Node("input", "Input", "input", outputs=(IMAGE,)),
        Node(
            "block",
            "Block",
            inputs=(IMAGE,),
            outputs=(ROW,),
            trainable_params=3,
            entries=(("input", 0),),
            exits=(("block/a", 1),),
        ),
        Node("block/a", "Dense", "dense", "keras.layers", (IMAGE,), (IMAGE, ROW), 5, 2, 7, (("units", "10"),), "block"),
        Node("b", "Übung", inputs=(IMAGE, ROW), outputs=(ROW,), macs=None, shares="block/a", count=2, note="?"),
    ),
    (Edge("input", "block/a", IMAGE), Edge("block/a", "b", IMAGE), Edge("block/a", "b", ROW, output=1, input=1)),
    "Net",
    (Port("picture", "input", 0, IMAGE),),
    (Port("answer", "b", 0, ROW), Port("state", "block/a", 1, ROW)),
)
TEXT = """{"format": "convatlas-graph", "version": 2, "name": "n", "kind": "Net",
"inputs": [
  ["picture", "input", 0, [null, 8, 8, 3], "float32"]
],
"outputs": [
  ["answer", "b", 0, [null, 10], "float16"],
  ["state", "block/a", 1, [null, 10], "float16"]
],
"nodes": [
  {"path": "input", "kind": "Input", "role": "input", "outputs": [[[null, 8, 8, 3], "float32"]]},
  {"path": "block", "kind": "Block", "inputs": [[[null, 8, 8, 3], "float32"]], "outputs": [[[null, 10], "float16"]], \
"trainable_params": 3, "entries": [["input", 0]], "exits": [["block/a", 1]]},
  {"path": "block/a", "kind": "Dense", "role": "dense", "module": "keras.layers", \
"inputs": [[[null, 8, 8, 3], "float32"]], "outputs": [[[null, 8, 8, 3], "float32"], [[null, 10], "float16"]], \
"trainable_params": 5, \
"non_trainable_params": 2, "macs": 7, "settings": {"units": "10"}, "parent": "block"},
  {"path": "b", "kind": "Übung", "inputs": [[[null, 8, 8, 3], "float32"], [[null, 10], "float16"]], \
"outputs": [[[null, 10], "float16"]], \
"macs": null, "shares": "block/a", "count": 2, "note": "?"}
],
"edges": [
  ["input", "block/a", 0, 0, [null, 8, 8, 3], "float32"],
  ["block/a", "b", 0, 0, [null, 8, 8, 3], "float32"],
  ["block/a", "b", 1, 1, [null, 10], "float16"]
]}
"""


def refusal(record):
    with pytest.raises(ValueError) as caught:
        Graph.from_json(record if isinstance(record, str) else json.dumps(record))
    return str(caught.value)


def test_the_text():
    assert GRAPH.to_json() == TEXT
    assert Graph.from_json(TEXT) == GRAPH
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(TEXT), SCHEMA)


def test_an_empty_graph_is_none():
    assert refusal(Graph("n").to_json()) == 'not a graph: "nodes" must hold one at least'


def test_bounds_are_told():
    with limits(nodes=3):
        assert refusal(TEXT) == (
            f"holds {len(json.loads(TEXT)['nodes'])} nodes; at most 3 are allowed, more within `viz.limits(nodes=...)`"
        )


def with_node(**facts):
    """The record of the graph with a change in its second node; a fact that is `...` is left out."""
    record = json.loads(TEXT)
    record["nodes"][1] |= facts
    record["nodes"][1] = {key: value for key, value in record["nodes"][1].items() if value is not ...}
    return record


KEYS = (
    "path, kind, role, module, parent, shares, note, trainable_params, non_trainable_params, "
    "uncounted, unweighed, inputs, outputs, macs, count, settings, entries, exits"
)
COUNT = "must be a whole number from 0 to 10^18"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"kind": 3}, "'kind' of node 1 must be a text"),
        ({"path": ...}, "node 1 must have a path and a kind"),
        ({"trainable_params": -1}, f"'trainable_params' of node 1 {COUNT}"),
        ({"trainable_params": True}, f"'trainable_params' of node 1 {COUNT}"),
        ({"trainable_params": 1.5}, f"'trainable_params' of node 1 {COUNT}"),
        ({"macs": "many"}, "'macs' of node 1 must be null or a whole number from 0 to 10^18"),
        ({"macs": 10**400}, "'macs' of node 1 must be null or a whole number from 0 to 10^18"),
        ({"outputs": [[[1] * 65, "float32"]]}, "'outputs' of node 1 must be a list of [shape, dtype]"),
        ({"count": 0}, "'count' of node 1 must be a whole number of at least 1"),
        ({"inputs": [[[1, "a"], "float32"]]}, "'inputs' of node 1 must be a list of [shape, dtype]"),
        ({"inputs": [[[-1], "float32"]]}, "'inputs' of node 1 must be a list of [shape, dtype]"),
        ({"outputs": {}}, "'outputs' of node 1 must be a list of [shape, dtype]"),
        ({"entries": [["input", -1]]}, "'entries' of node 1 must be a list of [path, output]"),
        ({"exits": [["block/a"]]}, "'exits' of node 1 must be a list of [path, output]"),
        ({"settings": {"a": 1}}, "'settings' of node 1 must be texts by name"),
        ({"colour": "red"}, f"node 1 has the key 'colour'; allowed are {KEYS}"),
    ],
)
def test_facts_of_a_wrong_kind(facts, message):
    record = with_node(**facts)
    assert refusal(record) == f"not a graph: {message}"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, SCHEMA)


def test_halves_of_characters_which_no_schema_can_tell():
    assert refusal(with_node(settings={"\ud800": "1"})) == "not a graph: 'settings' of node 1 must be texts by name"
    assert refusal(json.loads(TEXT) | {"name": "\ud800"}) == 'not a graph: "name" must be a text'
    assert refusal(with_node(kind="\ud800")) == "not a graph: 'kind' of node 1 must be a text"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"path": "input"}, "two nodes have the path 'input'"),
        ({"path": "other"}, "the parent 'block' of 'block/a' is no block before and around it"),
        ({"parent": "block"}, "the parent 'block' of 'block' is no block before and around it"),
        ({"path": ""}, "node 1 has no path"),
    ],
)
def test_paths_that_do_not_nest(facts, message):
    assert refusal(with_node(**facts)) == f"not a graph: {message}"


def test_paths_that_nest_too_deep():
    assert refusal(with_node(path="/" * 300)) == (
        f"{'/' * 50!r}... stands in 300 blocks; at most 200 are allowed, more within `viz.limits(nesting=...)`"
    )


def test_a_way_that_leaves_a_block_and_comes_back_is_refused():
    nodes = [
        {"path": "block", "kind": "Block"},
        {"path": "block/a", "kind": "Dense", "parent": "block", "outputs": [[[], "float32"]]},
        {"path": "b", "kind": "Dense", "inputs": [[[], "float32"]], "outputs": [[[], "float32"]]},
        {"path": "block/c", "kind": "Dense", "parent": "block", "inputs": [[[], "float32"]]},
    ]
    edges = [["block/a", "b", 0, 0, [], "float32"], ["b", "block/c", 0, 0, [], "float32"]]
    record = json.loads(TEXT) | {"nodes": nodes, "edges": edges, "inputs": [], "outputs": []}
    assert refusal(record) == "not a graph: a way leaves the block 'block' and comes back to it by 'b'"


EDGE = "edge 0 must be [source, target, output, input, shape, dtype]"


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (["b", "block/a", 0, 0, [], "float32"], "edge 0 leads back from 'b' to 'block/a'"),
        (["b", "b", 0, 0, [], "float32"], "edge 0 leads back from 'b' to 'b'"),
        (["block", "b", 0, 0, [], "float32"], "edge 0 names 'block', which is no leaf"),
        (["c", "b", 0, 0, [], "float32"], "edge 0 names 'c', which is no leaf"),
        (["block/a", "b", 2, 0, [], "float32"], "edge 0 names output 2 of 'block/a', which has 2"),
        (["input", "b", 0, 2, [], "float32"], "edge 0 names input 2 of 'b', which has 2"),
        (["input", "b", 0, 0, [None]], EDGE),
        (["input", ["b"], 0, 0, [], "float32"], EDGE),
        (["input", "b", -1, 0, [], "float32"], EDGE),
        (["input", "b", 0, 0, None, "float32"], EDGE),
        ({}, EDGE),
    ],
)
def test_edges_that_lead_nowhere_or_back(edge, message):
    assert refusal(json.loads(TEXT) | {"edges": [edge]}) == f"not a graph: {message}"


PORT = "[name, path, output, shape, dtype], and true behind these where the name is a key"


@pytest.mark.parametrize("key", ["inputs", "outputs"])
@pytest.mark.parametrize(
    ("port", "message"),
    [
        (["x", "block", 0, [], "float32"], "0 names 'block', which is no leaf"),
        (["x", "b", 1, [], "float32"], "0 names output 1 of 'b', which has 1"),
        (["x", "", 1, [], "float32"], "0 names output 1 of '', which has 1"),
        (["x", "b", [], "float32"], f"0 must be {PORT}"),
        ([3, "b", 0, [], "float32"], f"0 must be {PORT}"),
        (["x", "b", 0, [-1], "float32"], f"0 must be {PORT}"),
        (["x", "b", 0, [], "float32", False], f"0 must be {PORT}"),
        (["x", "b", 0, [], "float32", True, True], f"0 must be {PORT}"),
        ("x", f"0 must be {PORT}"),
    ],
)
def test_ports_that_are_none(key, port, message):
    assert refusal(json.loads(TEXT) | {key: [port]}) == f"not a graph: {key} {message}"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"entries": [["input", 0], ["input", 0]]}, "'entries' of node 1 must be as many as its inputs, or none"),
        ({"exits": [["block", 0]]}, "'exits' of node 1 names 'block', which is no leaf"),
        ({"exits": [["block/a", 2]]}, "'exits' of node 1 names output 2 of 'block/a', which has 2"),
    ],
)
def test_ends_of_blocks_that_are_nowhere(facts, message):
    assert refusal(with_node(**facts)) == f"not a graph: {message}"


def test_an_output_that_no_layer_makes():
    record = json.loads(TEXT) | {"outputs": [["fixed", "", 0, [2], "float32"]]}
    jsonschema.validate(record, SCHEMA)
    assert Graph.from_json(json.dumps(record)).outputs == (Port("fixed", "", 0, TensorSpec((2,))),)


def test_a_key_is_told_from_a_name():
    record = json.loads(TEXT) | {"outputs": [["mean", "b", 0, [2], "float32", True]]}
    jsonschema.validate(record, SCHEMA)
    graph = Graph.from_json(json.dumps(record))
    assert graph.outputs == (Port("mean", "b", 0, TensorSpec((2,)), keyed=True),)
    assert Graph.from_json(graph.to_json()) == graph


def test_other_texts():
    record = json.loads(TEXT)
    assert refusal("{") == (
        "not a graph: the text is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    )
    assert refusal("[" * 100_000) == (
        "not a graph: the text nests deeper than 200 levels, more within `viz.limits(nesting=...)`"
    )
    assert refusal([]) == 'not a graph: the key "format" must be "convatlas-graph"'
    assert refusal(record | {"version": 1}) == 'this graph has "version" 1; this convatlas reads version 2'
    assert refusal(record | {"version": True}) == 'this graph has "version" True; this convatlas reads version 2'
    assert refusal(record | {"more": 1}) == (
        "not a graph: its keys must be format, version, name, kind, inputs, outputs, nodes, edges, and are format, "
        "version, name, kind, inputs, outputs, nodes, edges, more"
    )
    assert refusal(record | {"nodes": {}}) == 'not a graph: "nodes" must be a list'
    assert refusal(record | {"name": None}) == 'not a graph: "name" must be a text'
    assert refusal(record | {"nodes": [3]}) == "not a graph: node 0 must have a path and a kind"


def test_the_networkx_view_is_frozen_and_has_all_facts():
    view = GRAPH.to_networkx()
    assert list(view) == ["input", "block/a", "b"]
    assert view.nodes["block/a"]["trainable_params"] == 5
    assert view.nodes["block/a"]["settings"] == (("units", "10"),)
    assert view.nodes["block/a"]["outputs"] == (IMAGE, ROW)
    assert view.edges["input", "block/a"] == {"tensors": (IMAGE,), "ports": ((0, 0),)}
    assert view.edges["block/a", "b"] == {"tensors": (IMAGE, ROW), "ports": ((0, 0), (1, 1))}
    assert (view.graph, networkx.is_frozen(view)) == ({"name": "n", "kind": "Net"}, True)
    with pytest.raises(networkx.NetworkXError):
        view.add_node("c")
