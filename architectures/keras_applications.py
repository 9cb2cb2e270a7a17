"""What keras.applications calls the networks and layers that we call otherwise, and where their weights go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import keras

from ..files import suggestion

VARIANTS = {
    "vgg16": ("vgg16", "VGG16"),
    "vgg19": ("vgg19", "VGG19"),
    "resnet50": ("resnet50_keras", "ResNet50"),
    "resnet101": ("resnet101_keras", "ResNet101"),
    "resnet152": ("resnet152_keras", "ResNet152"),
    "resnet50v2": ("resnet50_v2_keras", "ResNet50V2"),
    "resnet101v2": ("resnet101_v2_keras", "ResNet101V2"),
    "resnet152v2": ("resnet152_v2_keras", "ResNet152V2"),
}
DEPTHS = {"50": (3, 4, 6, 3), "101": (3, 4, 23, 3), "152": (3, 8, 36, 3)}
V1_PARTS = {
    "conv1/conv": "1_conv",
    "conv1/norm": "1_bn",
    "conv2/conv": "2_conv",
    "conv2/norm": "2_bn",
    "conv3/conv": "3_conv",
    "conv3/norm": "3_bn",
    "shortcut/conv": "0_conv",
    "shortcut/norm": "0_bn",
}
V2_PARTS = {
    "pre_norm": "preact_bn",
    "conv1/conv": "1_conv",
    "conv2/norm": "1_bn",
    "conv2/conv": "2_conv",
    "conv3/norm": "2_bn",
    "conv3/conv": "3_conv",
    "shortcut/conv": "0_conv",
}
SINGLE = {"conv1/conv": "conv1_conv", "conv1/norm": "conv1_bn", "stage4_post/norm": "post_bn"}


def keras_name(variant: str, layer: str) -> str:
    """The name in keras.applications of a layer of one of our variants, given by its path.

    Example:
        >>> keras_name("resnet50_keras", "stage2_block1/shortcut/norm")
        'conv3_block1_0_bn'
    """
    block = re.fullmatch(r"stage(\d)_block(\d+)/(.+)", layer)
    if block:
        stage, number, inner = int(block[1]), int(block[2]), block[3]
        if "_v2_" not in variant:
            return f"conv{stage + 1}_block{number}_{V1_PARTS[inner]}"
        return f"{_v2_block(variant, stage, number)}_{V2_PARTS[inner]}"
    stage_of_vgg = re.fullmatch(r"stage(\d)/conv(\d)/conv", layer)
    return f"block{stage_of_vgg[1]}_conv{stage_of_vgg[2]}" if stage_of_vgg else SINGLE.get(layer, layer)


def _v2_block(variant: str, stage: int, number: int) -> str:
    """The block's name; what opens a stage here, with strides, closes the stage before it there."""
    if stage == 1:
        return f"conv2_block{number}"
    depth = DEPTHS[variant.removeprefix("resnet").partition("_")[0]]
    return f"conv{stage}_block{depth[stage - 2]}" if number == 1 else f"conv{stage + 1}_block{number - 1}"


def keras_applications_model(variant: str, *, weights: str | os.PathLike[str] | None, **options: Any) -> Any:
    """The model of keras.applications that our `variant` copies; `weights` is "imagenet" or the path of a file.

    Raises:
        ValueError: there is none.
    """
    functions = dict(VARIANTS.values())
    if variant not in functions:
        near = suggestion(variant, functions) or f" (there are {', '.join(functions)})"
        raise ValueError(f"{variant} has no counterpart in keras.applications{near}")
    return getattr(keras.applications, functions[variant])(weights=weights, **options)


def counterparts(variant: str, layers: Iterable[str], theirs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Layers of our `variant`, by their paths, beside those of keras.applications, where it has such a layer."""
    for layer in layers:
        other = theirs.get(keras_name(variant, layer))
        if other is not None:
            yield layer, other


def pairs(variant: str, weights: Iterable[Any], theirs: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Weights of our `variant` beside those of the layers of keras.applications, given by their names there."""
    known = list(weights)
    others = dict(counterparts(variant, {weight.path.rpartition("/")[0]: None for weight in known}, theirs))
    for weight in known:
        layer, _, kind = weight.path.rpartition("/")
        if layer in others:
            yield weight, next(w for w in others[layer].weights if w.name == kind)
