"""Arrays of PyTorch put into a network of ours, and what became of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from .architecture import Architecture
from .channels import first_kernel, fitted_channels
from .flattening import flattened
from .torch_names import from_torch_layout, torch_key
from .torch_state import near_miss
from .weights import Report, copy_by_path, stored

SHOWN = 3
HEAD = re.compile(r"(fc|head|classifier|linear\d?|last_linear|pre_logits|aux\d?)\.")


def loaded(model: Any, declared: Architecture, arrays: Mapping[str, Any], spare: set[str]) -> Report:
    """Put the arrays, by the names of torchvision or timm, into `model`.

    Args:
        model: built from `declared`.
        declared: the variant.
        arrays: as `named_as` gives them.
        spare: names that may be left over or missing: those of the classifier that is not wanted, or of other classes.

    Raises:
        ValueError: other arrays are missing, left over or of other shapes; the text names them.
    """
    keys = {torch_key(declared, weight.path): weight for weight in stored(model)}
    _check_names(declared.name, set(keys) - spare, set(arrays) - spare, set(keys), set(arrays))
    images, values, first = flattened(model), {}, first_kernel(model)
    for key, weight in keys.items():
        if key in arrays:
            value = from_torch_layout(arrays[key], tuple(weight.shape), images.get(weight.path.partition("/")[0]))
            if key not in spare:
                _check_shape(f"{declared.name}: {key}", np.shape(arrays[key]), value, weight, weight.path == first)
            values[weight.path] = value
    report = copy_by_path(model, values)
    left = tuple(sorted(set(arrays) - set(keys)))
    return Report(report.loaded, report.skipped, report.adapted, left)


def classifier_keys(declared: Architecture) -> tuple[str, str]:
    """The names of the classifier's weight and bias."""
    return torch_key(declared, "predictions/kernel"), torch_key(declared, "predictions/bias")


def spare_keys(declared: Architecture, keys: list[str], arrays: Mapping[str, Any], classes: int) -> set[str]:
    """Names that may be missing or left over: the head's, where one side has none, or the classifier's."""
    ours, theirs = ({key for key in side if HEAD.match(key)} for side in (keys, arrays))
    beside = {key for key in theirs if key.startswith("aux")} if not any(k.startswith("aux") for k in ours) else set()
    if not ours or not theirs:
        return ours | theirs
    classifier = {*classifier_keys(declared)}
    there = classifier & {*arrays}
    other = all(np.shape(arrays[key])[0] != classes for key in there)  # or it is not there at all
    own = theirs - {*keys} if not there else set()  # layers of another head, where ours is to learn
    return (classifier if other and len(there) != 1 else set()) | beside | own


def _check_shape(owner: str, shape: tuple[int, ...], value: Any, weight: Any, adapts: bool) -> None:
    fitted = fitted_channels(value, weight.shape)[0] if adapts else value
    if tuple(fitted.shape) != tuple(weight.shape):
        raise ValueError(f"{owner} has the shape {shape}, which does not fit {weight.path} {tuple(weight.shape)}")


def _check_names(name: str, wanted: set[str], given: set[str], all_wanted: set[str], all_given: set[str]) -> None:
    missing, left = sorted(wanted - all_given), sorted(given - all_wanted)
    for which, keys, near in (("lacks", missing, near_miss(missing, left)), ("has left over", left, "")):
        if keys:
            shown = ", ".join(keys[:SHOWN]) + (f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else "")
            raise ValueError(f"{name}: the state dictionary {which} {shown}{near}")
