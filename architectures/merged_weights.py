"""Weights as they were before a model was quantized, with what low-rank adaptation (LoRA) learnt merged in."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np


def values_of(model: Any) -> dict[str, Any]:
    """The weights of a model as arrays, by path; kernels of int8 and of LoRA as plain kernels.

    Raises:
        ValueError: a layer is quantized in another way.
    """
    values = {weight.path: keras.ops.convert_to_numpy(weight) for weight in model.weights}
    for layer in model._flatten_layers():
        if is_altered(layer):
            values = {path: value for path, value in values.items() if not _is_extra(layer, path)}
            values[f"{layer.path}/kernel"] = merged_kernel(layer)
    return values


def refuse_quantized(model: Any) -> None:
    """Refuse a model whose kernels are whole numbers, into which no weights can be put.

    Raises:
        ValueError: names the layer.
    """
    for layer in model._flatten_layers():
        if getattr(layer, "_is_quantized", False):
            mode = layer.quantization_mode
            raise ValueError(f"{model.name}: {layer.path} is quantized ({mode}); build the network anew for weights")


def is_altered(layer: Any) -> bool:
    """Whether a layer keeps its kernel in another form than when it was built."""
    return bool(getattr(layer, "_is_quantized", False) or getattr(layer, "lora_enabled", False))


def merged_kernel(layer: Any) -> Any:
    """The kernel that a layer computes with, as plain numbers.

    Raises:
        ValueError: it is quantized in another way than to int8.
    """
    kernel = keras.ops.convert_to_numpy(layer._kernel)
    if getattr(layer, "_is_quantized", False):
        if layer.quantization_mode != "int8":
            raise ValueError(
                f"{layer.path} is quantized ({layer.quantization_mode}); of such layers int8 alone can be read"
            )
        kernel = kernel.astype(np.float32) / keras.ops.convert_to_numpy(layer.kernel_scale)
    if getattr(layer, "lora_enabled", False):
        first, second = (keras.ops.convert_to_numpy(getattr(layer, f"lora_kernel_{which}")) for which in "ab")
        kernel = kernel + layer.lora_alpha / layer.lora_rank * np.matmul(first, second)
    return kernel


def plain_config(layer: Any) -> dict[str, Any]:
    """The config of a layer as it was built, without quantization and LoRA."""
    config = dict(layer.get_config())
    if is_altered(layer):
        plain = {"lora_rank": None, "lora_alpha": None, "quantization_config": None}
        config |= {name: value for name, value in plain.items() if name in config}
        config["dtype"] = layer.dtype_policy.name.rpartition("_from_")[2]
    return config


def plain_values(layer: Any) -> list[Any]:
    """The weights of a layer without layers inside, in the order of its plain form."""
    if not is_altered(layer):
        return [keras.ops.convert_to_numpy(weight) for weight in layer.weights]
    bias = [keras.ops.convert_to_numpy(layer.bias)] if layer.bias is not None else []
    return [merged_kernel(layer), *bias]


def _is_extra(layer: Any, path: str) -> bool:
    owner, _, name = path.rpartition("/")
    return owner == layer.path and (name == "kernel_scale" or name.startswith("lora_"))
