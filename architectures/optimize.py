"""Make a trained network smaller without changing what it gives: for inference alone."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np

from .unrolling import Step, Unrolled, build_again, unroll

FOLDABLE = {
    keras.layers.Conv1D: -1,
    keras.layers.Conv2D: -1,
    keras.layers.Conv3D: -1,
    keras.layers.DepthwiseConv2D: None,
    keras.layers.Conv2DTranspose: -2,
    keras.layers.Dense: -1,
}  # axis of the filters in the kernel; None where it is the two last ones

WORTH_MERGING = 3  # below it the copies of the split cost more than the convolutions that are saved


def fuse(model: Any) -> Any:
    """A plain model of the same outputs, batch norms folded into convolutions, sibling 1x1 convolutions merged.

    Blocks and nested models are unrolled into the layers they are made of. A norm is folded where it alone reads the
    convolution before it: `W' = W g / sqrt(v + eps)`, `b' = (b - m) g / sqrt(v + eps) + beta`. Norms behind an
    activation or an addition, as in pre-activated networks, stay. The outputs differ by rounding: by less than 1e-4
    of their standard deviation in float32; the gates of an SE-ResNet amplify it, there it takes float64. The model
    given is not changed.

    Args:
        model: any Functional or Sequential model.

    Raises:
        ValueError: the model is neither, or not built.

    Example:
        >>> from convatlas import architectures
        >>> from convatlas.architectures import optimize
        >>> fused = optimize.fuse(architectures.build("resnet20_cifar"))
        >>> any("norm" in layer.name for layer in fused.layers)
        False
    """
    return build_again(merge_siblings(fold_norms(unroll(model))))


def fold_norms(unrolled: Unrolled) -> Unrolled:
    """Fold every batch norm that alone reads a convolution or dense layer."""
    readers = unrolled.readers()
    folded: set[int] = set()
    for step in unrolled.steps:
        (norm, *others) = readers.get(_identity(step), [None])
        if norm is not None and not others and _folds(unrolled, step, norm):
            _fold(step, norm)
            folded.add(id(norm))
    unrolled.steps = [step for step in unrolled.steps if id(step) not in folded]
    return unrolled


def merge_siblings(unrolled: Unrolled) -> Unrolled:
    """Merge three or more 1x1 convolutions that read the same tensor into one, whose output is split."""
    siblings: dict[Any, list[Step]] = {}
    for step in unrolled.steps:
        if type(step.operation) is keras.layers.Conv2D and unrolled.calls(step.operation) == 1:
            siblings.setdefault(_what_siblings_share(step), []).append(step)
    for shared, steps in siblings.items():
        if shared and len(steps) >= WORTH_MERGING:
            unrolled.steps = _merged(unrolled.steps, steps)
    return unrolled


def _identity(step: Step) -> int:
    return id(step.output)


def _folds(unrolled: Unrolled, step: Step, norm: Step) -> bool:
    layer, config = step.operation, step.config or {}
    if type(layer) not in FOLDABLE or type(norm.operation) is not keras.layers.BatchNormalization:
        return False
    axes = len(step.output.shape)
    channels = 1 if config.get("data_format") == "channels_first" else axes - 1
    alone = unrolled.calls(layer) == 1 == unrolled.calls(norm.operation)
    return alone and config["activation"] == "linear" and norm.operation.axis % axes == channels


def _fold(step: Step, norm: Step) -> None:
    """Put a norm into the weights of the layer before it."""
    named = {weight.name: np.float64(value) for weight, value in zip(norm.operation.weights, norm.values, strict=True)}
    scale = named.get("gamma", 1.0) / np.sqrt(named["moving_variance"] + norm.operation.epsilon)
    kernel, bias = [*step.values, 0.0][:2]
    axis = FOLDABLE[type(step.operation)]
    spread = scale.reshape(kernel.shape[-2:]) if axis is None else scale[..., None] if axis == -2 else scale
    shifted = (bias - named["moving_mean"]) * scale + named.get("beta", 0.0)
    step.values = [(kernel * spread).astype(kernel.dtype), shifted.astype(kernel.dtype)]
    step.config = (step.config or {}) | {"use_bias": True}
    step.output = norm.output


def _what_siblings_share(step: Step) -> Any:
    """What has to be equal for two convolutions to become one; None where a convolution cannot."""
    config: dict[str, Any] = step.config or {}
    if tuple(config["kernel_size"]) != (1, 1) or config["groups"] != 1:
        return None
    alike = ("strides", "data_format", "use_bias", "activation", "dilation_rate")
    return (*step.inputs, *(repr(config[key]) for key in alike), repr(step.operation.dtype_policy))


def _merged(steps: list[Step], siblings: list[Step]) -> list[Step]:
    """The steps with one convolution in place of several."""
    first = siblings[0]
    widths = [step.output.shape[_channel_axis(step)] for step in siblings]
    arrays = zip(*(step.values for step in siblings), strict=True)
    config = (first.config or {}) | {"filters": sum(widths), "name": f"{first.name}_merged"}
    shape = list(first.output.shape)
    shape[_channel_axis(first)] = sum(widths)
    whole = keras.KerasTensor(shape, first.output.dtype)
    values = [np.concatenate(parts, axis=-1) for parts in arrays]
    merged = Step(first.operation, first.name, first.args, first.kwargs, whole, config, values)
    ends = [sum(widths[: number + 1]) for number in range(len(widths) - 1)]
    split = partial(keras.ops.split, indices_or_sections=ends, axis=_channel_axis(first))
    parts = Step(split, f"{first.name}_split", (whole,), {}, [step.output for step in siblings])
    replaced = {id(step) for step in siblings}
    at = next(index for index, step in enumerate(steps) if id(step) in replaced)
    kept = [step for step in steps if id(step) not in replaced]
    return [*kept[:at], merged, parts, *kept[at:]]


def _channel_axis(step: Step) -> int:
    return 1 if (step.config or {})["data_format"] == "channels_first" else len(step.output.shape) - 1
