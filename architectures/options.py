"""The options of `build`, worked into a declaration: each is a change of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from numbers import Real
from typing import Any, TypedDict

import keras

from .. import blocks
from ..blocks.arguments import RefusedError, activation
from ..files import suggestion
from .architecture import Architecture, Part, part
from .dilation import dilate
from .layers import layer_class, presets, setting

NORMALIZATIONS = ("batch", "group", "layer", "none")
PADDINGS = ("same", "torch", "ceil")
AS_DECLARED = "declared"
FORMATS = ("channels_last", "channels_first")


class Changes(TypedDict, total=False):
    """Options of `build` that change the parts of a network; see there."""

    dropout: float | None
    drop_path: float | None
    kernel_regularizer: Any
    kernel_initializer: Any
    classifier_activation: Any
    activation: Any
    normalization: str | None
    padding: str | None
    data_format: str | None
    head_dtype: str | None


def adapt(declared: Architecture, options: Mapping[str, Any]) -> Architecture:
    """The declaration with `options` worked in; those that are None change nothing.

    Raises:
        TypeError: there is no such option.
        ValueError: an option has a wrong value, or does not fit the network.
    """
    for name in options:
        if name not in Changes.__annotations__ and name not in CHANGES:
            raise TypeError(
                f"build() has no option {name!r}{suggestion(name, dict.fromkeys([*CHANGES, *Changes.__annotations__]))}"
            )
    for name, change in CHANGES.items():
        if options.get(name) is not None:
            declared = change(declared, options[name])
    return _classifier_activation(declared, options.get("classifier_activation", AS_DECLARED))


def _activation(declared: Architecture, value: Any) -> Architecture:
    """Other activations; what has none, and the classifier's softmax, stay."""

    def change(part: Part) -> Part:
        return part if setting(part, "activation") in (None, "softmax") else part.given(activation=value)

    return declared.map(change)


def _classifier_activation(declared: Architecture, value: Any) -> Architecture:
    """Another activation of every classifier's last layer; of one class softmax would always say 1."""
    if value == AS_DECLARED and declared.classes > 1:
        return declared
    _check_classifier(declared, value)

    def changed(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        last = parts[-1] if parts else None
        if last is None or "activation" not in presets(last.layer):
            if value == AS_DECLARED:
                return parts
            raise ValueError(f"{declared.name}: `classifier_activation` (={value!r}) needs a last layer that has one")
        if value != AS_DECLARED:
            return (*parts[:-1], last.given(activation=value))
        return (*parts[:-1], last.given(activation="sigmoid")) if last.get("activation") == "softmax" else parts

    beside = tuple(replace(a, parts=changed(a.parts)) for a in declared.auxiliary)
    return declared.with_(head=changed(declared.head), auxiliary=beside)


def _check_classifier(declared: Architecture, value: Any) -> None:
    """Refuse what is no activation, and one by which a network of one class would always say 1."""
    owner = f"{declared.name}: `classifier_activation` (={value!r})"
    if declared.classes == 1 and isinstance(value, str) and value in ("softmax", "log_softmax"):
        raise ValueError(f"{owner} of one class says the same of all images; leave it out for a sigmoid, or give None")
    if not (value == AS_DECLARED or keras.saving.get_registered_object(f"convatlas>{value}")):
        try:
            activation(value)
        except RefusedError as allowed:
            raise ValueError(f"{owner} must be {allowed}") from None


def _normalization(declared: Architecture, value: Any) -> Architecture:
    """Other normalizations; parts declared without one stay so, and those that lose theirs get biases."""
    _check("normalization", value, NORMALIZATIONS)
    changes = {"normalization": None, "use_bias": True} if value == "none" else {"normalization": value}

    def change(part: Part) -> Part:
        takes = "normalization" in presets(part.layer) and part.get("normalization", value) is not None
        return part.given(**changes) if takes else part

    return declared.map(change)


def _padding(declared: Architecture, value: Any) -> Architecture:
    """Another convention of padding; what has none stays without."""
    _check("padding", value, PADDINGS)
    if not any(_pads(single) for single in _parts(declared)):
        raise ValueError(f"{declared.name}: `padding` (={value!r}) means nothing here, where no layer pads")

    def change(part: Part) -> Part:
        return part.given(padding=value) if _pads(part) else part

    return declared.map(change)


def _pads(part: Part) -> bool:
    return issubclass(layer_class(part.layer), blocks.Block) and setting(part, "padding") in PADDINGS


def _parts(declared: Architecture) -> list[Part]:
    lists = [declared.stem, *(stage.parts for stage in declared.stages), declared.head]
    return [part for parts in [*lists, *(beside.parts for beside in declared.auxiliary)] for part in parts]


def _kernel_regularizer(declared: Architecture, value: Any) -> Architecture:
    return declared.map(lambda part: _where_taken(part, "kernel_regularizer", value))


def _kernel_initializer(declared: Architecture, value: Any) -> Architecture:
    return declared.map(lambda part: _where_taken(part, "kernel_initializer", value))


def _data_format(declared: Architecture, value: Any) -> Architecture:
    _check("data_format", value, FORMATS)
    return declared.map(lambda part: _where_taken(part, "data_format", value))


def _dropout(declared: Architecture, value: Any) -> Architecture:
    """Another rate of every dropout in the head; a dropout before the classifier where there is none."""
    _check_share("dropout", value)
    if any(p.layer == "Dropout" for p in declared.head):
        head = tuple(p.given(rate=value) if p.layer == "Dropout" else p for p in declared.head)
    else:
        head = (*declared.head[:-1], part("Dropout", name="dropout", rate=value), *declared.head[-1:])
    return declared.with_(head=head)


def _drop_path(declared: Architecture, value: Any) -> Architecture:
    """Stochastic depth, whose rate grows from block to block up to `value` (arXiv:1603.09382)."""
    _check_share("drop_path", value)
    parts = [single for stage in declared.stages for p in stage.parts for single in p.expanded()]
    total = sum("drop_path" in presets(single.layer) for single in parts)
    if not total:
        raise ValueError(f"{declared.name}: `drop_path` (={value}) needs residual blocks, and there are none")
    numbers = count(1)

    def change(part: Part) -> Part:
        takes = "drop_path" in presets(part.layer)
        return part.given(drop_path=value * next(numbers) / total) if takes else part

    return declared.map(change)


def _head_dtype(declared: Architecture, value: Any) -> Architecture:
    """The dtype of every classifier's last layer."""
    try:
        keras.dtype_policies.get(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"{declared.name}: `head_dtype` (={value!r}) must be the name of a dtype, as float32"
        ) from None

    def last(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return (*parts[:-1], *(p.given(dtype=value) for p in parts[-1:]))

    beside = tuple(type(a)(a.name, a.reads, last(a.parts), a.loss_weight) for a in declared.auxiliary)
    return declared.with_(head=last(declared.head), auxiliary=beside)


CHANGES: dict[str, Callable[[Architecture, Any], Architecture]] = {
    "output_stride": dilate,
    "activation": _activation,
    "normalization": _normalization,
    "padding": _padding,
    "dropout": _dropout,
    "drop_path": _drop_path,
    "kernel_regularizer": _kernel_regularizer,
    "kernel_initializer": _kernel_initializer,
    "data_format": _data_format,
    "head_dtype": _head_dtype,
}


def _where_taken(part: Part, argument: str, value: Any) -> Part:
    return part.given(**{argument: value}) if argument in presets(part.layer) else part


def _check(option: str, value: Any, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(
            f"`{option}` (={value!r}) must be one of {', '.join(allowed)}{suggestion(str(value), allowed)}"
        )


def _check_share(option: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) < 1:
        raise ValueError(f"`{option}` (={value!r}) must be a number of at least 0 and below 1")
