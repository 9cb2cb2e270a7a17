"""Which output of which layer goes into which input of which other, and what a model takes and returns."""

from __future__ import annotations

import keras
import pytest
import tensorflow as tf
from keras import layers

from convatlas import viz
from convatlas.viz import Graph


def edges(graph):
    """`source:output>target:input` of every edge, numbers of 0 left out."""

    def end(path, number):
        return f"{path}:{number}" if number else path

    return " ".join(f"{end(e.source, e.output)}>{end(e.target, e.input)}" for e in graph.edges)


def ports(graph):
    """Names of what a model takes and returns, and what makes it."""
    return [" ".join(f"{p.name}={p.path}:{p.output}" for p in found) for found in (graph.inputs, graph.outputs)]


def check(graph):
    """Every number of a port is there, with the tensor that passes; written out and read again the graph is equal."""
    for edge in graph.edges:
        assert graph.by_path[edge.source].outputs[edge.output].shape == edge.tensor.shape
        assert graph.by_path[edge.target].inputs[edge.input].shape == edge.tensor.shape
    for port in (*graph.inputs, *graph.outputs):
        assert graph.by_path[port.path].outputs[port.output] == port.tensor
    for block in graph.groups:
        assert (len(block.entries), len(block.exits)) == (len(block.inputs), len(block.outputs))
    assert Graph.from_json(graph.to_json()) == graph


def recurrent(**more):
    return layers.LSTM(7, return_sequences=True, return_state=True, name="lstm", **more)


def two_states():
    taken = keras.Input((5, 3), name="x")
    _, h, c = recurrent()(taken)
    return keras.Model(taken, layers.Dense(1, name="d")(layers.Concatenate(name="both")([c, h])))


def test_two_outputs_of_a_layer_are_two_edges():
    graph = viz.trace(two_states())
    check(graph)
    assert edges(graph) == "x>lstm lstm:2>both lstm:1>both:1 both>d"


def test_one_tensor_that_is_taken_twice_is_two_edges():
    taken = keras.Input((6, 4), name="x")
    attended = layers.MultiHeadAttention(2, 3, name="a")(taken, taken)
    graph = viz.trace(keras.Model(taken, layers.Add(name="s")([attended, attended])))
    check(graph)
    assert edges(graph) == "x>a x>a:1 a>s a>s:1"
    assert graph.links == (("x", "a"), ("a", "s"))


@pytest.mark.parametrize(("keys", "said"), [("ab", "a>s b>s:1"), ("ba", "b>s a>s:1")])
def test_the_order_of_inputs_is_kept(keys, said):
    given = {name: keras.Input((4,), name=name) for name in "ab"}
    model = keras.Model(list(given.values()), layers.Subtract(name="s")([given[key] for key in keys]))
    assert edges(viz.trace(model)) == said


def test_what_is_returned_is_an_output_though_it_is_used_further_on():
    taken = keras.Input((8,), name="x")
    a = layers.Dense(4, name="a")(taken)
    graph = viz.trace(keras.Model(taken, [layers.Dense(2, name="b")(a), a, a, taken]))
    check(graph)
    assert ports(graph) == ["x=x:0", "b=b:0 a=a:0 a=a:0 x=x:0"]


def test_what_nobody_takes_is_no_output():
    taken = keras.Input((3,), name="x")
    forked = keras.Model(taken, [layers.Dense(4, name="used")(taken), layers.Dense(5, name="left")(taken)], name="fork")
    again = keras.Input((3,), name="again")
    graph = viz.trace(keras.Model(again, layers.Dense(1, name="d")(forked(again)[0])))
    check(graph)
    assert [port.path for port in graph.outputs] == ["d"]


def inner():
    taken = keras.Input((5, 3), name="t")
    o, h, c = recurrent()(taken)
    return keras.Model(taken, {"seq": o, "c": c, "h": h, "same": taken}, name="inner")


def test_mappings_of_tensors_name_them():
    taken = {"one": keras.Input((5, 3), name="one"), "other": keras.Input((5, 3), name="other")}
    found = inner()(taken["other"])
    made = {"z": found["seq"], "a": [layers.Dense(2, name="d")(found["c"]), taken["one"]], "h": found["h"]}
    graph = viz.trace(keras.Model(taken, made))
    check(graph)
    assert edges(graph) == "other>inner/lstm inner/lstm:2>d"
    assert ports(graph) == ["one=one:0 other=other:0", "a/0=d:0 a/1=one:0 h=inner/lstm:1 z=inner/lstm:0"]


def test_a_closed_block_gives_what_its_inside_gave():
    taken = keras.Input((5, 3), name="x")
    found = inner()(taken)
    made = layers.Concatenate(name="both")([found["h"], found["c"]])
    graph = viz.trace(keras.Model(taken, [made, found["seq"]])).folded(1)
    check(graph)
    assert edges(graph) == "x>inner inner:1>both inner>both:1"
    assert ports(graph) == ["x=x:0", "both=both:0 inner=inner:3"]
    assert (graph.by_path["inner"].entries, graph.by_path["inner"].exits) == ((), ())


def test_a_closed_block_takes_every_tensor_at_its_place():
    pair = [keras.Input((4,), name="p"), keras.Input((4,), name="q")]
    block = keras.Model(pair, layers.Subtract(name="s")([layers.Dense(4, name="d")(pair[1]), pair[0]]), name="block")
    taken = keras.Input((4,), name="x")
    made = layers.Dense(4, name="y")(taken)
    graph = viz.trace(keras.Model(taken, block([block([made, taken]), taken])))
    check(graph)
    assert edges(graph.folded(1)) == "x>y x>block:1 y>block x>block:2:1 block>block:2"
    graph = viz.trace(keras.Model(taken, block([taken, taken])))
    assert edges(graph.folded(1)) == "x>block x>block:1"


class Heads(keras.Model):
    """Seen by replaying it."""

    def __init__(self):
        super().__init__()
        self.inner, self.a, self.b = inner(), layers.Dense(3), layers.Dense(4)

    def call(self, x):
        found = self.inner(x)
        return {"q": (self.b(found["h"]), x), "p": self.a(found["c"])}


class Watched(Heads):
    """Seen by watching TensorFlow, whose operations it uses."""

    def call(self, x):
        found = self.inner(x)
        return self.b(found["h"]), self.a(tf.nn.relu(found["c"])), found["seq"]


@pytest.mark.parametrize(
    ("kind", "ways", "outputs"),
    [
        (Heads, "inner/lstm:2>a inner/lstm:1>b", "p=a:0 q/0=b:0 q/1=input:0"),
        (Watched, "inner/lstm:1>b inner/lstm:2>relu relu>a", "b=b:0 a=a:0 inner=inner/lstm:0"),
    ],
)
def test_subclassed_models(kind, ways, outputs):
    graph = viz.trace(kind(), input_shape=(5, 3))
    check(graph)
    assert edges(graph) == f"input>inner/lstm {ways}"
    assert ports(graph) == ["input=input:0", outputs]


def test_a_layer_of_several_outputs_by_itself():
    graph = viz.trace(recurrent(), input_shape=(5, 3))
    check(graph)
    assert ports(graph) == ["input=input:0", "lstm=lstm:0 lstm=lstm:1 lstm=lstm:2"]


def test_shared_layers_and_groups_by_name():
    taken = keras.Input((4,), name="x")
    first, second = layers.Dense(4, name="stage1_a"), layers.Dense(4, name="stage1_b")
    model = keras.Model(taken, [second(first(taken)), layers.Dense(2, name="end")(second(taken))])
    graph = viz.trace(model)
    check(graph)
    assert [port.name for port in graph.outputs] == ["stage1_b", "end"]
    assert all(port.path in graph.by_path for port in graph.outputs)
