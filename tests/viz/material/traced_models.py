"""Models of every kind, small, to be traced; each with inputs that it can be run on."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


def zeros(*shape, dtype="float32"):
    return np.zeros((2, *shape), dtype)


class LeNet5(keras.Model):
    """As in the study notes."""

    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = layers.Conv2D(6, kernel_size=(5, 5), padding="same", activation="relu")
        self.conv2 = layers.Conv2D(16, kernel_size=(5, 5), activation="relu")
        self.max_pool = layers.MaxPooling2D(pool_size=(2, 2))
        self.flatten = layers.Flatten()
        self.dense1 = layers.Dense(120, activation="relu")
        self.dense2 = layers.Dense(84, activation="relu")
        self.dense3 = layers.Dense(num_classes, activation="softmax")

    def call(self, input_data):
        x = self.max_pool(self.conv1(input_data))
        x = self.max_pool(self.conv2(x))
        return self.dense3(self.dense2(self.dense1(self.flatten(x))))


class VGG16(keras.Model):
    """As in the study notes, with fewer filters."""

    STAGES = ((1, 2, 4), (2, 2, 8), (3, 3, 8), (4, 3, 16), (5, 3, 16))

    def __init__(self, num_classes):
        super().__init__()
        for stage, convs, filters in self.STAGES:
            for i in range(1, convs + 1):
                setattr(self, f"conv{stage}_{i}", layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
            setattr(self, f"pool{stage}", layers.MaxPooling2D((2, 2), strides=(2, 2)))
        self.flatten = layers.Flatten()
        self.fc1 = layers.Dense(32, activation="relu")
        self.fc2 = layers.Dense(32, activation="relu")
        self.output_layer = layers.Dense(num_classes, activation="softmax")

    def call(self, inputs):
        x = inputs
        for stage, convs, _ in self.STAGES:
            for i in range(1, convs + 1):
                x = getattr(self, f"conv{stage}_{i}")(x)
            x = getattr(self, f"pool{stage}")(x)
        return self.output_layer(self.fc2(self.fc1(self.flatten(x))))


class RawResidual(layers.Layer):
    """A `call` that uses TensorFlow's own functions, which refuse Keras' symbolic tensors."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.dense1 = layers.Dense(units)
        self.dense2 = layers.Dense(units)

    def call(self, inputs):
        return tf.nn.relu(self.dense2(tf.nn.relu(self.dense1(inputs))) + inputs)


class Scale(layers.Layer):
    """Weights of its own, used by `keras.ops`."""

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 3), name="kernel")
        self.offset = self.add_weight(shape=(3,), name="offset", trainable=False)

    def call(self, inputs):
        return ops.relu(ops.matmul(inputs, self.kernel) + self.offset)


class Answers(layers.Layer):
    """Takes a mapping and returns one, with None in it."""

    def __init__(self, **options):
        super().__init__(**options)
        self.left = layers.Dense(3)
        self.right = layers.Dense(3)

    def call(self, inputs):
        left = self.left(inputs["a"])
        return {"sum": left + self.right(inputs["b"]), "left": left, "nothing": None}


class TransformerBlock(layers.Layer):
    def __init__(self, heads, width, **options):
        super().__init__(**options)
        self.attention = layers.MultiHeadAttention(heads, width // heads)
        self.norms = [layers.LayerNormalization(), layers.LayerNormalization()]
        self.feed = keras.Sequential([layers.Dense(2 * width, activation="gelu"), layers.Dense(width)])

    def call(self, x, training=None):
        y = self.norms[0](x)
        x = x + self.attention(y, y, training=training)
        return x + self.feed(self.norms[1](x))


def _built(model, inputs):
    model(inputs)
    return model


def functional(make, *shapes, dtype="float32"):
    inputs = [keras.Input(shape, dtype=dtype) for shape in shapes]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], make(*inputs))


def siamese():
    encoder = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(3)], name="encoder")
    return functional(lambda a, b: layers.Dot(1)([encoder(a), encoder(b)]), (8,), (8,))


def block_called_twice():
    start = keras.Input((6,))
    block = keras.Model(start, layers.Add()([layers.Dense(6, name="dense")(start), start]), name="block")
    return functional(lambda x: block(block(x)), (6,))


def text_transformer():
    def make(tokens):
        x = layers.Embedding(20, 8)(tokens)
        x = TransformerBlock(2, 8, name="block1")(x)
        x = TransformerBlock(2, 8, name="block2")(x)
        return layers.Dense(2)(layers.GlobalAveragePooling1D()(x))

    return functional(make, (5,), dtype="int32")


def masked_lstm():
    def make(tokens):
        x = layers.Embedding(20, 4, mask_zero=True)(tokens)
        x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
        return layers.TimeDistributed(layers.Dense(2))(layers.GRU(5, return_sequences=True)(x))

    return functional(make, (7,), dtype="int32")


def two_in_two_out():
    def make(a, b):
        joined = layers.Concatenate()([layers.Dense(3)(a), b])
        return [layers.Dense(2, name="first")(joined), ops.sigmoid(joined * 2.0)]

    return functional(make, (4,), (5,))


def of_mappings():
    inputs = {"b": keras.Input((4,), name="b"), "a": keras.Input((5,), name="a")}
    return keras.Model(inputs, Answers2()(inputs))


class Answers2(Answers):
    """Without the None, which Keras refuses in a Functional model."""

    def call(self, inputs):
        return {name: value for name, value in super().call(inputs).items() if value is not None}


def frozen():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dense(2)])
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model


def mixed():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, dtype="mixed_float16"), RawResidual(3)])


def application(name, **options):
    return getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(32, 32, 3), **options)


MODELS = {
    "notes-lenet5": (lambda: _built(LeNet5(10), zeros(28, 28, 1)), zeros(28, 28, 1)),
    "notes-vgg16": (lambda: _built(VGG16(10), zeros(32, 32, 3)), zeros(32, 32, 3)),
    "raw-tensorflow": (lambda: functional(lambda x: layers.Dense(2)(RawResidual(4)(x)), (4,)), zeros(4)),
    "own-weights": (lambda: functional(lambda x: layers.Dense(2)(Scale()(x)), (4,)), zeros(4)),
    "siamese": (siamese, [zeros(8), zeros(8)]),
    "block-called-twice": (block_called_twice, zeros(6)),
    "lstm": (lambda: functional(lambda x: layers.Dense(1)(layers.LSTM(3)(x)), (5, 2)), zeros(5, 2)),
    "masked-lstm": (masked_lstm, zeros(7, dtype="int32")),
    "transformer": (text_transformer, zeros(5, dtype="int32")),
    "two-in-two-out": (two_in_two_out, [zeros(4), zeros(5)]),
    "mappings": (of_mappings, {"a": zeros(5), "b": zeros(4)}),
    "frozen": (frozen, zeros(4)),
    "mixed-dtypes": (mixed, zeros(4)),
}
APPLICATIONS = {
    name: (lambda name=name: application(name), zeros(32, 32, 3))
    for name in ("MobileNetV3Small", "EfficientNetV2B0", "NASNetMobile", "DenseNet121", "ConvNeXtTiny")
}
