"""Models and layers whose inputs have to be given: unbuilt, with one input and with several."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers, ops
from traced_models import LeNet5, RawResidual, Scale

from convatlas import viz
from convatlas.viz import TensorSpec
from convatlas.viz.errors import SourceError


def edges(graph):
    return [(edge.source, edge.target) for edge in graph.edges]


def refusal(source, **options):
    with pytest.raises(SourceError) as caught:
        viz.trace(source, **options)
    return str(caught.value)


class Pair(keras.Model):
    """Two arguments, each a tensor."""

    def __init__(self):
        super().__init__()
        self.left, self.right = layers.Dense(3), layers.Dense(3)

    def call(self, left, right):
        return self.left(left) + self.right(right)


class Listed(Pair):
    """One argument, a list of tensors."""

    def call(self, inputs):
        return super().call(*inputs)


class Named(Pair):
    """One argument, a mapping of tensors."""

    def call(self, inputs):
        return super().call(inputs["a"], inputs["b"])


@pytest.mark.parametrize(
    ("make", "shape", "names"),
    [
        (Pair, [(4,), (5,)], ["left", "right"]),
        (Pair, {"left": (4,), "right": (5,)}, ["left", "right"]),
        (Listed, [(4,), (5,)], ["input1", "input2"]),
        (Named, {"a": (4,), "b": (5,)}, ["a", "b"]),
    ],
)
def test_several_inputs(make, shape, names):
    graph = viz.trace(make(), input_shape=shape)
    assert [node.path for node in graph.leaves if node.kind == "Input"] == names
    assert graph.params == 4 * 3 + 3 + 5 * 3 + 3
    assert [spec.shape for spec in graph.outputs] == [(None, 3)]


def test_an_unbuilt_sequential_model():
    model = keras.Sequential([layers.Dense(3), keras.Sequential([layers.Dense(2)], name="inner")])
    graph = viz.trace(model, input_shape=(4,))
    assert edges(graph) == [("input", "dense"), ("dense", "inner/dense")]
    assert graph.params == 15 + 8
    assert not model.built


def test_a_layer_of_keras_is_one_node():
    graph = viz.trace(layers.Conv2D(2, 3, name="conv"), input_shape=(8, 8, 1))
    assert edges(graph) == [("input", "conv")]
    assert (graph.params, graph.macs) == (20, 6 * 6 * 9 * 2)


def test_a_layer_with_several_arguments():
    graph = viz.trace(layers.MultiHeadAttention(2, 4), input_shape=[(5, 8), (7, 8)])
    assert edges(graph) == [("query", "multi_head_attention"), ("value", "multi_head_attention")]


def test_layers_made_by_hand():
    assert viz.trace(Scale(), input_shape=(4,)).params == 15
    assert [node.path for node in viz.trace(RawResidual(4), input_shape=(4,)).leaves] == [
        "input",
        "dense1",
        "relu",
        "dense2",
        "add",
        "relu_1",
    ]


def test_a_specification_tells_the_dtype_too():
    class Hot(layers.Layer):
        def call(self, tokens):
            return ops.one_hot(tokens, 5)

    graph = viz.trace(Hot(), input_shape=TensorSpec((None, 3), "int32"))
    assert [(node.kind, node.outputs[0].dtype) for node in graph.nodes] == [("Input", "int32"), ("OneHot", "float32")]


def test_a_built_model_at_another_size():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()])
    graph = viz.trace(model, input_shape=(32, 16, 1))
    assert [node.outputs[0].shape for node in graph.leaves] == [(None, 32, 16, 1), (None, 30, 14, 2), (None, 2)]
    assert viz.trace(model).leaves[0].outputs[0].shape == (None, 8, 8, 1)


def test_sizes_may_be_open():
    graph = viz.trace(layers.Conv2D(2, 3, padding="same"), input_shape=(None, None, 3))
    assert graph.leaves[1].outputs[0].shape == (None, None, None, 2)
    assert graph.leaves[1].macs is None
    assert graph.leaves[1].note == "multiply-adds not known: no cost rule for this kind, or a size is unknown"


def test_the_batch_a_model_was_built_with_does_not_show():
    model = LeNet5(10)
    model(np.zeros((16, 28, 28, 1)))
    assert viz.trace(model).leaves[0].outputs[0].shape == (None, 28, 28, 1)


def test_the_batch_a_call_needs_is_kept():
    class Batched(keras.Model):
        def call(self, inputs):
            return ops.reshape(inputs, (inputs.shape[0] * 4,))

    model = Batched()
    model.build((3, 4))
    assert [node.outputs[0].shape for node in viz.trace(model).leaves] == [(3, 4), (12,)]


def test_what_is_missing_or_does_not_fit_is_told():
    assert refusal(LeNet5(10)) == (
        "le_net5 does not know the shape of its input: give `input_shape`, without the batch, such as (32, 32, 3), "
        "or a list of shapes where there are several inputs"
    )
    assert refusal(layers.Conv2D(2, 3, name="conv"), input_shape=(8, 8)) == (
        "conv cannot take `input_shape` (=(8, 8)): Input 0 with name 'None' of layer 'conv' is incompatible with the "
        "layer: expected min_ndim=4, found ndim=3. Full shape received: (None, 8, 8)"
    )
    assert refusal(layers.Dense(2), input_shape=(0,)) == (
        "`input_shape` (=(0,)) must hold whole numbers above 0, or None where a size is open"
    )
    assert refusal(layers.Dense(2), input_shape="4") == (
        "`input_shape` (='4') must be a shape such as (32, 32, 3), a list or a mapping of them"
    )
