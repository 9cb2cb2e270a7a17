"""Names of classes from the package that carries them, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from convatlas.architectures.labels import NoLabels, decode, imagenet_labels

carried = find_spec("torchvision") is not None


@pytest.mark.skipif(not carried, reason="torchvision is not installed")
def test_names_of_imagenet():
    names = imagenet_labels()
    assert len(names) == 1000
    assert (names[0], names[207], names[999]) == ("tench", "golden retriever", "toilet tissue")


@pytest.mark.skipif(carried, reason="torchvision is installed")
def test_nothing_carries_the_names():
    with pytest.raises(NoLabels) as caught:
        decode([[0.0] * 1000])
    assert str(caught.value) == (
        "the names of ImageNet's classes come with the package torchvision, which is not installed"
    )


def test_own_names_in_the_order_of_their_probabilities():
    found = decode([[0.1, 0.7, 0.2], [0.5, 0.25, 0.25]], ["cat", "dog", "owl"], top=2)
    assert found == [[("dog", 0.7), ("owl", 0.2)], [("cat", 0.5), ("dog", 0.25)]]


def test_names_that_are_too_few():
    with pytest.raises(ValueError) as caught:
        decode([[0.1, 0.9]], ["cat"])
    assert str(caught.value) == "`labels` has 1 names for 2 classes"
