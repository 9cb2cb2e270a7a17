"""A trace leaves no mark: not on the model, not on Keras, and allocates nothing."""

from __future__ import annotations

import threading

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from keras.src.backend.common import global_state
from traced_models import APPLICATIONS, MODELS, LeNet5, RawResidual, application

from convatlas import architectures, viz
from convatlas.viz.errors import SourceError
from convatlas.viz.tracer import skeleton

GLOBALS = ("uninitialized_variables", "object_name_uids", "stateless_scope", "symbolic_scope")


def marks(model):
    """Everything that can be seen of a model and of Keras' global state."""
    parts = [model, *model._flatten_layers(include_self=False)]
    inside = {
        part.name: {name: _seen(value) for name, value in vars(part).items()} | {"tracker": _seen(vars(part._tracker))}
        for part in parts
    }
    return inside, {name: _seen(global_state.get_global_attribute(name)) for name in GLOBALS}, layers.Layer.__call__


def _seen(value):
    """A value with the identity of what it holds."""
    if isinstance(value, dict):
        return {key: _seen(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_seen(inner) for inner in value]
    return set(value) if isinstance(value, set) else id(value)


class HalfWay(keras.Model):
    """Calls layers, keeps what it sees, and fails."""

    def __init__(self, error):
        super().__init__()
        self.first, self.second = layers.Dense(3), layers.Dense(2)
        self.error = error
        self.kept = []

    def call(self, inputs):
        self.kept.append(self.first(inputs))
        self.last = self.second(self.kept[-1])
        self.add_loss(keras.ops.sum(self.last))
        raise self.error


@pytest.mark.parametrize("name", MODELS)
def test_a_built_model_is_as_before(name):
    model = MODELS[name][0]()
    before = marks(model)
    viz.trace(model)
    assert marks(model) == before


@pytest.mark.parametrize("name", ["MobileNetV3Small"])
def test_an_application_is_as_before(name):
    model = APPLICATIONS[name][0]()
    outputs, before = model.outputs, marks(model)
    viz.trace(model).folded(1)
    assert (model.outputs, marks(model)) == (outputs, before)


def test_an_unbuilt_model_stays_unbuilt():
    model = LeNet5(10)
    before = marks(model)
    viz.trace(model, input_shape=(28, 28, 1))
    assert marks(model) == before
    assert (model.built, model.weights, model.conv1.built) == (False, [], False)
    assert model(np.zeros((1, 28, 28, 1))).shape == (1, 10)


def test_layers_never_called_before_stay_unbuilt_in_a_built_model():
    class Partly(layers.Layer):
        def __init__(self):
            super().__init__()
            self.used, self.unused = layers.Dense(3), layers.Dense(3)
            self.built = True

        def call(self, inputs, training=None):
            x = self.used(inputs)
            return x if keras.backend.is_keras_tensor(x) is False else self.unused(x)

    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(2)(inputs))
    model.extra = Partly()
    model.extra(np.zeros((1, 4)))
    assert (model.extra.used.built, model.extra.unused.built) == (True, False)
    before = marks(model.extra)
    graph = viz.trace(model.extra, input_shape=(4,))
    assert [node.path for node in graph.leaves] == ["input", "used", "unused"]
    assert marks(model.extra) == before


@pytest.mark.parametrize("error", [RuntimeError("boom"), TypeError("boom"), ZeroDivisionError(), ValueError("boom")])
def test_a_call_that_fails_half_way(error):
    model = HalfWay(error)
    before = marks(model)
    if isinstance(error, ValueError):
        with pytest.raises(SourceError):
            viz.trace(model, input_shape=(4,))
    else:
        viz.trace(model, input_shape=(4,))
    assert marks(model) == before


def test_a_call_that_fails_half_way_within_a_functional_model():
    class Fussy(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)

        def build(self, input_shape):
            self.dense.build(input_shape)

        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 3)

        def call(self, inputs):
            self.dense(inputs)
            raise RuntimeError("boom")

    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(2)(Fussy()(inputs)))
    before = marks(model)
    graph = viz.trace(model)
    assert [(node.path, node.note) for node in graph.nodes[1:3]] == [
        ("fussy", "not seen through: RuntimeError: boom"),
        ("dense", ""),
    ]
    assert marks(model) == before


def test_what_a_call_does_to_variables_is_not_done():
    class Counting(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)
            self.raw = tf.Variable(0)
            self.kept = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, inputs):
            self.raw.assign_add(1)
            self.kept.assign_add(1)
            return self.dense(inputs)

    model = keras.Sequential([keras.Input((4,)), Counting()])
    counting = model.layers[0]
    before = int(counting.raw), float(counting.kept)
    assert [node.path for node in viz.trace(model).leaves] == ["input_layer", "counting/dense"]
    assert (int(counting.raw), float(counting.kept)) == before


def test_data_dependent_calls_are_leaves_with_a_note():
    class Branching(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)

        def call(self, inputs):
            x = self.dense(inputs)
            return x if tf.reduce_sum(x) > 0 else -x

    graph = viz.trace(Branching(), input_shape=(4,))
    assert [(node.path, node.params) for node in graph.nodes] == [("input", 0), ("branching", 15)]
    assert graph.nodes[1].note.startswith(
        "not seen through: OperatorNotAllowedInGraphError: Using a symbolic `tf.Tensor` as a Python `bool`"
    )


def test_layers_within_a_condition_of_tensorflow_are_told_of():
    class Conditional(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4)

        def call(self, inputs):
            return tf.cond(tf.reduce_sum(inputs) > 0, lambda: self.dense(inputs), lambda: inputs)

    model = Conditional()
    model(tf.zeros((1, 4)))
    graph = viz.trace(model, input_shape=(4,))
    assert [node.path for node in graph.leaves if node.params] == ["condition/dense"]
    assert layers.Layer.__call__ is vars(layers.Layer)["__call__"]


def test_a_skeleton_has_no_values_and_is_not_initialised_later():
    before = global_state.get_global_attribute("uninitialized_variables")
    with skeleton():
        model = application("MobileNetV3Small")
        assert all(variable._value is None for variable in model.weights)
    assert global_state.get_global_attribute("uninitialized_variables") == before
    assert viz.trace(model).params == model.count_params()
    assert all(variable._value is None for variable in model.weights)


def test_random_numbers_are_to_be_had_after_a_trace_that_made_some():
    class Noisy(keras.Model):
        def call(self, inputs):
            return inputs + keras.random.normal(keras.ops.shape(inputs))

    keras.utils.clear_session()
    viz.trace(Noisy(), input_shape=(4,))
    assert Noisy()(np.zeros((1, 4))).shape == (1, 4)


def test_under_a_dtype_policy():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        graph = viz.trace("lenet5_study")
        recorded = architectures.build("lenet5_study").operations
    finally:
        keras.config.set_dtype_policy("float32")
    assert graph.by_path["fc1"].outputs[0].dtype == "bfloat16"
    assert graph.params == 61706
    casts = sum(node.kind == "Cast" for node in graph.nodes)
    assert casts == sum(type(operation).__name__ == "Cast" for operation in recorded)  # older Keras has some


def test_under_a_strategy_and_a_scope_of_the_users():
    with tf.distribute.MirroredStrategy(["CPU:0"]).scope():
        assert viz.trace("lenet5_study").params == 61706
    with keras.StatelessScope() as scope:
        assert viz.trace("lenet5_study").params == 61706
        assert global_state.get_global_attribute("stateless_scope") is scope


def test_several_threads_trace_one_model_and_others():
    model = MODELS["raw-tensorflow"][0]()
    before, expected = marks(model), viz.trace(model)
    found, errors = [], []

    def work(number):
        try:
            found.append(viz.trace(model if number % 2 else "lenet5_study"))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [graph for graph in found if graph.name == expected.name] == [expected] * 4
    assert marks(model) == before


def test_a_thread_that_calls_layers_meanwhile_is_not_watched():
    class Slow(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4)

        def call(self, inputs):
            x = tf.nn.relu(self.dense(inputs))
            other = threading.Thread(target=outside)
            other.start()
            other.join()
            return x

    elsewhere = keras.Sequential([keras.Input((4,)), RawResidual(4)])
    results = []

    def outside():
        results.append(elsewhere(tf.ones((1, 4))))

    graph = viz.trace(Slow(), input_shape=(4,))
    assert [node.path for node in graph.leaves] == ["input", "dense", "relu"]
    assert all(result.shape == (1, 4) for result in results)
    assert results
