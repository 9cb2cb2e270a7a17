"""Random compositions of blocks and Keras layers, nested to random depth: what holds of all their graphs."""

from __future__ import annotations

import keras
import networkx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers
from traced_models import RawResidual

from convatlas import blocks, viz
from convatlas.viz.graph import close
from convatlas.viz.tracer import skeleton

IMAGE = (8, 8, 4)  # every part takes it and returns it, so that any two fit


class Residual(layers.Layer):
    """A layer made by hand around another part, which it may call twice."""

    def __init__(self, part, times):
        super().__init__()
        self.parts, self.times = [part], times

    def call(self, inputs):
        x = inputs
        for _ in range(self.times):
            x = self.parts[0](x) + inputs
        return x


def functional(part):
    start = keras.Input(IMAGE)
    return keras.Model(start, layers.Average()([part(start), layers.ReLU()(start)]))


LEAVES = st.sampled_from(
    [
        lambda: layers.Conv2D(4, 3, padding="same"),
        lambda: layers.BatchNormalization(),
        lambda: layers.DepthwiseConv2D(3, padding="same"),
        lambda: layers.Dropout(0.1),
        lambda: RawResidual(4),
        lambda: blocks.ConvUnit(4, 3, normalization="batch"),
        lambda: blocks.ResidualBlock(4),
        lambda: blocks.ResidualBlock(1, bottleneck=True, squeeze_excite=2),
        lambda: blocks.InceptionBlock(1, 1, 1, 1, 1, 1),
    ]
)


def around(parts):
    """Ways to put parts, which are made when they are called for, into others."""
    return st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: lambda: keras.Sequential([make() for make in some])),
        st.tuples(parts, st.integers(1, 2)).map(lambda made: lambda: Residual(made[0](), made[1])),
        parts.map(lambda make: lambda: functional(make())),
    )


PARTS = st.lists(st.recursive(LEAVES, around, max_leaves=4), min_size=1, max_size=3)


def model_of(makers, again):
    """A model without weights of the parts, one after the other; that with the number `again` is called twice."""
    with skeleton():
        x = start = keras.Input(IMAGE)
        parts = [make() for make in makers]
        for part in [*parts, parts[again % len(parts)]]:
            x = part(x)
        return keras.Model(start, x)


def totals(graph):
    return graph.trainable_params, graph.non_trainable_params, graph.macs


def check(graph):
    assert networkx.is_directed_acyclic_graph(graph.to_networkx())
    text = graph.to_json()
    assert viz.Graph.from_json(text) == graph
    assert viz.Graph.from_json(text).to_json() == text
    place = {node.path: number for number, node in enumerate(graph.nodes)}
    assert all(place[edge.source] < place[edge.target] for edge in graph.edges)
    assert all(node.parent == "" or place[node.parent] < place[node.path] for node in graph.nodes)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARTS, st.integers(0, 2), st.randoms(use_true_random=False))
def test_totals_stay_under_every_folding(makers, again, random):
    model = model_of(makers, again)
    graph = viz.trace(model)
    check(graph)
    assert graph.params == model.count_params()
    assert viz.trace(model) == graph
    for depth in range(1, max(node.depth for node in graph.nodes) + 2):
        folded = graph.folded(depth)
        check(folded)
        assert totals(folded) == totals(graph)
        assert max(node.depth for node in folded.nodes) < depth
        assert [spec.shape for spec in folded.outputs] == [(None, *IMAGE)]
    closed = {node.path for node in graph.groups if random.random() < 0.5}
    folded = close(graph, lambda node: node.path in closed)
    check(folded)
    assert totals(folded) == totals(graph)
