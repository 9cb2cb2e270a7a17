"""Whole graphs, call by call and edge by edge, where all of it can be told by hand."""

from __future__ import annotations

from itertools import pairwise

import keras
import pytest
from keras import layers, ops
from traced_models import MODELS, VGG16, RawResidual, functional

from convatlas import viz
from convatlas.blocks import ConvUnit


def trace(name):
    return viz.trace(MODELS[name][0]())


def edges(graph):
    return [(edge.source, edge.target) for edge in graph.edges]


def chain(*paths):
    return list(pairwise(paths))


def test_lenet5_of_the_notes():
    graph = trace("notes-lenet5")
    assert [(node.path, node.kind, node.outputs[0].shape, node.params, node.shares) for node in graph.nodes] == [
        ("input", "Input", (None, 28, 28, 1), 0, ""),
        ("conv1", "Conv2D", (None, 28, 28, 6), 156, ""),
        ("max_pool", "MaxPooling2D", (None, 14, 14, 6), 0, ""),
        ("conv2", "Conv2D", (None, 10, 10, 16), 2416, ""),
        ("max_pool:2", "MaxPooling2D", (None, 5, 5, 16), 0, ""),
        ("flatten", "Flatten", (None, 400), 0, ""),
        ("dense1", "Dense", (None, 120), 48120, ""),
        ("dense2", "Dense", (None, 84), 10164, ""),
        ("dense3", "Dense", (None, 10), 850, ""),
    ]
    assert edges(graph) == chain(*(node.path for node in graph.nodes))
    assert (graph.name, graph.kind, graph.macs) == ("le_net5", "LeNet5", 416520)


def test_vgg16_of_the_notes():
    paths = ["input"]
    for stage, convs, _ in VGG16.STAGES:
        paths += [f"conv{stage}/conv{stage}_{i}" for i in range(1, convs + 1)]
        paths += [f"pool{stage}"]
    paths += ["flatten", "fc1", "fc2", "output_layer"]
    graph = trace("notes-vgg16")
    assert [node.path for node in graph.leaves] == paths
    assert edges(graph) == chain(*paths)


def test_raw_tensorflow_functions_and_operators():
    graph = trace("raw-tensorflow")
    assert [(node.path, node.kind, node.module, node.params) for node in graph.nodes] == [
        ("input_layer", "Input", "keras.layers", 0),
        ("raw_residual", "RawResidual", "traced_models", 0),
        ("raw_residual/dense1", "Dense", "keras.layers", 20),
        ("raw_residual/relu", "Relu", "tensorflow", 0),
        ("raw_residual/dense2", "Dense", "keras.layers", 20),
        ("raw_residual/add", "Add", "tensorflow", 0),
        ("raw_residual/relu_1", "Relu", "tensorflow", 0),
        ("dense", "Dense", "keras.layers", 10),
    ]
    inside = ("dense1", "relu", "dense2", "add", "relu_1")
    assert edges(graph) == [
        *chain("input_layer", *(f"raw_residual/{name}" for name in inside[:4])),
        ("input_layer", "raw_residual/add"),
        *chain("raw_residual/add", "raw_residual/relu_1", "dense"),
    ]


def test_weights_that_a_layer_multiplies_by_itself_count_where_they_are_used():
    graph = trace("own-weights")
    assert [(n.path, n.kind, n.trainable_params, n.non_trainable_params) for n in graph.nodes[1:5]] == [
        ("scale", "Scale", 0, 0),
        ("scale/matmul", "Matmul", 12, 0),
        ("scale/add", "Add", 0, 3),
        ("scale/relu", "Relu", 0, 0),
    ]
    assert graph.folded(1).by_path["scale"].params == 15


def test_siamese_calls_are_two_and_share():
    graph = trace("siamese")
    assert [(node.path, node.params, node.shares) for node in graph.nodes] == [
        ("input_layer", 0, ""),
        ("input_layer_1", 0, ""),
        ("encoder", 0, ""),
        ("encoder/dense", 36, ""),
        ("encoder/dense_1", 15, ""),
        ("encoder:2", 0, "encoder"),
        ("encoder:2/dense", 0, "encoder/dense"),
        ("encoder:2/dense_1", 0, "encoder/dense_1"),
        ("dot", 0, ""),
    ]
    assert edges(graph) == [
        *chain("input_layer", "encoder/dense", "encoder/dense_1"),
        *chain("input_layer_1", "encoder:2/dense", "encoder:2/dense_1"),
        ("encoder/dense_1", "dot"),
        ("encoder:2/dense_1", "dot"),
    ]


def test_a_functional_block_called_twice_is_no_cycle():
    graph = trace("block-called-twice")
    assert edges(graph) == [
        ("input_layer", "block/dense"),
        ("block/dense", "block/add"),
        ("input_layer", "block/add"),
        ("block/add", "block:2/dense"),
        ("block:2/dense", "block:2/add"),
        ("block/add", "block:2/add"),
    ]
    assert graph.by_path["block:2/dense"].shares == "block/dense"
    assert edges(graph.folded(1)) == [("input_layer", "block"), ("block", "block:2")]


def test_a_small_transformer():
    graph = trace("transformer")
    assert [node.path for node in graph.children("block1")] == [
        "block1/norms_0",
        "block1/attention",
        "block1/add",
        "block1/norms_1",
        "block1/feed",
        "block1/add_1",
    ]
    assert [node.path for node in graph.children("block1/feed")] == ["block1/feed/dense", "block1/feed/dense_1"]
    assert edges(graph)[:9] == [
        ("input_layer", "embedding"),
        ("embedding", "block1/norms_0"),
        ("block1/norms_0", "block1/attention"),
        ("block1/norms_0", "block1/attention"),
        ("embedding", "block1/add"),
        ("block1/attention", "block1/add"),
        ("block1/add", "block1/norms_1"),
        ("block1/norms_1", "block1/feed/dense"),
        ("block1/feed/dense", "block1/feed/dense_1"),
    ]


def test_a_mask_is_an_edge():
    graph = trace("masked-lstm")
    assert ("embedding", "bidirectional") in edges(graph)
    assert ("not_equal", "bidirectional") in edges(graph)
    assert ("input_layer", "not_equal") in edges(graph)


def test_mappings_of_tensors():
    graph = trace("mappings")
    assert edges(graph) == [
        ("a", "answers2/left"),
        ("b", "answers2/right"),
        ("answers2/left", "answers2/add"),
        ("answers2/right", "answers2/add"),
    ]
    assert [spec.shape for spec in graph.by_path["answers2"].outputs] == [(None, 3), (None, 3)]


def test_a_layer_that_hands_back_what_it_took():
    class Passing(layers.Layer):
        def call(self, inputs):
            return inputs

    graph = viz.trace(functional(lambda x: layers.Dense(2)(Passing()(x)), (4,)))
    assert edges(graph) == chain("input_layer", "passing", "dense")


def test_dropout_within_a_watched_call_is_a_node_though_it_returns_what_it_took():
    import tensorflow as tf

    class Dropped(layers.Layer):
        def __init__(self):
            super().__init__()
            self.drop = layers.Dropout(0.5)

        def call(self, inputs, training=None):
            return tf.nn.relu(self.drop(inputs, training=training))

    graph = viz.trace(functional(lambda x: Dropped()(x), (4,)))
    assert edges(graph) == chain("input_layer", "dropped/drop", "dropped/relu")


def test_shape_arithmetic_and_constants_are_no_nodes():
    import tensorflow as tf

    class Flat(layers.Layer):
        def call(self, inputs):
            rows = tf.shape(inputs)[0]
            return tf.identity(tf.reshape(inputs * tf.constant(2.0), [rows, 12]))

    graph = viz.trace(functional(lambda x: Flat()(x), (3, 4)))
    assert [(node.path, node.kind) for node in graph.leaves] == [
        ("input_layer", "Input"),
        ("flat/multiply", "Multiply"),
        ("flat/reshape", "Reshape"),
    ]


def test_raw_convolutions_have_multiply_adds():
    import tensorflow as tf

    class RawConv(layers.Layer):
        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(3, 3, 2, 5))

        def call(self, inputs):
            return tf.nn.conv2d(inputs, self.kernel, strides=1, padding="SAME")

    graph = viz.trace(functional(lambda x: RawConv()(x), (4, 4, 2)))
    assert (graph.macs, graph.params) == (4 * 4 * 3 * 3 * 2 * 5, 90)


def test_a_call_wrapped_in_a_tensorflow_function_is_seen_through():
    import tensorflow as tf

    class Compiled(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4)

        @tf.function
        def call(self, inputs):
            return tf.nn.relu(self.dense(inputs))

    graph = viz.trace(Compiled(), input_shape=(3,))
    assert edges(graph) == chain("input", "dense", "relu")


def test_call_arguments_that_are_no_tensors():
    class Repeated(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4)

        def call(self, inputs, times=1, bias=None):
            for _ in range(times):
                inputs = self.dense(inputs)
            return inputs if bias is None else inputs + bias

    graph = viz.trace(functional(lambda x, b: Repeated()(x, times=2, bias=b), (4,), (4,)))
    assert edges(graph) == [
        *chain("input_layer", "repeated/dense", "repeated/dense:2", "repeated/add"),
        ("input_layer_1", "repeated/add"),
    ]


def test_names_do_not_tell_how_many_models_came_before():
    def make():
        return keras.Sequential(
            [keras.Input((4,)), layers.Dense(3), keras.Sequential([layers.Dense(2), layers.ReLU()]), RawResidual(2)]
        )

    first, second = viz.trace(make()), viz.trace(make())
    assert first == second
    assert first.to_json() == second.to_json()
    assert [node.path for node in first.leaves] == [
        "input_layer",
        "dense",
        "sequential/dense",
        "sequential/re_lu",
        "raw_residual/dense1",
        "raw_residual/relu",
        "raw_residual/dense2",
        "raw_residual/add",
        "raw_residual/relu_1",
    ]


def test_a_model_that_begins_at_an_inner_tensor_of_another():
    def make():
        whole = functional(lambda x: layers.Dense(2, name="last")(layers.Dense(3, name="first")(x)), (4,))
        return keras.Model(whole.get_layer("first").output, whole.output)

    graph = viz.trace(make())
    assert edges(graph) == [("input_layer", "last")]
    assert viz.trace(make()) == graph


def test_a_subclass_of_a_keras_layer_that_keeps_its_call_is_a_leaf():
    class MyConv(layers.Conv2D):
        pass

    graph = viz.trace(functional(lambda x: MyConv(2, 3)(x), (8, 8, 1)))
    node = graph.by_path["my_conv"]
    assert (node.kind, node.role, node.module, node.macs) == ("MyConv", "convolution", __name__, 6 * 6 * 9 * 2)


@pytest.mark.parametrize(
    ("make", "module"),
    [
        (lambda x: layers.Dense(2)(x), "keras.layers"),
        (lambda x: ops.relu(x), "keras.ops"),
        (lambda x: keras.Sequential([layers.Dense(2), layers.Dense(2)])(x), "keras"),
        (lambda x: RawResidual(4)(x), "traced_models"),
    ],
)
def test_modules_are_what_a_user_imports(make, module):
    assert viz.trace(functional(make, (4,))).children()[1].module == module


def test_a_model_at_every_step_of_a_sequence():
    frame = keras.Sequential(
        [layers.Conv2D(2, 3, name="conv"), layers.GlobalAveragePooling2D(name="pool")], name="frame"
    )
    graph = viz.trace(functional(lambda x: layers.LSTM(3)(layers.TimeDistributed(frame)(x)), (5, 8, 8, 1)))
    assert edges(graph) == chain("input_layer", "time_distributed/frame/conv", "time_distributed/frame/pool", "lstm")
    block, conv = graph.by_path["time_distributed"], graph.by_path["time_distributed/frame/conv"]
    assert (block.outputs[0].shape, block.note) == (
        (None, 5, 2),
        "seen at one of its steps; multiply-adds are those of all",
    )
    assert (conv.outputs[0].shape, conv.params, conv.macs) == ((None, 6, 6, 2), 20, 5 * 6 * 6 * 9 * 2)


def test_a_model_at_every_step_of_a_sequence_of_open_length():
    frame = keras.Sequential([layers.Dense(2)], name="frame")
    graph = viz.trace(functional(lambda x: layers.TimeDistributed(frame)(x), (None, 4)))
    assert graph.by_path["time_distributed/frame/dense"].macs is None


def test_a_lambda_is_a_leaf_without_a_warning():
    graph = viz.trace(functional(lambda x: layers.Lambda(lambda t: t * 2)(x), (4,)))
    assert [(node.path, node.outputs[0].shape) for node in graph.nodes] == [
        ("input_layer", (None, 4)),
        ("lambda", (None, 4)),
    ]
    assert graph.nodes[1].setting("function") == "__lambda__"


def test_calls_that_lead_nowhere_are_left_out_and_their_weights_told_of():
    class Auxiliary(keras.Model):
        def __init__(self):
            super().__init__()
            self.head, self.aside = layers.Dense(2), layers.Dense(3)

        def call(self, inputs):
            self.aside(inputs)
            return self.head(inputs)

    graph = viz.trace(Auxiliary(), input_shape=(4,))
    assert [(node.path, node.params, node.note) for node in graph.nodes] == [
        ("input", 0, ""),
        ("head", 10, ""),
        ("weights", 15, "weights of the model that belong to none of its layers' calls"),
    ]


@pytest.mark.parametrize("name", ["합성곱", "卷积 1", "🙂", "_hidden", "a b:c", "<script>"])
def test_blocks_of_any_name_are_seen_through(name):
    inputs = keras.Input((8, 8, 3))
    model = keras.Model(inputs, ConvUnit(4, 3, name=name)(inputs))
    graph = viz.trace(model)
    assert [node.path for node in graph.inside(name)] == [name, f"{name}/conv", f"{name}/act"]
    assert graph.macs == 8 * 8 * 3 * 3 * 3 * 4
