"""Batches: every step of every epoch can be had again, and shares of processes make up the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from convatlas.architectures.recipes import setting
from convatlas.architectures.recipes.images import Pairs
from convatlas.architectures.recipes.pipeline import Batches, Form, Share
from convatlas.architectures.recipes.scaling import scaling_of

NUMBERS = np.arange(22)
PAIRS = Pairs(np.broadcast_to(NUMBERS[:, None, None, None], (22, 6, 5, 3)).astype("uint8"), NUMBERS)
CHANGES = (
    setting("pad_crop", pixels=2),
    setting("flip"),
    setting("resized_crop", area=(0.3, 1.0), ratio=(0.75, 1.3)),
)


def batches(**options: Any) -> Batches:
    return Batches(PAIRS, 4, scaling_of("unit", PAIRS.images), Form(22), **options)


def taken(dataset: Any) -> list[tuple[Any, Any]]:
    return [(x.numpy(), y.numpy()) for x, y in dataset]


def test_each_epoch_has_every_image_once_in_an_order_of_its_own() -> None:
    stream = taken(batches(seed=3).stream(0, 0, 2))
    labels = [y for _, y in stream]
    first, second = np.concatenate(labels[:6]), np.concatenate(labels[6:])
    assert sorted(first) == sorted(second) == list(NUMBERS)
    assert list(first) != list(second)
    assert list(first) != list(NUMBERS)
    assert [len(y) for y in labels[:6]] == [4, 4, 4, 4, 4, 2]
    assert all(np.allclose(x[:, 0, 0, 0] * 255, y) for x, y in stream)


def test_another_seed_is_another_order() -> None:
    orders = [np.concatenate([y for _, y in taken(batches(seed=seed).stream(0, 0, 1))]) for seed in (1, 1, 2)]
    assert list(orders[0]) == list(orders[1])
    assert list(orders[0]) != list(orders[2])


def test_a_stream_goes_on_in_the_middle_of_an_epoch_bit_for_bit() -> None:
    whole = taken(batches(augmentation=CHANGES).stream(0, 0, 3))
    rest = taken(batches(augmentation=CHANGES).stream(1, 2, 3))
    assert len(whole) == 18
    assert len(rest) == 10
    for (x, y), (again, labels) in zip(whole[8:], rest, strict=True):
        assert np.array_equal(x, again)
        assert np.array_equal(y, labels)


def test_shares_of_processes_make_up_the_batches_of_one() -> None:
    whole = taken(batches(augmentation=CHANGES).stream(0, 0, 1))[:5]
    shares = [taken(batches(augmentation=CHANGES, share=Share(rank, 2)).stream(0, 0, 1)) for rank in (0, 1)]
    assert [len(share) for share in shares] == [5, 5] == [batches(share=Share(0, 2)).steps] * 2
    for step, (x, y) in enumerate(whole):
        assert np.array_equal(x[0::2], shares[0][step][0])
        assert np.array_equal(x[1::2], shares[1][step][0])
        assert np.array_equal(y[1::2], shares[1][step][1])


def test_validation_is_in_order_and_unchanged() -> None:
    images, labels = zip(*taken(batches(augmentation=CHANGES).once()), strict=True)
    assert list(np.concatenate(labels)) == list(NUMBERS)
    assert np.allclose(np.concatenate(images) * 255, PAIRS.images)


def test_labels_take_the_form_that_the_loss_wants() -> None:
    form = Form(22, one_hot=True, outputs=3)
    _, labels = next(iter(Batches(PAIRS, 4, scaling_of("unit", PAIRS.images), form).once()))
    assert len(labels) == 3
    assert np.array_equal(labels[2].numpy(), np.eye(22)[:4])
