"""What torchvision and timm call the layers of our networks, and how PyTorch lays out their weights."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from .architecture import Architecture

CONV = {"kernel": "weight", "bias": "bias"}
NORM = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
RESNET = {"conv1/conv": "conv1", "conv1/norm": "bn1", "predictions": "fc"}
BLOCK = {
    "shortcut/conv": "downsample.0",
    "shortcut/norm": "downsample.1",
    "squeeze_excite/reduce/conv": "se.fc1",
    "squeeze_excite/expand/conv": "se.fc2",
    **{f"conv{i}/conv": f"conv{i}" for i in (1, 2, 3)},
    **{f"conv{i}/norm": f"bn{i}" for i in (1, 2, 3)},
}
RESNET_V2 = {"conv1/conv": "stem.conv", "stage4_post/norm": "norm", "predictions": "head.fc"}
BLOCK_V2 = {
    "pre_norm": "norm1",
    "shortcut/conv": "downsample.conv",
    **{f"conv{i}/conv": f"conv{i}" for i in (1, 2, 3)},
    **{f"conv{i}/norm": f"norm{i}" for i in (2, 3)},
}
BRANCHES = {
    "conv_1x1": "branch1",
    "conv_3x3_reduce": "branch2.0",
    "conv_3x3": "branch2.1",
    "conv_5x5_reduce": "branch3.0",
    "conv_5x5": "branch3.1",
    "pool_proj": "branch4.1",
}
GOOGLENET = {"stage2_conv2_reduce": "conv2", "stage2_conv2": "conv3", "predictions": "fc"}
STEPS = {"conv": "conv", "norm": "bn"}
CLASSIFIER = {"fc1": "classifier.0", "fc2": "classifier.3", "predictions": "classifier.6"}


def torch_key(declared: Architecture, path: str) -> str:
    """The key in a state dictionary of the weight at `path` of a network.

    Raises:
        ValueError: the network has no counterpart in torchvision or timm.

    Example:
        >>> from convatlas.architectures import get
        >>> torch_key(get("resnet50"), "stage2_block1/shortcut/norm/gamma")
        'layer2.0.downsample.1.weight'
    """
    if declared.family not in FAMILIES:
        raise ValueError(f"{declared.name}: names of PyTorch are known for {', '.join(FAMILIES)}")
    layer, _, weight = path.rpartition("/")
    return f"{FAMILIES[declared.family](declared, layer)}.{(CONV | NORM)[weight]}"


def _resnet(declared: Architecture, layer: str) -> str:
    preactivated = any(p.get("version") == "v2" for stage in declared.stages for p in stage.parts)
    block = re.fullmatch(r"stage(\d)_block(\d+)/(.+)", layer)
    if not block:
        return (RESNET_V2 if preactivated else RESNET)[layer]
    stage, number, inner = int(block[1]), int(block[2]) - 1, block[3]
    if preactivated:
        return f"stages.{stage - 1}.blocks.{number}.{BLOCK_V2[inner]}"
    return f"layer{stage}.{number}.{BLOCK[inner]}"


def _vgg(declared: Architecture, layer: str) -> str:
    if layer in CLASSIFIER:
        return CLASSIFIER[layer]
    return f"features.{_places(declared)[layer]}"


def _places(declared: Architecture) -> dict[str, int]:
    """Where a Sequential of convolutions, batch norms, activations and pools has each of our layers."""
    places: dict[str, int] = {}
    place = 0
    for stage in declared.stages:
        part = stage.parts[0]
        normalized = part.get("normalization") is not None
        for number in range(1, part.get("convs") + 1):
            places[f"{stage.name}/conv{number}/conv"] = place
            places[f"{stage.name}/conv{number}/norm"] = place + 1
            place += 3 if normalized else 2
        place += 1
    return places


def _googlenet(declared: Architecture, layer: str) -> str:
    inception = re.fullmatch(r"stage\d_inception_(\w+)/(\w+)/(conv|norm)", layer)
    if inception:
        return f"inception{inception[1]}.{BRANCHES[inception[2]]}.{STEPS[inception[3]]}"
    beside = re.fullmatch(r"auxiliary(\d)_(\w+)(?:/(conv|norm))?", layer)
    if beside:
        inner = {"conv": "conv", "fc1": "fc1", "predictions": "fc2"}[beside[2]]
        return f"aux{beside[1]}.{inner}" + (f".{STEPS[beside[3]]}" if beside[3] else "")
    unit, _, step = layer.partition("/")
    return GOOGLENET.get(unit, unit) + (f".{STEPS[step]}" if step else "")


FAMILIES: dict[str, Callable[[Architecture, str], str]] = {"vgg": _vgg, "googlenet": _googlenet, "resnet": _resnet}


def to_torch_layout(value: Any, image: tuple[int, ...] | None = None) -> Any:
    """An array as PyTorch lays it out: (height, width, in, out) as (out, in, height, width), (in, out) as (out, in).

    `image` is (height, width, channels) where a dense layer reads the pixels of a flattened image.
    """
    if value.ndim == 4:
        return np.ascontiguousarray(value.transpose(3, 2, 0, 1))
    if image is not None and value.ndim == 2:
        pixels = value.reshape(*image, -1).transpose(3, 2, 0, 1)
        return np.ascontiguousarray(pixels.reshape(value.shape[1], -1))
    return np.ascontiguousarray(value.T)


def from_torch_layout(value: Any, shape: tuple[int, ...], image: tuple[int, ...] | None = None) -> Any:
    """The inverse of `to_torch_layout`; `shape` is that of the result, as far as the number of axes goes."""
    if len(shape) == 4:
        return value.transpose(2, 3, 1, 0)
    flat = value.reshape(len(value), -1) if len(shape) == 2 else value
    if image is not None and len(shape) == 2 and flat.shape[1] == np.prod(image):
        height, width, channels = image
        return flat.reshape(-1, channels, height, width).transpose(2, 3, 1, 0).reshape(-1, len(flat))
    return flat.T
