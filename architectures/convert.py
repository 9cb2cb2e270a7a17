"""Networks from keras.applications and from PyTorch, and back, with the same outputs."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .architecture import Architecture
from .building import build
from .catalogue import get
from .flattening import flattened
from .keras_applications import VARIANTS, keras_applications_model, pairs
from .merged_weights import values_of
from .own_calls import refuse_own_calls
from .recognition import difference, recognized
from .torch_loading import classifier_keys, loaded, spare_keys
from .torch_names import to_torch_layout, torch_key
from .torch_state import COUNTER, arrays_of, find, named_as
from .transplanting import converted, with_nested
from .weights import Report, stored


def from_keras_applications(model: Any) -> Any:
    """The same network in convatlas, with the same weights, outputs, and layers that learn.

    It is told by its layers, whatever it is called. A head of one's own stays as it is, behind the network or around
    it where the network is one of its layers.

    Args:
        model: VGG16, VGG19, or a ResNet (50, 101, 152; v1 or v2) of keras.applications, with or without its top, or
            a model that has one of them.

    Raises:
        ValueError: the model is none of these; of one that looks alike the text tells what differs.

    Example:
        >>> import keras
        >>> from convatlas.architectures import convert
        >>> theirs = keras.applications.VGG16(weights=None, include_top=False)
        >>> convert.from_keras_applications(theirs).count_params() == theirs.count_params()
        True
    """
    found = recognized(model)
    if found is not None:
        return converted(model, found)
    nested = [layer for layer in getattr(model, "layers", ()) if hasattr(layer, "layers") and recognized(layer)]
    if nested:
        return with_nested(model, nested)
    unlike = difference(model)
    if unlike:
        raise ValueError(f"{model.name} is no model of keras.applications: {unlike}")
    known = ", ".join(function for _, function in VARIANTS.values())
    raise ValueError(f"{model.name} is no model of keras.applications that is known here: {known}")


def to_keras_applications(model: Any, *, variant: str | None = None) -> Any:
    """The same network as keras.applications builds it, with the same weights and outputs.

    Args:
        model: one of ours.
        variant: which network of the atlas it is, where it has a name of its own.

    Raises:
        ValueError: keras.applications has no such network.
    """
    refuse_own_calls(model)
    top = any(layer.name == "predictions" for layer in model.layers)
    options = {"classes": model.output_shape[-1]} if top else {}
    shape = model.input_shape[1:]
    theirs = keras_applications_model(
        variant or model.name, weights=None, include_top=top, input_shape=shape, **options
    )
    layers = {layer.name: layer for layer in theirs.layers}
    for mine, other in pairs(variant or model.name, stored(model), layers):
        other.assign(mine)
    return theirs


def from_torch(state_dict: Any, name: str, **options: Any) -> Any:
    """The network `name` with the weights of a PyTorch state dictionary, and the same outputs.

    Prefixes such as "module.", wrappings such as `{"state_dict": ...}` and the spellings of torchvision and timm are
    understood. The model's `report` tells what became of every array.

    Args:
        state_dict: arrays or tensors by the names of torchvision (vgg, googlenet, resnet, resnext, wide_resnet) or
            timm (seresnet, resnetv2); a module that has them; or the path of a .safetensors, .pth or .pt file.
        name: of the variant, such as "resnet50" or "googlenet_torch".
        options: of `build`. The number of classes is that of the arrays; of other classes all but the classifier is
            taken. Auxiliary classifiers are built where the arrays hold them. Of other channels than the arrays', the
            first convolution is adapted.

    Raises:
        ValueError: the variant has no counterpart, or arrays are missing, left over or of other shapes.

    Example:
        >>> from convatlas.architectures import build, convert
        >>> state = convert.to_torch(build("resnet20_cifar", classes=3))
        >>> state["conv1.weight"].shape, convert.from_torch(state, "resnet20_cifar").output_shape
        ((16, 3, 3, 3), (None, 3))
        >>> print(convert.from_torch(state, "resnet20_cifar", include_top=False).report)
        95 weights loaded, 0 skipped, 2 left over
          fc.bias: has no place here
          fc.weight: has no place here
    """
    declared, arrays = get(name), arrays_of(state_dict)
    model = build(declared, **_settled(declared, arrays, options))
    model.report = load_torch(model, arrays, variant=name)
    return model


def load_torch(model: Any, state_dict: Any, *, variant: str | None = None) -> Report:
    """Put the arrays of a PyTorch state dictionary into `model`, one of ours; its head may be another.

    Args:
        model: to be changed.
        state_dict: as for `from_torch`.
        variant: which network of the atlas `model` is, where it has a name of its own.

    Raises:
        ValueError: arrays other than the head's are missing, left over or of other shapes.

    Example:
        >>> from convatlas.architectures import build, convert
        >>> state = convert.to_torch(build("resnet20_cifar", classes=3))
        >>> print(convert.load_torch(build("resnet20_cifar", classes=5), state))
        95 weights loaded, 2 skipped
          predictions/kernel: shape (64, 3) instead of (64, 5)
          predictions/bias: shape (3,) instead of (5,)
    """
    declared = get(variant or model.name)
    keys = [torch_key(declared, weight.path) for weight in stored(model)]
    arrays = named_as(arrays_of(state_dict), [*keys, *classifier_keys(declared)])
    return loaded(model, declared, arrays, spare_keys(declared, keys, arrays, int(model.outputs[0].shape[-1])))


def _settled(declared: Architecture, arrays: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The options of `build` with what the arrays say: how many classes, and whether there are auxiliary heads."""
    if options.get("features") or not options.get("include_top", True):
        return options
    bias = find(arrays, classifier_keys(declared)[1])
    if bias is None and options.get("classes") is None:
        raise ValueError(
            f"{declared.name}: the state dictionary has no {classifier_keys(declared)[1]}, and {len(arrays)} other "
            "arrays; give `include_top=False`, `features`, or the `classes` of a classifier that is to learn"
        )
    beside = any(re.search(r"(^|\.)aux\d?\.", key) for key in arrays)
    found = {"auxiliary": beside and bool(declared.auxiliary)}
    return found | ({"classes": len(arrays[bias])} if bias is not None else {}) | options


def to_torch(model: Any, *, variant: str | None = None) -> dict[str, Any]:
    """The weights of one of our networks as PyTorch would store them; `from_torch` gives them back bit for bit.

    Args:
        model: one of ours.
        variant: which network of the atlas it is, where it has a name of its own.

    Raises:
        ValueError: the network has no counterpart in torchvision or timm.
    """
    refuse_own_calls(model)
    declared = get(variant or model.name)
    images = flattened(model)
    state = {}
    for path, value in values_of(model).items():
        if "seed_generator" in path:
            continue
        key = torch_key(declared, path)
        state[key] = to_torch_layout(value, images.get(path.partition("/")[0]))
        if key.endswith("running_var"):
            state[key.replace("running_var", COUNTER)] = np.array(0)
        if key == "head.fc.weight":
            state[key] = state[key][:, :, None, None]
    return state
