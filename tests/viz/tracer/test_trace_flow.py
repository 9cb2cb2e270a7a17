"""Conditions, loops and steps tell what they run, with its tensors connected."""

from __future__ import annotations

import keras
import networkx
import pytest
import tensorflow as tf
from keras import layers, ops
from traced_models import functional

from convatlas import viz

CONDITION = "a condition: one of its branches runs; the multiply-adds of all are counted"
LOOP = "a loop: seen at one of its rounds; multiply-adds are those of all"
OPEN_LOOP = "a loop: seen at one of its rounds, whose number is open"
BRANCHES = ("one", "other", "choice")
STEP = "seen at one of its steps; multiply-adds are those of all"


class Flow(layers.Layer):
    """Two layers of four units, run as `how` says."""

    def __init__(self, how):
        super().__init__(name="flow")
        self.how, self.one, self.other = how, layers.Dense(4), layers.Dense(4)

    def build(self, shape):
        self.one.build((None, 4))
        self.other.build((None, 4))

    def call(self, x):
        return self.how(self, x)


def scanned(scan):
    return lambda self, x: scan(self, ops.transpose(x, (1, 0, 2)))


CONDITIONS = {
    "cond": lambda self, x: ops.cond(ops.sum(x) > 0, lambda: self.one(x), lambda: self.other(x * 2)),
    "switch": lambda self, x: ops.switch(1, [self.one, self.other], x),
    "tf.switch_case": lambda self, x: tf.switch_case(
        tf.cast(tf.reduce_sum(x), "int32"), [lambda: self.one(x), lambda: self.other(x)]
    ),
    "tf.cond": lambda self, x: tf.cond(tf.reduce_sum(x) > 0, lambda: self.one(x), lambda: self.other(x * 2)),
}
LOOPS = {  # name -> shape of a sample, what is called, multiply-adds of one Dense in all rounds, note
    "while_loop": (
        (4,),
        lambda self, x: ops.while_loop(lambda a: ops.sum(a) > 0, lambda a: [self.one(a)], [x])[0],
        None,
        OPEN_LOOP,
    ),
    "while_loop, bounded": (
        (4,),
        lambda self, x: ops.while_loop(lambda a: ops.sum(a) > 0, lambda a: [self.one(a)], [x], maximum_iterations=5)[0],
        80,
        LOOP,
    ),
    "fori_loop": ((4,), lambda self, x: ops.fori_loop(0, 3, lambda i, a: self.one(a), x), 48, LOOP),
    "map": ((3, 4), lambda self, x: ops.map(self.one, x), 48, LOOP),
    "vectorized_map": ((3, 4), lambda self, x: ops.vectorized_map(self.one, x), 48, LOOP),
    "scan": (
        (3, 4),
        scanned(lambda self, xs: ops.scan(lambda a, x: (self.one(a) + x, x), xs[0], xs)[0]),
        48,
        LOOP,
    ),
    "tf.while_loop": (
        (4,),
        lambda self, x: tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, self.one(a)), [0, x])[1],
        None,
        OPEN_LOOP,
    ),
    "tf.map_fn": (
        (3, 4),
        lambda self, x: tf.map_fn(self.one, tf.ensure_shape(x, (None, 3, 4))),
        None,
        OPEN_LOOP,
    ),
    "tf.scan": (
        (3, 4),
        lambda self, x: tf.scan(lambda a, r: self.one(a) + r, tf.transpose(x, [1, 0, 2])),
        48,
        LOOP,
    ),
}


def traced(how, shape):
    return viz.trace(functional(lambda x: layers.Flatten(name="last")(Flow(how)(x)), shape))


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_tells_its_branches(name):
    graph = traced(CONDITIONS[name], (4,))
    block = next(node for node in graph.nodes if node.note == CONDITION)
    inside = {node.name for node in graph.leaves if node.path.startswith(f"{block.path}/")}
    assert {"one", "other", "choice"} <= inside
    assert (graph.params, graph.macs) == (40, 32)
    flow = graph.to_networkx()
    for branch in ("one", "other"):
        assert networkx.has_path(flow, "input_layer", f"{block.path}/{branch}")
        assert networkx.has_path(flow, f"{block.path}/{branch}", "last")


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_tells_one_of_its_rounds(name):
    shape, how, macs, note = LOOPS[name]
    graph = traced(how, shape)
    one = next(node for node in graph.leaves if node.name == "one")
    assert graph.by_path[one.parent].note == note
    assert (one.params, one.macs) == (20, macs)
    flow = graph.to_networkx()
    assert networkx.has_path(flow, "input_layer", one.path)
    assert networkx.has_path(flow, one.path, "last")


def test_parts_that_tensorflow_does_not_tell_are_noted():
    spec = tf.TensorSpec((None, 4))
    graph = traced(lambda self, x: tf.function(lambda y: self.one(y)).get_concrete_function(spec)(x), (4,))
    assert graph.by_path["flow"].note == (
        "not seen through: NotImplementedError: its `call` runs layers within a loop, a condition or a function of "
        "TensorFlow that does not tell its parts"
    )


@keras.saving.register_keras_serializable("tests")
class Cell(layers.Layer):
    """A cell of two layers."""

    def __init__(self, **options):
        super().__init__(**options)
        self.state_size = 4
        self.enter, self.recur = layers.Dense(4), layers.Dense(4)

    def build(self, shape):
        self.enter.build(shape)
        self.recur.build((None, 4))

    def call(self, x, states):
        new = self.enter(x) + self.recur(states[0])
        return new, [new]


RECURRENT = {
    "rnn": (lambda: layers.RNN(Cell()), 1),
    "states": (lambda: layers.RNN(Cell(), return_state=True), 1),
    "bidirectional": (lambda: layers.Bidirectional(layers.RNN(Cell())), 2),
    "stacked": (lambda: layers.RNN([Cell(), layers.LSTMCell(4), Cell()]), 2),
}


def test_states_that_are_given_lead_into_the_cell():
    graph = viz.trace(functional(lambda x, state: layers.RNN(Cell())(x, initial_state=state), (3, 4), (4,)))
    recur = next(node.path for node in graph.leaves if node.name == "recur")
    assert [edge.source for edge in graph.edges if edge.target == recur] == ["input_layer_1"]


@pytest.mark.parametrize("name", RECURRENT)
def test_cells_are_looked_into(name):
    make, cells = RECURRENT[name]
    graph = viz.trace(functional(lambda x: make()(x), (3, 4)))
    found = [node for node in graph.leaves if node.name in ("enter", "recur")]
    assert [(node.params, node.macs) for node in found] == [(20, 48)] * 2 * cells
    assert STEP in {node.note for node in graph.nodes}
    assert all(networkx.has_path(graph.to_networkx(), "input_layer", n.path) for n in found if n.name == "enter")


def test_recurrent_layers_of_keras_alone_stay_closed():
    make = lambda x: layers.Bidirectional(layers.RNN([layers.LSTMCell(4), layers.GRUCell(4)]))(x)  # noqa: E731
    assert [node.kind for node in viz.trace(functional(make, (3, 4))).nodes] == ["Input", "Bidirectional"]


def test_time_distributed_within_time_distributed():
    inner = keras.Sequential([layers.Dense(4), layers.Dense(1)], name="inner")
    model = keras.Sequential([keras.Input((3, 5, 6, 2)), layers.TimeDistributed(layers.TimeDistributed(inner))])
    graph = viz.trace(model)
    assert [node.macs for node in graph.leaves] == [0, 3 * 5 * 6 * 8, 3 * 5 * 6 * 4]


def test_a_pipeline_is_looked_into():
    make = lambda x: layers.Pipeline([layers.Rescaling(2.0), layers.CenterCrop(4, 4)])(x)  # noqa: E731
    graph = viz.trace(functional(make, (8, 8, 3)))
    assert [node.kind for node in graph.leaves] == ["Input", "Rescaling", "CenterCrop"]


class Compiled(layers.Layer):
    """Calls two layers of four units by functions that TensorFlow compiles."""

    def __init__(self, how):
        super().__init__(name="compiled")
        self.how, self.one, self.other = how, layers.Dense(4), layers.Dense(4)
        self.held = tf.function(lambda x: self.other(self.one(tf.nn.relu(x))))

    @tf.function(jit_compile=True)
    def method(self, x):
        return self.other(self.one(x))

    @tf.function
    def chosen(self, x):
        if tf.reduce_sum(x) > 0:
            y = self.one(x)
        else:
            y = self.other(x)
        return y

    @tf.function
    def call(self, x):
        return getattr(self, self.how)(x)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("held", ["compiled/relu", "compiled/one", "compiled/other"]),
        ("method", ["compiled/one", "compiled/other"]),
        ("chosen", [f"compiled/{name}" for name in ("sum", "greater", *(f"condition/{n}" for n in BRANCHES))]),
    ],
)
def test_functions_that_are_compiled_are_looked_into(how, expected):
    model = functional(lambda x: Compiled(how)(x), (4,))
    graph = viz.trace(model)
    assert [node.path for node in graph.leaves[1:]] == expected
    assert (graph.params, graph.macs) == (model.count_params(), 32)
    assert networkx.has_path(graph.to_networkx(), "input_layer", graph.outputs[0].path)
    assert viz.trace(model) == graph
