"""Networks that are drawn less often: channels in front, axes that turn, layers within layers, several inputs."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from keras import layers

from convatlas import viz
from convatlas.viz.graph import Node
from convatlas.viz.scene import Text
from convatlas.viz.tracer import skeleton
from convatlas.viz.words import title


def texts(picture: Any) -> list[str]:
    """What stands below the heading."""
    shapes = (shape for part in picture.scene.parts[1:] for shape in part.shapes)
    return [shape.text for shape in shapes if isinstance(shape, Text)]


def network(data_format: str) -> Any:
    shape = (3, 32, 32) if data_format == "channels_first" else (32, 32, 3)
    with skeleton():
        inputs = x = keras.Input(shape)
        for filters in (8, 16):
            x = layers.Conv2D(filters, 3, padding="same", data_format=data_format)(x)
            x = layers.MaxPooling2D(2, data_format=data_format)(x)
        x = layers.GlobalAveragePooling2D(data_format=data_format)(x)
        return keras.Model(inputs, layers.Dense(5)(x), name="net")


@pytest.mark.parametrize("style", ["volume", "columns"])
def test_channels_in_front_are_drawn_as_those_behind(style: str) -> None:
    first, last = (viz.draw(network(f"channels_{place}"), style=style).picture for place in ("first", "last"))
    assert texts(first) == texts(last)
    assert "32 × 32" in texts(first)
    assert (first.scene.width, first.scene.height) == (last.scene.width, last.scene.height)


@pytest.mark.parametrize("style", ["graph", "figure", "columns"])
def test_axes_that_turn_are_shown_though_the_sizes_stay(style: str) -> None:
    inputs = keras.Input((16, 16))
    x = layers.Permute((2, 1))(layers.Dense(16)(layers.Permute((2, 1))(inputs)))
    text = viz.draw(keras.Model(inputs, layers.Dense(3)(x)), style=style).to("svg")
    assert text.count(">Permute") >= 2


def test_a_node_that_was_moved_keeps_its_name() -> None:
    assert Node("up_sampling2d", "UpSampling2D", parent="8 × 8").name == "up_sampling2d"
    assert Node("block/conv", "Conv2D", parent="block").name == "conv"


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (layers.Bidirectional(layers.LSTM(5)), "Bidirectional LSTM 5"),
        (layers.TimeDistributed(layers.Dense(3, activation="relu")), "Dense 3 · ReLU, each step"),
        (layers.TimeDistributed(layers.Conv1D(3, 2)), "Conv 2, each step"),
    ],
)
def test_layers_within_a_layer_are_told(layer: Any, said: str) -> None:
    inputs = keras.Input((8, 6, 4) if "Conv" in said else (8, 6))
    graph = viz.trace(keras.Model(inputs, layer(inputs)))
    assert title(graph.nodes[-1]) == said


@pytest.mark.parametrize(("heads", "said"), [(1, "Attention, 1 head"), (2, "Attention, 2 heads")])
def test_one_head_is_one(heads: int, said: str) -> None:
    assert title(Node("a", "MultiHeadAttention", "attention", settings=(("num_heads", str(heads)),))) == said


def test_a_setting_that_stays_is_no_change() -> None:
    nets = (keras.Sequential([keras.Input((8, 8, 4)), layers.Conv2D(4, size, padding="same")]) for size in (3, 1))
    told = str(viz.diff(*nets))
    assert "kernel_size: 3 -> 1" in told
    assert "padding" not in told


def test_columns_say_what_the_longest_way_leaves_out() -> None:
    one, two = keras.Input((4,), name="one"), keras.Input((4,), name="two")
    x = layers.Dense(4)(layers.Dense(4)(one))
    joined = layers.Dense(3)(layers.Concatenate()([x, two]))
    several = viz.draw(keras.Model([one, two], [joined, layers.Dense(2, name="aside")(x)]), style="columns").to("svg")
    assert "the longest way alone, without 1 input and 1 output" in several
    assert "the longest way" not in viz.draw(keras.Model(one, x), style="columns").to("svg")
