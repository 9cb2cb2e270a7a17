"""Batches by tf.data: any step of any epoch can be had again, so that a training can go on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import tensorflow as tf

from .augmentation import augmented, draws_of
from .images import Pairs
from .recipe import Setting
from .scaling import Scaling


@dataclass(frozen=True)
class Share:
    """Which of how many processes reads a batch; each takes its images of every batch."""

    rank: int = 0
    of: int = 1


@dataclass(frozen=True)
class Form:
    """What becomes of labels: one-hot over `classes`, and once for each of the network's `outputs`."""

    classes: int
    one_hot: bool = False
    outputs: int = 1


@dataclass(frozen=True)
class Batches:
    """Pairs kept in memory as whole pixels, given out in batches of scaled floats.

    Of a division into processes the last, smaller batch falls away, since their shares must be alike.
    """

    pairs: Pairs
    batch_size: int
    scaling: Scaling
    form: Form
    augmentation: tuple[Setting, ...] = ()
    seed: int = 0
    share: Share = Share()

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        whole, rest = divmod(len(self.pairs), self.batch_size)
        return whole if self.share.of > 1 or not rest else ceil(len(self.pairs) / self.batch_size)

    def stream(self, epoch: int, step: int, epochs: int) -> Any:
        """Training batches from a step of an epoch to the end of the last, each epoch in an order of its own."""
        numbers = tf.range(len(self.pairs), dtype=tf.int64)

        def in_order(which: Any) -> Any:
            order = tf.random.experimental.stateless_shuffle(numbers, seed=tf.stack([self.seed, which]))
            return tf.data.Dataset.from_tensor_slices(order).batch(self.batch_size, self.share.of > 1)

        chosen = tf.data.Dataset.range(epoch, epochs).flat_map(in_order).skip(step)
        return self._given(chosen.enumerate(start=epoch * self.steps + step), self.augmentation)

    def once(self) -> Any:
        """All batches in the order of the data, unchanged: for validation."""
        numbers = tf.data.Dataset.range(len(self.pairs)).batch(self.batch_size, self.share.of > 1)
        return self._given(numbers.enumerate(), ())

    def _given(self, chosen: Any, augmentation: tuple[Setting, ...]) -> Any:
        with tf.device("CPU:0"):
            images, labels = tf.constant(self.pairs.images), tf.constant(self.pairs.labels)

        def batch(step: Any, numbers: Any) -> Any:
            drawn = tf.random.stateless_uniform([tf.size(numbers), draws_of(augmentation)], [self.seed, step])
            mine = slice(self.share.rank, None, self.share.of)
            pixels = self.scaling(tf.cast(tf.gather(images, numbers[mine]), tf.float32))
            return augmented(pixels, drawn[mine], augmentation), self._formed(tf.gather(labels, numbers[mine]))

        return chosen.map(batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)

    def _formed(self, labels: Any) -> Any:
        formed = tf.one_hot(labels, self.form.classes) if self.form.one_hot else labels
        return formed if self.form.outputs == 1 else (formed,) * self.form.outputs
