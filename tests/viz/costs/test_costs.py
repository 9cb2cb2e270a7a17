"""Every rule of the cost model against the products that TensorFlow executes."""

import keras
import numpy as np
import pytest
from executed import executed_macs
from keras import layers, ops

from convatlas import architectures, viz
from convatlas.viz.costs.counting import OPERATIONS, RULES, multiply_adds
from convatlas.viz.costs.rules import einsum_count

LAYERS = {
    "Conv1D": (lambda: layers.Conv1D(4, 3), [(9, 3)]),
    "Conv2D same strided": (lambda: layers.Conv2D(4, (3, 5), strides=2, padding="same"), [(9, 7, 3)]),
    "Conv2D valid": (lambda: layers.Conv2D(5, 3), [(9, 7, 3)]),
    "Conv2D dilated": (lambda: layers.Conv2D(5, 3, dilation_rate=2), [(10, 8, 2)]),
    "Conv2D grouped": (lambda: layers.Conv2D(6, 3, groups=3), [(9, 7, 6)]),
    "Conv3D": (lambda: layers.Conv3D(2, (1, 2, 3)), [(5, 6, 7, 3)]),
    "DepthwiseConv1D": (lambda: layers.DepthwiseConv1D(3, depth_multiplier=2), [(9, 3)]),
    "DepthwiseConv2D": (lambda: layers.DepthwiseConv2D(3, depth_multiplier=2, strides=2), [(9, 8, 3)]),
    "SeparableConv1D": (lambda: layers.SeparableConv1D(5, 3, depth_multiplier=2), [(9, 3)]),
    "SeparableConv2D": (lambda: layers.SeparableConv2D(5, 3, depth_multiplier=2), [(9, 8, 3)]),
    "Conv1DTranspose": (lambda: layers.Conv1DTranspose(4, 3, strides=2), [(5, 3)]),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(4, (3, 2), strides=2, padding="same"), [(5, 6, 3)]),
    "Conv3DTranspose": (lambda: layers.Conv3DTranspose(2, 2, strides=2), [(3, 4, 5, 3)]),
    "Dense": (lambda: layers.Dense(7), [(5,)]),
    "Dense on a sequence": (lambda: layers.Dense(7), [(4, 3, 5)]),
    "EinsumDense": (lambda: layers.EinsumDense("abc,cde->abde", (None, 3, 4)), [(6, 5)]),
    "EinsumDense with dots": (lambda: layers.EinsumDense("...x,xy->...y", 4), [(6, 5, 3)]),
    "ReversibleEmbedding": (lambda: Reversed(), [(6, 5)]),
    "MultiHeadAttention": (
        lambda: layers.MultiHeadAttention(2, 3, value_dim=5, flash_attention=False),
        [(7, 8), (9, 8)],
    ),
    "MultiHeadAttention with keys": (lambda: layers.MultiHeadAttention(2, 3), [(7, 8), (9, 6), (9, 5)]),
    "MultiHeadAttention on a picture": (lambda: layers.MultiHeadAttention(2, 3), [(3, 2, 8), (3, 2, 8)]),
    "GroupedQueryAttention": (lambda: layers.GroupQueryAttention(3, 4, 2), [(7, 8), (9, 8)]),
    "Attention": (lambda: layers.Attention(), [(7, 8), (9, 8)]),
    "Attention with keys": (lambda: layers.Attention(), [(7, 8), (9, 5), (9, 8)]),
    "LSTM": (lambda: layers.LSTM(4, unroll=True), [(5, 3)]),
    "GRU": (lambda: layers.GRU(4, unroll=True, return_sequences=True), [(5, 3)]),
    "SimpleRNN": (lambda: layers.SimpleRNN(4, unroll=True), [(5, 3)]),
    "RNN": (lambda: layers.RNN(layers.LSTMCell(4), unroll=True), [(5, 3)]),
    "Bidirectional": (lambda: layers.Bidirectional(layers.LSTM(4, unroll=True, return_sequences=True)), [(5, 3)]),
    "ConvLSTM1D": (lambda: layers.ConvLSTM1D(2, 3, unroll=True, padding="same"), [(4, 6, 3)]),
    "ConvLSTM2D": (lambda: layers.ConvLSTM2D(2, 3, unroll=True, return_sequences=True), [(4, 6, 7, 3)]),
    "TimeDistributed": (lambda: layers.TimeDistributed(layers.Conv2D(2, 3)), [(3, 6, 7, 3)]),
    "SpectralNormalization": (lambda: layers.SpectralNormalization(layers.Conv2D(2, 3)), [(6, 7, 3)]),
    "Dot": (lambda: layers.Dot(axes=2), [(4, 3), (5, 3)]),
    "Dot of other axes": (lambda: layers.Dot(axes=(1, 2)), [(3, 4), (5, 3)]),
}
BY_HAND = {  # kinds whose products TensorFlow fuses, or executes once more to build them
    "StackedRNNCells": (lambda: layers.RNN([layers.LSTMCell(4), layers.GRUCell(2)]), [(5, 3)], 5 * (28 * 4 + 6 * 6)),
    "AdditiveAttention": (lambda: layers.AdditiveAttention(), [(7, 8), (9, 8)], 7 * 9 * 8 + 7 * 9 * 8),
    "Embedding": (lambda: layers.Embedding(10, 3), [(5,)], 0),
    "ReversibleEmbedding": (lambda: layers.ReversibleEmbedding(10, 3), [(5,)], 0),
    "PReLU": (lambda: layers.PReLU(), [(5,)], 0),
    "BatchNormalization": (lambda: layers.BatchNormalization(), [(5, 5, 3)], 0),
    "channels first": (lambda: layers.Conv2D(4, 3, data_format="channels_first"), [(2, 9, 7)], 7 * 5 * 9 * 2 * 4),
    "unknown size": (lambda: layers.Conv2D(4, 3), [(None, None, 2)], None),
    "no rule": (lambda: layers.MelSpectrogram(), [(16000,)], None),
}
A, B = np.ones((6, 4), "float32"), np.ones((3, 3, 2, 5), "float32")
CALLS = {
    "matmul with a constant": (lambda x: ops.matmul(x, A), [(5, 6)]),
    "constant first": (lambda x: ops.matmul(A.T, x), [(6, 5)]),
    "matmul of two": (lambda x, y: x @ y, [(2, 5, 6), (2, 6, 3)]),
    "dot": (lambda x: ops.dot(x, A), [(6,)]),
    "tensordot": (lambda x: ops.tensordot(x, A, axes=1), [(5, 6)]),
    "tensordot of lists": (lambda x: ops.tensordot(x, A, axes=[[2], [0]]), [(5, 6)]),
    "einsum": (lambda x: ops.einsum("bij,jk->bik", x, A), [(5, 6)]),
    "einsum constant first": (lambda x: ops.einsum("jk,bij->bik", A, x), [(5, 6)]),
    "einsum with dots": (lambda x: ops.einsum("...j,jk->...k", x, A), [(2, 5, 6)]),
    "conv": (lambda x: ops.conv(x, B, strides=2), [(9, 8, 2)]),
    "depthwise_conv": (lambda x: ops.depthwise_conv(x, B), [(9, 8, 2)]),
    "separable_conv": (lambda x: ops.separable_conv(x, B[..., :1], np.ones((1, 1, 2, 4), "float32")), [(9, 8, 2)]),
    "conv_transpose": (lambda x: ops.conv_transpose(x, B.transpose(0, 1, 3, 2), 2), [(4, 5, 2)]),
    "dot_product_attention": (
        lambda q, k: ops.dot_product_attention(q, k, k, flash_attention=False),
        [(7, 2, 4), (9, 2, 4)],
    ),
}
FREE = {
    "adding": lambda x: ops.relu(x + 1) * 2,
    "moving": lambda x: ops.transpose(ops.reshape(x, (-1, 4, 6)), (0, 2, 1)),
    "summing": lambda x: ops.mean(ops.concatenate([x, ops.exp(x)], axis=-1), axis=1),
    "picking": lambda x: x[:, 1:, ::2],
    "pooling": lambda x: ops.max_pool(ops.expand_dims(x, -1), 2),
}


class Reversed(layers.ReversibleEmbedding):
    def __init__(self):
        super().__init__(11, 5)

    def call(self, inputs):
        return super().call(inputs, reverse=True)


def model_of(call, shapes):
    inputs = [keras.Input(shape) for shape in shapes]
    return keras.Model(inputs, call(*inputs))


def layer_call(layer, shapes):
    """Call a layer the way its kind wants several inputs."""
    listed = type(layer) in (layers.Attention, layers.AdditiveAttention, layers.Dot)
    return lambda *tensors: layer(list(tensors)) if listed else layer(*tensors)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_costs_what_tensorflow_executes(name):
    make, shapes = LAYERS[name]
    layer = make()
    call = layer_call(layer, shapes)
    traced = viz.trace(model_of(call, shapes))
    assert traced.macs == executed_macs(call, *shapes) > 0
    assert all(node.macs is not None for node in traced.nodes)


@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")  # Keras' own, in tensordot
@pytest.mark.parametrize("name", CALLS)
def test_operation_costs_what_tensorflow_executes(name):
    call, shapes = CALLS[name]
    assert viz.trace(model_of(call, shapes)).macs == executed_macs(call, *shapes) > 0


@pytest.mark.parametrize("name", FREE)
def test_moving_and_combining_costs_nothing(name):
    traced = viz.trace(model_of(FREE[name], [(4, 6)]))
    assert [node.macs for node in traced.nodes] == [0] * len(traced.nodes)
    assert executed_macs(FREE[name], (4, 6)) == 0


@pytest.mark.parametrize("name", BY_HAND)
def test_layer_costs_what_a_hand_counts(name):
    make, shapes, expected = BY_HAND[name]
    node = viz.trace(model_of(layer_call(make(), shapes), shapes)).leaves[-1]
    assert node.macs == expected


@pytest.mark.parametrize("kind", ["LSTMCell", "GRUCell", "SimpleRNNCell"])
def test_cell_costs_a_step_of_its_layer(kind):
    cell = getattr(layers, kind)(4)
    cell.build((None, 3))
    whole = viz.trace(model_of(layers.RNN(cell), [(5, 3)])).macs
    assert whole == 5 * multiply_adds(cell, [(1, 3)], [(1, 4)])


class Tabled(layers.Dense):
    """A dense layer that keeps its weights under another name than its kind does."""

    def build(self, shape):
        self.table = self.add_weight(shape=(shape[-1], self.units), name="table")

    def call(self, x):
        return ops.matmul(x, self.table)

    @property
    def kernel(self):
        raise AttributeError("there is no kernel")


def test_layer_that_keeps_its_weights_elsewhere_has_no_figure():
    layer = Tabled(3)
    layer.build((None, 5))
    assert multiply_adds(layer, [(1, 5)], [(1, 3)]) is None


def test_einsum_that_names_no_output_has_no_figure():
    assert einsum_count("bij,jk", [(1, 5, 6), (6, 4)]) is None
    assert einsum_count("bij->bji", [(1, 5, 6)]) == 0


def test_operation_without_rule_says_so():
    graph = viz.trace(model_of(lambda x: ops.qr(x)[0], [(4, 4)]))
    assert graph.leaves[-1].macs is None
    assert viz.tabulate(graph).notes == ("multiply-adds not known, left out: qr (Qr)",)


@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")
def test_every_rule_is_tested():
    tested = {name.split()[0] for name in [*LAYERS, *BY_HAND]} | {"LSTMCell", "GRUCell", "SimpleRNNCell"}
    assert set(RULES) <= tested
    called = {type(model_of(call, shapes).operations[-1]).__name__ for call, shapes in CALLS.values()}
    assert set(OPERATIONS) <= called


@pytest.mark.parametrize("name", ["lenet5_study", "googlenet_study", "resnet18_study", "resnet20_cifar"])
def test_network_costs_what_tensorflow_executes(name):
    """With "same" paddings too, whose places count as any other."""
    model = architectures.build(name)
    assert viz.trace(model).macs == executed_macs(model, model.input_shape[1:])


def test_mobile_network_costs_what_tensorflow_executes():
    model = keras.applications.MobileNetV2(input_shape=(64, 64, 3), weights=None)
    assert viz.trace(model).macs == executed_macs(model, (64, 64, 3))
