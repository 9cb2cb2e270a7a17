"""Networks of PyTorch give the same logits in ours: modules of torchvision's names and sizes, written out here."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from convatlas.architectures import convert

torch = pytest.importorskip("torch")
nn = torch.nn
functional = torch.nn.functional
pytestmark = pytest.mark.torch


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = downsample(channels, filters, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + (self.downsample(x) if self.downsample else x))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.conv3 = nn.Conv2d(filters, filters * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(filters * 4)
        self.downsample = downsample(channels, filters * 4, stride)

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(functional.relu(self.bn2(self.conv2(y)))))
        return functional.relu(y + (self.downsample(x) if self.downsample else x))


def downsample(channels, filters, stride):
    if stride == 1 and channels == filters:
        return None
    return nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))


class ResNet(nn.Module):
    def __init__(self, block, depths, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        channels = 64
        for index, depth in enumerate(depths):
            blocks = []
            for number in range(depth):
                stride = 2 if index and number == 0 else 1
                blocks.append(block(channels, 64 * 2**index, stride))
                channels = 64 * 2**index * block.expansion
            setattr(self, f"layer{index + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class VGG11BN(nn.Module):
    def __init__(self, classes, pixels):
        super().__init__()
        layers, channels = [], 3
        for width in (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"):
            if width == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
                channels = width
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * pixels, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, classes),
        )  # fmt: skip

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class BasicConv2d(nn.Module):
    def __init__(self, channels, filters, size, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, size, stride, size // 2, bias=False)
        self.bn = nn.BatchNorm2d(filters, eps=0.001)

    def forward(self, x):
        return functional.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    def __init__(self, channels, one, reduce3, three, reduce5, five, pool):
        super().__init__()
        self.branch1 = BasicConv2d(channels, one, 1)
        self.branch2 = nn.Sequential(BasicConv2d(channels, reduce3, 1), BasicConv2d(reduce3, three, 3))
        self.branch3 = nn.Sequential(BasicConv2d(channels, reduce5, 1), BasicConv2d(reduce5, five, 3))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), BasicConv2d(channels, pool, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class InceptionAux(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv = BasicConv2d(channels, 128, 1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, classes)

    def forward(self, x):
        x = self.conv(functional.adaptive_avg_pool2d(x, (4, 4)))
        return self.fc2(functional.relu(self.fc1(torch.flatten(x, 1))))


class GoogLeNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = BasicConv2d(3, 64, 7, 2)
        self.conv2 = BasicConv2d(64, 64, 1)
        self.conv3 = BasicConv2d(64, 192, 3)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.aux1 = InceptionAux(512, classes)
        self.aux2 = InceptionAux(528, classes)
        self.fc = nn.Linear(1024, classes)

    def forward(self, x):
        def pool(x, size=3):
            return functional.max_pool2d(x, size, 2, ceil_mode=True)

        x = pool(self.conv3(self.conv2(pool(self.conv1(x)))))
        x = first = self.inception4a(pool(self.inception3b(self.inception3a(x))))
        x = second = self.inception4d(self.inception4c(self.inception4b(x)))
        x = self.inception5b(self.inception5a(pool(self.inception4e(x), 2)))
        return self.fc(x.mean((2, 3))), self.aux1(first), self.aux2(second)


def varied(module):
    """Weights of a module, with batch norms that have seen data."""
    torch.manual_seed(0)
    for inner in module.modules():
        if isinstance(inner, nn.BatchNorm2d):
            nn.init.uniform_(inner.weight, 0.7, 1.3)
            nn.init.normal_(inner.bias, std=0.1)
            inner.running_mean.normal_(std=0.1)
            inner.running_var.uniform_(0.7, 1.3)
        elif isinstance(inner, nn.Conv2d):
            nn.init.kaiming_normal_(inner.weight)
    return module.eval()


def logits(model, x):
    """Outputs of ours with a linear classifier, one array an output."""
    for layer in model.layers:
        if layer.name.endswith("predictions"):
            layer.activation = keras.activations.linear
    return [keras.ops.convert_to_numpy(y) for y in keras.tree.flatten(model(x))]


CASES = {
    "resnet18": lambda size: ResNet(BasicBlock, (2, 2, 2, 2), 10),
    "resnet50": lambda size: ResNet(Bottleneck, (3, 4, 6, 3), 10),
    "vgg11_bn": lambda size: VGG11BN(10, (size // 32) ** 2),
    "googlenet_torch": lambda size: GoogLeNet(10),
}


@pytest.mark.parametrize("size", [96, 107])
@pytest.mark.parametrize("name", CASES)
def test_same_logits_and_back(name, size):
    make = CASES[name]
    module = varied(make(size))
    x = np.random.default_rng(1).normal(size=(2, size, size, 3)).astype("float32")
    with torch.no_grad():
        wanted = module(torch.from_numpy(x.transpose(0, 3, 1, 2).copy()))
    wanted = [y.numpy() for y in (wanted if isinstance(wanted, tuple) else (wanted,))]
    model = convert.from_torch(module.state_dict(), name, input_shape=(size, size, 3))
    for found, theirs in zip(logits(model, x), wanted, strict=True):
        np.testing.assert_allclose(found, theirs, atol=1e-4 * theirs.std(), rtol=0)
    back = convert.to_torch(model)
    assert set(back) == set(module.state_dict())
    module.load_state_dict({key: torch.from_numpy(value) for key, value in back.items()})
    for key, value in module.state_dict().items():
        np.testing.assert_array_equal(value.numpy(), back[key])
