"""Two networks of which one is the other with a single change: the difference is empty if and only if they are one.

Networks are made from plain steps; whether two of them are the same is asked of networkx, which knows nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras
import networkx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers, ops
from networkx.algorithms.isomorphism import categorical_multiedge_match, categorical_node_match

from convatlas import viz

WIDTH, INPUTS = 4, 2
KINDS = {"dense": 1, "dropout": 1, "scaled": 1, "shifted": 1, "cut": 1, "turned": 2, "less": 2, "gru": 1}
SETTINGS = {
    "dense": ("relu", "tanh"),
    "dropout": (0.25, 0.5),
    "scaled": (0.5, 3.0),
    "shifted": (1.0, 2.5),
    "cut": (0, 1),
}


@dataclass(frozen=True)
class Step:
    """What is done, with which setting, to which tensors before it; a tensor is a step and one of its outputs."""

    kind: str
    setting: object
    reads: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Net:
    """Steps behind the inputs, which come first; the order of the inputs; and the tensors that are returned."""

    steps: tuple[Step, ...]
    taken: tuple[int, ...]
    returned: tuple[tuple[int, int], ...]


def done(step, given_tensors):
    """The outputs of a step."""
    first, *more = given_tensors
    match step.kind:
        case "dense":
            return [layers.Dense(WIDTH, activation=step.setting)(first)]
        case "dropout":
            return [layers.Dropout(step.setting)(first)]
        case "scaled":
            return [first * step.setting]
        case "shifted":
            return [step.setting - first]
        case "cut":
            return [ops.repeat(first[:, step.setting :: 2], 2, axis=1)]
        case "turned":
            return [layers.Concatenate()([first, *more])[:, :WIDTH]]
        case "less":
            return [layers.Subtract()([first, *more])]
        case _:
            found = layers.GRU(WIDTH, return_state=True, return_sequences=True)(ops.expand_dims(first, 1))
            return [found[0][:, 0], found[1]]


def model_of(net):
    tensors = [[keras.Input((WIDTH,))] for _ in range(INPUTS)]
    for step in net.steps:
        tensors.append(done(step, [tensors[place][output] for place, output in step.reads]))
    outputs = [tensors[place][output] for place, output in net.returned]
    return keras.Model([tensors[place][0] for place in net.taken], outputs)


def known(net):
    """The network as a graph of networkx, without the steps that lead nowhere, which Keras leaves out."""
    graph = networkx.MultiDiGraph()
    for place in range(INPUTS):
        graph.add_node(place, look=("input", net.taken.index(place)))
    for place, step in enumerate(net.steps, start=INPUTS):
        graph.add_node(place, look=(step.kind, step.setting))
        for number, (source, output) in enumerate(step.reads):
            graph.add_edge(source, place, port=(output, number))
    for number, (source, output) in enumerate(net.returned):
        graph.add_node(f"output {number}", look=("output", number))
        graph.add_edge(source, f"output {number}", port=(output, 0))
    ends = [f"output {number}" for number in range(len(net.returned))]
    used = {*range(INPUTS), *ends}.union(*(networkx.ancestors(graph, end) for end in ends))
    return graph.subgraph(used)


def are_one(before, after):
    matches = {
        "node_match": categorical_node_match("look", None),
        "edge_match": categorical_multiedge_match("port", None),
    }
    return networkx.is_isomorphic(known(before), known(after), **matches)


@st.composite
def nets(draw):
    outputs = [1] * INPUTS  # how many each step has
    steps = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        reads = tuple(draw(tensors(outputs)) for _ in range(KINDS[kind]))
        steps.append(Step(kind, draw(st.sampled_from(SETTINGS.get(kind, (None,)))), reads))
        outputs.append(2 if kind == "gru" else 1)
    returned = tuple(draw(st.lists(tensors(outputs), min_size=1, max_size=3)))
    return Net(tuple(steps), tuple(range(INPUTS)), (*returned, (len(outputs) - 1, 0)))


@st.composite
def tensors(draw, outputs):
    place = draw(st.integers(0, len(outputs) - 1))
    return place, draw(st.integers(0, outputs[place] - 1))


@st.composite
def changed(draw, net):
    """The network with one change."""
    outputs = [*[1] * INPUTS, *(2 if step.kind == "gru" else 1 for step in net.steps)]
    sort = draw(st.sampled_from(["output", "order", "inputs", "setting", "wire", "swap"]))
    place = draw(st.integers(0, len(net.steps) - 1))
    step = net.steps[place]
    if sort == "output":
        number = draw(st.integers(0, len(net.returned) - 1))
        moved = draw(tensors(outputs))
        return replace(net, returned=(*net.returned[:number], moved, *net.returned[number + 1 :]))
    if sort == "order":
        return replace(net, returned=net.returned[::-1])
    if sort == "inputs":
        return replace(net, taken=net.taken[::-1])
    if sort == "setting":
        step = replace(step, setting=draw(st.sampled_from(SETTINGS.get(step.kind, (None,)))))
    elif sort == "wire":
        step = replace(step, reads=(draw(tensors(outputs[: INPUTS + place])), *step.reads[1:]))
    else:
        step = replace(step, reads=step.reads[::-1])
    return replace(net, steps=(*net.steps[:place], step, *net.steps[place + 1 :]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_difference_is_empty_where_two_networks_are_one_and_nowhere_else(data):
    before = data.draw(nets())
    after = data.draw(changed(before))
    found = viz.diff(model_of(before), model_of(after))
    assert bool(found) is not are_one(before, after), str(found)
    assert all(change.details or change.sort != "changed" for change in found.changes)
    assert not viz.diff(model_of(after), model_of(after))
