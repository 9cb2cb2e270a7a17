"""Freezing by stage: what is frozen keeps its weights and statistics, what follows learns."""

from __future__ import annotations

import numpy as np
import pytest

from convatlas import architectures
from convatlas.architectures.transfer import freeze, layer_groups


@pytest.fixture
def model():
    model = architectures.build("resnet20_cifar", input_shape=(16, 16, 3))
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    return model


def changed(model):
    """The stages whose weights a training step changes."""
    before = {w.path: np.array(w) for w in model.weights}
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    model.train_on_batch(np.random.default_rng(0).normal(size=(4, 16, 16, 3)), np.arange(4))
    return {
        stage
        for stage, layers in layer_groups(model).items()
        if any(not np.array_equal(before[w.path], w) for layer in layers for w in layer.weights)
    }


def test_groups_hold_every_layer_once(model):
    groups = layer_groups(model)
    assert list(groups) == ["stem", "stage1", "stage2", "stage3", "head"]
    assert [layer for layers in groups.values() for layer in layers] == model.layers


@pytest.mark.parametrize("name", ["vgg11", "googlenet", "lenet5_1998", "resnet50_v2_keras"])
def test_groups_of_every_family(name, skeleton):
    with skeleton():
        groups = layer_groups(architectures.build(name))
    declared = architectures.get(name)
    assert list(groups) == ["stem", *(stage.name for stage in declared.stages), "head"]


@pytest.mark.parametrize(
    ("until", "learning"),
    [
        (None, {"stem", "stage1", "stage2", "stage3", "head"}),
        ("stem", {"stage1", "stage2", "stage3", "head"}),
        ("stage2", {"stage3", "head"}),
    ],
)
def test_frozen_until(until, learning, model):
    assert changed(freeze(model, until=until)) == learning


def test_frozen_altogether(model):
    assert freeze(model, until="head").trainable_weights == []


def test_thawed_again(model):
    assert changed(freeze(freeze(model, until="stage3"), until=None)) == {"stem", "stage1", "stage2", "stage3", "head"}


def test_unknown_stage(model):
    with pytest.raises(ValueError) as caught:
        freeze(model, until="stage4")
    assert str(caught.value) == (
        "`until` (='stage4') must be one of stem, stage1, stage2, stage3, head, "
        "did you mean stage3 or stage2 or stage1?"
    )
