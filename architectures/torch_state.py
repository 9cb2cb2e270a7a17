"""State dictionaries of PyTorch as people have them: in files, wrapped, with prefixes, spelled in several ways."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..files import suggestion
from .torch_files import read

WRAPPINGS = ("state_dict", "model_state_dict", "model", "net", "weights", "module", "params")  # the likeliest first
COUNTER = "num_batches_tracked"
PACKED = "._packed_params._packed_params"
SPELLINGS = (
    (r"^(linear|last_linear|head\.fc|head|classifier)\.(weight|bias)$", r"fc.\2"),
    (r"^(linear|last_linear|fc|head|classifier)\.(weight|bias)$", r"head.fc.\2"),
    (r"^(linear|last_linear|fc|head\.fc|head|classifier)\.(weight|bias)$", r"classifier.6.\2"),
    (r"^(?:fc|head|classifier|last_linear)\.\d+\.(weight|bias)$", r"fc.\1"),  # the only dense layer of a Sequential
    (r"^classifier\.6\.\d+\.(weight|bias)$", r"classifier.6.\1"),
    (r"^0\.(weight|bias)$", r"conv1.\1"),  # Sequential(*network.children())
    (r"^1\.", "bn1."),
    (r"^([4-7])\.", lambda found: f"layer{int(found[1]) - 3}."),
    (r"^0\.(\d+)\.", r"features.\1."),
    (r"^pre_logits\.fc1\.", "classifier.0."),
    (r"^pre_logits\.fc2\.", "classifier.3."),
    (r"^linear0\.", "classifier.0."),
    (r"^linear1\.", "classifier.3."),
    (r"^_features\.", "features."),
    (r"\.shortcut\.(\d)\.", r".downsample.\1."),
    (r"\.downsample\.(conv|bn|norm)\.", lambda found: f".downsample.{int(found[1] != 'conv')}."),
    (r"\.se\.(conv_reduce|reduce)\.", ".se.fc1."),
    (r"\.se\.(conv_expand|expand)\.", ".se.fc2."),
)  # other spellings of a name, and ours; only names that are wanted are taken


def arrays_of(source: Any) -> dict[str, Any]:
    """The arrays of a state dictionary, a module of PyTorch, or a file of either, by their names there.

    Raises:
        ValueError: there is no such file, it takes a package that is not installed, or it holds no arrays.
    """
    given = read(Path(source)) if isinstance(source, (str, os.PathLike)) else source
    if hasattr(given, "state_dict") and not isinstance(given, Mapping):
        given = given.state_dict()
    state = dict(_unpacked(_unwrapped(given)))
    return {key: _array(value) for key, value in state.items() if _is_array(value) and not key.endswith(COUNTER)}


def named_as(arrays: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """The arrays by the names that are wanted, where a prefix or another spelling is all that differs."""
    names = set(wanted)
    prefix = _prefix(arrays, names)
    bare = {key.removeprefix(prefix) if key.startswith(prefix) else key: value for key, value in arrays.items()}
    ours = {key: _spelled(key, names, bare) for key in bare}
    often = Counter(ours.values())  # two dense layers of a head are none of them the classifier
    return {ours[key] if often[ours[key]] == 1 else key: value for key, value in bare.items()}


def find(arrays: Mapping[str, Any], wanted: str) -> str | None:
    """The name that an array goes by which is to be `wanted`, behind any prefix; None where there is no such one."""
    exact = [key for key in arrays if wanted in _ends(key)]
    spelled = [key for key in arrays if any(_spelled(end, {wanted}, {}) == wanted for end in _ends(key))]
    found = exact or (spelled if len(spelled) == 1 else [])  # of several layers of a head none is the classifier
    return min(found, key=len) if found else None


def near_miss(missing: list[str], left: list[str]) -> str:
    """`, did you mean ...?` for the first of `missing`, out of those left over."""
    return suggestion(missing[0], left) if missing and left else ""


def _spelled(key: str, names: set[str], given: Mapping[str, Any]) -> str:
    if key in names:
        return key
    for pattern, ours in SPELLINGS:
        other = re.sub(pattern, ours, key)
        if other in names and other not in given:
            return other
    return key


def _prefix(arrays: Mapping[str, Any], names: set[str]) -> str:
    """What stands before the most names: "" or "module." or anything else."""
    counts: dict[str, int] = {"": 0}
    for key in arrays:
        for rest in _ends(key):
            if rest in names or _spelled(rest, names, {}) in names:
                before = key[: len(key) - len(rest)]
                counts[before] = counts.get(before, 0) + 1
                break
    return max(counts, key=lambda prefix: counts[prefix])


def _ends(key: str) -> list[str]:
    """A name without the first, the first two, and so on, of its words."""
    words = key.split(".")
    return [".".join(words[cut:]) for cut in range(len(words))]


def _unwrapped(given: Any) -> Mapping[str, Any]:
    """The mapping that holds the arrays, out of what a training script saved around it."""
    if not isinstance(given, Mapping):
        raise ValueError(f"`state_dict` (a {type(given).__name__}) must be a mapping of names to arrays, or a file")
    if any(_is_array(value) for value in given.values()):
        return given
    inside = {str(key): value for key, value in given.items() if isinstance(value, Mapping) and _holds_arrays(value)}
    for name in (*WRAPPINGS, *inside):
        if name in inside:
            return _unwrapped(inside[name])
    raise ValueError(f"`state_dict` holds no arrays; its keys are {', '.join(map(str, given)) or 'none'}")


def _unpacked(state: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The names and values, where PyTorch packed those of a quantized dense layer as two again."""
    packed = {str(key).removesuffix(PACKED) for key in state if str(key).endswith(PACKED)}
    for key, value in state.items():
        layer, _, name = str(key).rpartition(".")
        if str(key).endswith(PACKED):
            yield from zip(
                (f"{str(key).removesuffix(PACKED)}{end}" for end in (".weight", ".bias")), value, strict=True
            )
        elif layer not in packed or name not in ("scale", "zero_point"):
            yield str(key), value


def _holds_arrays(value: Mapping[str, Any]) -> bool:
    return any(_is_array(v) or (isinstance(v, Mapping) and _holds_arrays(v)) for v in value.values())


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype")


def _array(value: Any) -> Any:
    """A tensor as an array: away from its device and its gradients, with as many bits as NumPy knows."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.dequantize() if value.is_quantized else value
        value = value.float() if value.is_floating_point() else value
        return value.numpy()
    array = np.asarray(value)
    return array.astype(np.float32) if array.dtype == np.float16 else array
