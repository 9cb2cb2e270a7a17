"""Models that the tests of tables read."""

from functools import cache

import keras
from keras import layers

from convatlas import viz

NASTY = [
    "=1+1",
    "a|b",
    "<b>&'\"",
    "_x_",
    "*x*",
    "50%",
    "c_1$",
    "#~^{}",
    "a::",
    "- x",
    "1. x",
    "`x`",
    "back\\slash",
    "ünï 漢字",
]


@cache
def graph_of(name):
    """The graph of a network of the atlas, traced once."""
    return viz.trace(name)


@keras.saving.register_keras_serializable("convatlas_tests")
class Scaled(layers.Layer):
    """A block with a weight of its own beside its inner layers."""

    def __init__(self, filters=4, **options):
        super().__init__(**options)
        self.filters = filters
        self.conv = layers.Conv2D(filters, 3, padding="same", name="conv")
        self.norm = layers.BatchNormalization(name="norm")

    def build(self, shape):
        self.scale = self.add_weight(shape=(self.filters,), initializer="ones", name="scale")
        self.conv.build(shape)
        self.norm.build((*shape[:-1], self.filters))

    def call(self, x):
        return self.norm(self.conv(x)) * self.scale

    def compute_output_shape(self, shape):
        return (*shape[:-1], self.filters)

    def get_config(self):
        return super().get_config() | {"filters": self.filters}


def small():
    """Blocks, weights of a block's own, a layer called twice, and a layer without a cost rule."""
    inputs = keras.Input((9, 7, 2), name="image")
    twice = layers.Conv2D(4, 1, name="twice")
    x = Scaled(name="scaled")(inputs)
    x = layers.Add(name="add")([twice(x), twice(twice(x))])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Lambda(lambda t: t * 2, output_shape=(4,), name="lambda")(x)
    return keras.Model(inputs, layers.Dense(3, name="head")(x), name="small")
