"""Each change against the same done by hand."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from convatlas.architectures.recipes.augmentation import flip, pad_crop, resized_crop

IMAGES = np.random.default_rng(0).normal(size=(3, 7, 5, 2)).astype("float32")
shares = st.integers(0, 999).map(lambda n: n / 1000)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(shares, shares), min_size=3, max_size=3))
def test_pad_crop_cuts_a_window_out_of_zeros_around_the_image(draws: list[tuple[float, float]]) -> None:
    padded = np.pad(IMAGES, [(0, 0), (4, 4), (4, 4), (0, 0)])
    found = pad_crop(tf.constant(IMAGES), tf.constant(draws, tf.float32), pixels=4).numpy()
    for number, (down, right) in enumerate(draws):
        top, left = int(np.float32(down) * 9), int(np.float32(right) * 9)
        assert np.array_equal(found[number], padded[number, top : top + 7, left : left + 5])


def test_pad_crop_reaches_every_offset_alike() -> None:
    picture = tf.reshape(tf.range(1.0, 26.0), (1, 5, 5, 1))
    draws = tf.random.stateless_uniform([8100, 2], [0, 0])
    found = pad_crop(tf.repeat(picture, 8100, axis=0), draws, pixels=4)[:, 2, 2, 0].numpy()
    counts = np.unique(found, return_counts=True)[1]
    assert len(counts) == 26  # 25 pixels, or the zeros around them
    assert 70 < counts[1:].min() <= counts[1:].max() < 135  # 100 expected


def test_flip_turns_half_of_the_images() -> None:
    found = flip(tf.constant(IMAGES), tf.constant([[0.1], [0.7], [0.499]])).numpy()
    assert np.array_equal(found, np.stack([IMAGES[0, :, ::-1], IMAGES[1], IMAGES[2, :, ::-1]]))


def test_resized_crop_of_all_is_the_image() -> None:
    draws = tf.constant([[1.0, 0.5, 0.3, 0.3]] * 3)
    found = resized_crop(tf.constant(IMAGES), draws, area=(0.08, 1.0), ratio=(0.75, 4 / 3)).numpy()
    assert np.allclose(found, IMAGES, atol=1e-5)


def test_resized_crop_enlarges_the_part_that_was_drawn() -> None:
    ramp = tf.tile(tf.reshape(tf.range(101.0), (1, 101, 1, 1)), (2, 1, 101, 1))
    draws = tf.constant([[0.0, 0.5, 0.0, 0.0], [0.0, 0.5, 1.0, 0.0]])
    found = resized_crop(ramp, draws, area=(0.25, 1.0), ratio=(0.5, 2.0)).numpy()
    assert np.allclose(found[0, [0, -1], 0, 0], [0, 50], atol=1e-3)
    assert np.allclose(found[1, [0, -1], 0, 0], [50, 100], atol=1e-3)
