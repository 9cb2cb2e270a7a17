"""Networks from keras.applications and from PyTorch, and back, with the same outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from .architecture import Architecture, Part
from .building import build
from .catalogue import get
from .keras_applications import VARIANTS, is_of_keras_applications, keras_applications_model, pairs
from .torch_names import from_torch_layout, to_torch_layout, torch_key
from .weights import copy_by_path, stored

COUNTER = "num_batches_tracked"


def from_keras_applications(model: Any) -> Any:
    """The same network in convatlas, with the same weights and outputs.

    Args:
        model: VGG16, VGG19, or a ResNet (50, 101, 152; v1 or v2) of keras.applications, with or without its top.

    Raises:
        ValueError: the model is none of these.

    Example:
        >>> import keras
        >>> from convatlas.architectures import convert
        >>> theirs = keras.applications.VGG16(weights=None, include_top=False)
        >>> convert.from_keras_applications(theirs).count_params() == theirs.count_params()
        True
    """
    if not is_of_keras_applications(model):
        known = ", ".join(function for _, function in VARIANTS.values())
        raise ValueError(f"{model.name} is no model of keras.applications that is known here: {known}")
    declared = get(VARIANTS[model.name][0])
    names = [layer.name for layer in model.layers]
    top = "predictions" in names
    if top:
        declared = _with_activation(declared, model.get_layer("predictions").activation)
    pooling = {"avg_pool": "avg", "global_average_pooling2d": "avg"}.get(names[-1].rstrip("_0123456789"))
    if isinstance(model.layers[-1], keras.layers.GlobalMaxPooling2D):
        pooling = "max"
    ours = build(
        declared,
        input_shape=model.input_shape[1:],
        classes=model.output_shape[-1] if top else None,
        include_top=top,
        pooling=None if top else pooling,
    )
    copy_by_path(ours, {mine.path: other for mine, other in pairs(ours.name, stored(ours), model)})
    return ours


def to_keras_applications(model: Any) -> Any:
    """The same network as keras.applications builds it, with the same weights and outputs.

    Raises:
        ValueError: keras.applications has no such network.
    """
    top = any(layer.name == "predictions" for layer in model.layers)
    options = {"classes": model.output_shape[-1]} if top else {}
    theirs = keras_applications_model(
        model.name, weights=None, include_top=top, input_shape=model.input_shape[1:], **options
    )
    for mine, other in pairs(model.name, stored(model), theirs):
        other.assign(mine)
    return theirs


def from_torch(state_dict: Mapping[str, Any], name: str, **options: Any) -> Any:
    """The network `name` with the weights of a PyTorch state dictionary, and the same outputs.

    Args:
        state_dict: arrays or tensors by the names of torchvision (vgg, googlenet, resnet, resnext, wide_resnet) or
            timm (seresnet, resnetv2).
        name: of the variant, such as "resnet50" or "googlenet_torch".
        options: of `build`. The number of classes is that of the arrays; auxiliary classifiers are built where the
            arrays hold them.

    Raises:
        ValueError: the variant has no counterpart, or arrays are missing, left over or of other shapes.

    Example:
        >>> from convatlas.architectures import build, convert
        >>> state = convert.to_torch(build("resnet20_cifar", classes=3))
        >>> state["conv1.weight"].shape, convert.from_torch(state, "resnet20_cifar").output_shape
        ((16, 3, 3, 3), (None, 3))
    """
    declared = get(name)
    last = torch_key(declared, "predictions/bias")
    if last not in state_dict:
        raise ValueError(f"{name}: the state dictionary has no {last}, and {len(state_dict)} other arrays")
    beside = any(key.startswith("aux") for key in state_dict)
    wanted = {"classes": len(state_dict[last]), "auxiliary": beside} | options
    model = build(declared, **wanted)
    images = _flattened(model)
    keys = {torch_key(declared, weight.path): weight for weight in stored(model)}
    _check_keys(name, keys, {key for key in state_dict if not key.endswith(COUNTER)})
    for key, weight in keys.items():
        array = np.asarray(state_dict[key])
        value = from_torch_layout(array, tuple(weight.shape), images.get(weight.path.partition("/")[0]))
        if tuple(value.shape) != tuple(weight.shape):
            raise ValueError(
                f"{name}: {key} has the shape {array.shape}, which does not fit {weight.path} {weight.shape}"
            )
        weight.assign(value)
    return model


def to_torch(model: Any) -> dict[str, Any]:
    """The weights of one of our networks as PyTorch would store them; `from_torch` gives them back bit for bit.

    Raises:
        ValueError: the network has no counterpart in torchvision or timm.
    """
    declared = get(model.name)
    images = _flattened(model)
    state = {}
    for weight in stored(model):
        key = torch_key(declared, weight.path)
        value = keras.ops.convert_to_numpy(weight)
        state[key] = to_torch_layout(value, images.get(weight.path.partition("/")[0]))
        if key.endswith("running_var"):
            state[key.replace("running_var", COUNTER)] = np.array(0)
        if key == "head.fc.weight":
            state[key] = state[key][:, :, None, None]
    return state


def _with_activation(declared: Architecture, activation: Any) -> Architecture:
    plain = keras.activations.serialize(activation)

    def change(part: Part) -> Part:
        return part.given(activation=plain) if part.name == "predictions" else part

    return declared.map(change)


def _flattened(model: Any) -> dict[str, tuple[int, ...]]:
    """For dense layers that read a flattened image, by name, its (height, width, channels)."""
    found: dict[str, tuple[int, ...]] = {}
    for flatten in model.layers:
        if isinstance(flatten, keras.layers.Flatten):
            shape = flatten.input.shape[1:]
            image = (*shape[1:], shape[0]) if flatten.data_format == "channels_first" else shape
            readers = [r for r in model.layers if isinstance(r, keras.layers.Dense) and r.input is flatten.output]
            found |= {reader.name: tuple(image) for reader in readers}
    return found


def _check_keys(name: str, wanted: Mapping[str, Any], given: set[str]) -> None:
    missing, left = sorted(set(wanted) - given), sorted(given - set(wanted))
    for which, keys in (("lacks", missing), ("has left over", left)):
        if keys:
            shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
            raise ValueError(f"{name}: the state dictionary {which} {shown}")
