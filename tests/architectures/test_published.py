"""The networks of torchvision and timm themselves give the same logits in ours; run where these are installed."""

from __future__ import annotations

import numpy as np
import pytest

from convatlas.architectures import convert

pytestmark = [pytest.mark.published, pytest.mark.slow]
SIZES = (64, 97)  # an even and an odd one: strided padding tells them apart
TORCHVISION = {"resnet18": "resnet18", "resnet50": "resnet50", "resnext50_32x4d": "resnext50_32x4d"}
TIMM = {"seresnet50": "seresnet50", "resnetv2_18": "resnet18_v2", "resnetv2_50": "resnet50_v2"}


def with_statistics(model):
    """The model with batch norms of varied statistics."""
    import torch

    torch.manual_seed(0)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
    return model.eval()


def assert_same_logits(theirs, name, size):
    import torch

    images = torch.randn(2, 3, size, size, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        last = list(theirs.parameters())[-2:]  # logits of a usual size: of large ones some probability is 0
        scale = theirs(images).std()
        for weight in last:
            weight.div_(scale)
        logits = theirs(images).numpy()
    ours = convert.from_torch(theirs.state_dict(), name, input_shape=(size, size, 3))
    found = np.log(ours.predict(images.numpy().transpose(0, 2, 3, 1), verbose=0))
    difference = (found - found.mean(1, keepdims=True)) - (logits - logits.mean(1, keepdims=True))
    assert np.abs(difference).max() < 1e-4 * logits.std()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theirs", TORCHVISION)
def test_torchvision(theirs, size):
    models = pytest.importorskip("torchvision").models
    assert_same_logits(with_statistics(getattr(models, theirs)(weights=None)), TORCHVISION[theirs], size)


@pytest.mark.parametrize("size", SIZES)
def test_googlenet_of_torchvision(size):
    models = pytest.importorskip("torchvision").models
    theirs = models.googlenet(weights=None, init_weights=False, aux_logits=False)
    assert_same_logits(with_statistics(theirs), "googlenet_torch", size)


def test_vgg_of_torchvision():
    models = pytest.importorskip("torchvision").models
    assert_same_logits(with_statistics(models.vgg11_bn(weights=None)), "vgg11_bn", 224)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theirs", TIMM)
def test_timm(theirs, size):
    timm = pytest.importorskip("timm")
    assert_same_logits(with_statistics(timm.create_model(theirs, pretrained=False)), TIMM[theirs], size)
