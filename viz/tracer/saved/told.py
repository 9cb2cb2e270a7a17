"""What a configuration tells of the tensors that its layers return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...graph import role_of
from ..facts import LONGEST
from .unknown import Told

KEEPS_SHAPE = ("activation", "normalisation", "regularisation")
Record = dict[str, Any]


def told_of(config: Record, whole: Told) -> dict[str, Told]:
    """What the layers of a model return, by their names; `whole` is what the model itself does.

    Raises:
        ValueError: a call takes no tensor of the model, so that it would be run.
    """
    layers = config["layers"]
    if "input_layers" not in config:
        return _told_by_followers(layers, whole)
    told = _told_by_calls(layers)
    for place, (name, number, output) in enumerate(_ends(config.get("output_layers"))):
        spec = whole.get((min((call for call, _ in whole), default=0), place))
        if spec:
            told.setdefault(name, {}).setdefault((number, output), spec)
    return told


def _ends(found: Any) -> Iterator[tuple[str, int, int]]:
    """Layer, call and output of what a model returns, as a list of one or of several."""
    if isinstance(found, dict):
        found = list(found.values())
    ends = [found] if isinstance(found, list) and found and isinstance(found[0], str) else found
    for end in ends if isinstance(ends, list) else ():
        if isinstance(end, list) and len(end) == 3 and isinstance(end[0], str):
            yield end[0], end[1], end[2]


def _told_by_calls(layers: list[Record]) -> dict[str, Told]:
    """What each layer returned, from the tensors that other layers were called with.

    Raises:
        ValueError: a call takes no tensor of the model, so that it would be run.
    """
    told: dict[str, Told] = {}
    for layer in layers:
        for call in layer["inbound_nodes"]:
            tensors = [found["config"] for found in objects_in(call) if found.get("class_name") == "__keras_tensor__"]
            if not tensors and not (isinstance(call, list) and call):
                raise ValueError(f"a call of `{name_of(layer)}` takes no tensor")
            for tensor in tensors:
                name, number, place = tensor["keras_history"]
                told.setdefault(name, {})[number, place] = tensor["shape"], tensor["dtype"]
    return told


def _told_by_followers(layers: list[Record], whole: Told) -> dict[str, Told]:
    """What each layer of a Sequential model returned, from the shape that a layer behind it was built with."""
    found: dict[str, Told] = {}
    shape = next((shape for shape, _ in whole.values()), None)
    for layer in reversed(layers):
        if isinstance(shape, (list, tuple)):
            found[name_of(layer)] = {(0, 0): (shape, "float32")}
        if "build_config" in layer or role_of([kind_of_record(layer)]) not in KEEPS_SHAPE:
            shape = (layer.get("build_config") or {}).get("input_shape")
    return found


def objects_in(value: Any) -> Iterator[Record]:
    """All mappings in `value` that describe an object; layers that are guarded already are left out."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if found.get("class_name") == "Guarded":
                continue
            if "class_name" in found:
                yield found
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found


def kind_of_record(record: Record) -> str:
    """The class that a record names."""
    return str(record.get("class_name")).rpartition(">")[2][:LONGEST]


def name_of(record: Record) -> str:
    """The name of a layer, which a file keeps beside its configuration or in it."""
    config = record["config"] if isinstance(record["config"], dict) else {}
    return str(record.get("name") or config.get("name") or kind_of_record(record).lower())
