"""Every table of every model adds up to what Keras counts, at every depth: random compositions of layers and blocks."""

from math import prod

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from samples import Scaled

from convatlas import viz
from convatlas.blocks import ConvPoolBlock, ResidualBlock

STEPS = {
    "conv": lambda n: layers.Conv2D(n, 3, padding="same", use_bias=n % 2 == 0),
    "depthwise": lambda n: layers.DepthwiseConv2D(3, padding="same"),
    "norm": lambda n: layers.BatchNormalization(),
    "frozen": lambda n: layers.Conv2D(n, 1, trainable=False),
    "pool": lambda n: layers.MaxPooling2D(2, padding="same"),
    "scaled": lambda n: Scaled(n),
    "residual": lambda n: ResidualBlock(n, normalization="batch"),
    "stage": lambda n: ConvPoolBlock(n, 3, convs=2, padding="same"),
    "nested": lambda n: keras.Sequential([layers.Conv2D(n, 1), Scaled(n)]),
}


PLANS = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 5), st.booleans(), st.booleans()), min_size=1, max_size=5
)


def built(plan):
    """A model of the planned steps, before some of them two branches, behind some a layer that is called twice."""
    inputs = x = keras.Input((12, 10, 3))
    for step, width, branching, sharing in plan:
        if branching:
            twice = layers.Conv2D(width, 1)
            x = layers.Concatenate()([layers.Add()([twice(x), layers.Conv2D(width, 1)(x)]), twice(x)])
        x = STEPS[step](width)(x)
        if sharing:
            shared = layers.Dense(x.shape[-1])
            x = shared(shared(x))
    return keras.Model(inputs, x)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(plan=PLANS)
def test_rows_add_up_at_every_depth(plan):
    model = built(plan)
    graph = viz.trace(model)
    trainable = sum(prod(variable.shape) for variable in model.trainable_variables)
    for depth in range(1, 7):
        table = viz.tabulate(graph, depth=depth, columns=["params", "trainable", "macs", "memory", "memory_kept"])
        rows = [row.values[1:] for row in table.rows if not row.block]
        assert tuple(map(sum, zip(*rows, strict=True))) == table.totals[1:]
        assert table.totals[1:3] == (model.count_params(), trainable)
        assert table.totals[3] == graph.macs


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_folded_graphs_give_the_same_totals(depth):
    graph = viz.trace("resnet18_study")
    whole, folded = viz.tabulate(graph), viz.tabulate(graph.folded(depth), depth=9)
    assert whole.totals == folded.totals
