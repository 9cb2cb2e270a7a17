"""What layers inside a model give: any path of the diagram, gradients too, and no trace left."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas import architectures


@pytest.fixture(scope="module")
def vgg():
    return architectures.build("vgg16_study")


@pytest.fixture
def x():
    return np.random.default_rng(0).random((2, 32, 32, 3)).astype("float32")


def test_a_path_inside_a_block(vgg, x):
    found = architectures.at(vgg, "stage2/conv1")(x)
    by_hand = vgg.get_layer("stage2").convolutions[0](vgg.get_layer("stage1")(x))
    np.testing.assert_array_equal(found, by_hand)


def test_several_in_one_pass_the_model_itself_among_them(vgg, x):
    maps, kernels, answer = architectures.at(vgg, "stage5/conv3", "stage5/conv3/conv", "predictions")(x)
    np.testing.assert_array_equal(answer, vgg(x))
    np.testing.assert_array_equal(maps, keras.ops.relu(kernels))


def test_gradients_flow_from_the_answer_to_the_maps(vgg, x):
    tf = pytest.importorskip("tensorflow")
    look = architectures.at(vgg, "stage5/conv3", "predictions")
    with tf.GradientTape() as tape:
        maps, answer = look(x)
        score = tf.reduce_sum(answer[:, 3])
    slope = tape.gradient(score, maps)
    assert slope.shape == maps.shape
    assert float(tf.reduce_max(tf.abs(slope))) > 0


def test_no_trace_is_left_on_the_model(vgg, x):
    before = [len(layer._inbound_nodes) for layer in vgg._flatten_layers()]
    architectures.at(vgg, "stage5/conv3")(x)
    assert [len(layer._inbound_nodes) for layer in vgg._flatten_layers()] == before
    assert not any("noting" in str(vars(layer).get("call", "")) for layer in vgg._flatten_layers())


def test_blocks_inside_blocks_inside_models(x):
    inner = architectures.build("resnet20_cifar", name="inner")
    inputs = keras.Input((32, 32, 3))
    outer = keras.Model(inputs, keras.layers.Dense(2, name="out")(inner(inputs)))
    found = architectures.at(outer, "inner/stage2_block1/conv2/conv")(x)
    wanted = architectures.at(inner, "stage2_block1/conv2/conv")(x)
    np.testing.assert_array_equal(found, wanted)


def test_it_predicts_is_called_on_symbols_and_saved(vgg, x, tmp_path):
    look = architectures.at(vgg, "stage1/conv1")
    inputs = keras.Input((32, 32, 3))
    assert keras.Model(inputs, look(inputs)).output_shape == (None, 32, 32, 64)
    wanted = look.predict(x, verbose=0)
    look.save(tmp_path / "look.keras")
    np.testing.assert_allclose(keras.models.load_model(tmp_path / "look.keras")(x), wanted, atol=1e-6)


SAID = {
    (): "`paths` must name at least one layer",
    ("stage5/conv9",): (
        "`paths` holds 'stage5/conv9', but vgg16_study/stage5 has no layer 'conv9', "
        "did you mean conv3 or conv2 or conv1?"
    ),
    ("fc1/inner",): "`paths` holds 'fc1/inner', but vgg16_study/fc1 has no layer 'inner'",
}


@pytest.mark.parametrize("paths", SAID)
def test_paths_that_are_not_there(paths, vgg):
    with pytest.raises(ValueError) as caught:
        architectures.at(vgg, *paths)
    assert str(caught.value) == SAID[paths]
