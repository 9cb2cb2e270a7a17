"""What an operation of a TensorFlow graph was given beside tensors that carry data: constants and attributes."""

from __future__ import annotations

from typing import Any

NAMES = {  # of inputs, as Keras calls them
    "x": "x1",
    "y": "x2",
    "reduction_indices": "axis",
    "split_dim": "axis",
    "dim": "axis",
    "perm": "axes",
    "shape": "newshape",
}
TELLING = ("int", "float", "bool", "string", "list(int)", "list(float)")  # kinds of attributes
SILENT = ("N", "data_format", "container", "shared_name")  # attributes that say nothing of what is computed


def given_to(operation: Any) -> dict[str, Any]:
    """Constants by the names of the inputs that they stand for, and attributes that are not as usual."""
    import tensorflow as tf

    names = [_name(operation, place) for place in range(len(operation.inputs))]
    values = map(tf.get_static_value, operation.inputs)
    constants = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    if operation.type == "StridedSlice":
        return _slice(operation, constants)
    return constants | _attributes(operation)


def _name(operation: Any, place: int) -> str:
    """How TensorFlow calls an input; the last one goes by its name behind a list of any length too."""
    found = [str(argument.name) for argument in operation.op_def.input_arg]
    if len(found) == len(operation.inputs):
        return NAMES.get(found[place], found[place])
    return NAMES.get(found[-1], found[-1]) if place == len(operation.inputs) - 1 else str(place)


def _attributes(operation: Any) -> dict[str, Any]:
    found = {}
    for attribute in operation.op_def.attr:
        if attribute.type not in TELLING or attribute.name in SILENT or attribute.name.startswith("_"):
            continue
        value = operation.get_attr(attribute.name)
        if not attribute.HasField("default_value") or value != _plain(attribute.default_value, attribute.type):
            found[attribute.name] = _text(value)
    return found


def _plain(value: Any, kind: str) -> Any:
    """The default of an attribute as Python has it."""
    short = {"int": "i", "float": "f", "bool": "b", "string": "s"}
    if kind in short:
        return getattr(value, short[kind])
    return list(getattr(value.list, short[kind[5:-1]]))


def _text(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _slice(operation: Any, constants: dict[str, Any]) -> dict[str, Any]:
    """A slice as Python writes it; nothing where its bounds are worked out while the network runs."""
    if not {"begin", "end", "strides"} <= set(constants):
        return {}
    masks = {
        name: operation.get_attr(f"{name}_mask") for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
    }

    def part(place: int) -> Any:
        has = {name: bool(mask >> place & 1) for name, mask in masks.items()}
        begin, end, step = (int(constants[name][place]) for name in ("begin", "end", "strides"))
        if has["ellipsis"]:
            return ...
        if has["new_axis"]:
            return None
        if has["shrink_axis"]:
            return begin
        return slice(None if has["begin"] else begin, None if has["end"] else end, None if step == 1 else step)

    return {"key": tuple(map(part, range(len(constants["begin"]))))}
