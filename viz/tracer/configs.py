"""Make the layers of a configuration one by one, with a stand-in for each that cannot, or must not, be made.

A configuration may name any class and hold compiled code. Only classes of Keras, of convatlas, and those that the
user registered before are made; code is never run, and no module that a file names is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import keras

from ...files import opening
from ..errors import first_line
from ..graph import role_of
from .facts import LONGEST
from .internals import FUNCTIONAL, OPERATIONS, keras_option_scope, model_from_config
from .unknown import Told, Unknown

REGISTERED_BY = {"convatlas": "convatlas.blocks"}  # package of a registered name -> our module that registers it
CODE = ("Lambda", "__lambda__")
KEEPS_SHAPE = ("activation", "normalisation", "regularisation")
SEQUENTIAL = "Sequential"
MODELS = {"Functional": FUNCTIONAL, SEQUENTIAL: "keras"}  # class -> where Keras finds it
Record = dict[str, Any]


class Guarded:
    """The layer of a record, or what stands for it; Keras makes it in the place of the layer."""

    @classmethod
    def from_config(cls, config: Record) -> Any:
        """The layer that `config["record"]` describes."""
        record, told = config["record"], {(n, t): (shape, dtype) for n, t, shape, dtype in config["told"]}
        why = next(_reasons(record), "")
        if not why:
            try:
                return _made(record)
            except Exception as error:  # a configuration of another version of Keras, or a broken one
                why = f"`{_kind(record)}` cannot be made from the file: {first_line(error, 100)}"
        return _stand_in(record, why, told)


def model_of(config: Record) -> Any:
    """The model of a configuration, with stand-ins where a layer, or itself, cannot be made.

    Raises:
        Exception: Keras cannot make the model; there are many ways to fail on what is no configuration.
    """
    record = _prepared(config)
    why = next(_reasons(record), "")
    return _stand_in(record, why, {}) if why else _made(record)


def layers_in(config: Any) -> int:
    """How many layers the models of a configuration have."""
    configs = (found.get("config") for found in _objects(config))
    return sum(
        len(held["layers"]) for held in configs if isinstance(held, dict) and isinstance(held.get("layers"), list)
    )


def _made(record: Record) -> Any:
    if record["class_name"] == SEQUENTIAL and not _is_registered(record):
        return _sequential(record)
    if "module" in record:
        return keras.saving.deserialize_keras_object(record, custom_objects={"Guarded": Guarded}, safe_mode=True)
    if module := _module_of_operation(record):
        return _made(record | {"module": module, "registered_name": None})
    with keras_option_scope(use_legacy_config=True):
        return model_from_config(record, custom_objects={"Guarded": Guarded})


def _sequential(record: Record) -> Any:
    """A Sequential model, built once: Keras reads one layer by layer, and builds it anew with each."""
    config = record["config"]
    layers = [Guarded.from_config(layer["config"]) for layer in config["layers"]]
    model = keras.Sequential(layers, name=config["name"])
    if not model.built and isinstance(shape := config.get("build_input_shape"), list):
        model.build(shape)
    if not model.built and record.get("build_config"):
        model.build_from_config(record["build_config"])
    return model


def _module_of_operation(record: Record) -> str:
    """Where the operation of a legacy record is from; legacy files do not tell `ops.add` from the layer `Add`."""
    if isinstance(record["config"], dict) and "trainable" in record["config"]:
        return ""
    return next((module for module in OPERATIONS if hasattr(import_module(module), _kind(record))), "")


def _stand_in(record: Record, why: str, told: Told) -> Unknown:
    kind = _kind(record)
    registered = str(record.get("registered_name") or record["class_name"])
    module = record.get("module") or registered.rpartition(">")[0] or (hasattr(keras.layers, kind) and "keras.layers")
    config = record["config"] if isinstance(record["config"], dict) else {}
    if not told and isinstance(config.get("output_shape"), list):  # as a Lambda keeps it, without the batch
        told = {(0, 0): ((None, *config["output_shape"]), "float32")}
    kind_class = type(kind, (Unknown,), {"__module__": str(module or "")[:LONGEST]})
    found: Unknown = kind_class(f"{why}; its weights are not counted", config, told, _name(record).replace("/", "_"))
    found._build_shapes_dict = record.get("build_config") or {}
    return found


def _prepared(record: Record) -> Record:
    """The record with every layer in it to be made by `Guarded`, and nothing to compile."""
    if not isinstance(record, dict) or not {"class_name", "config"} <= set(record):
        raise ValueError("a model or layer must have a `class_name` and a `config`")
    record = {key: value for key, value in record.items() if key != "compile_config"}
    if not (isinstance(record["config"], dict) and isinstance(record["config"].get("layers"), list)):
        return record
    record["config"] = record["config"] | {"layers": _guarded_layers(record["config"])}
    if not _is_registered(record):  # a class of the user's, or of another Keras, that keeps its layers as Keras does
        kind = "Functional" if "input_layers" in record["config"] else SEQUENTIAL
        record |= {"module": MODELS[kind], "class_name": kind, "registered_name": None}
    return record


def _guarded(record: Record, told: Told) -> Record:
    """The record of a `Guarded` that holds the record."""
    facts = [[*place, *spec] for place, spec in told.items()]
    around = {key: record[key] for key in ("name", "inbound_nodes") if key in record}
    config = {"record": _prepared(record), "told": facts}
    return around | {"module": "convatlas", "class_name": "Guarded", "registered_name": "Guarded", "config": config}


def _guarded_layers(config: Record) -> list[Record]:
    layers = config["layers"]
    told = _told_by_calls(layers) if "input_layers" in config else _told_by_followers(layers)
    return [_guarded(layer, told.get(_name(layer), {})) for layer in layers]


def _told_by_calls(layers: list[Record]) -> dict[str, Told]:
    """What each layer returned, from the tensors that other layers were called with.

    Raises:
        ValueError: a call takes no tensor of the model, so that it would be run.
    """
    told: dict[str, Told] = {}
    for layer in layers:
        for call in layer["inbound_nodes"]:
            tensors = [found["config"] for found in _objects(call) if found.get("class_name") == "__keras_tensor__"]
            if not tensors and not (isinstance(call, list) and call):
                raise ValueError(f"a call of `{_name(layer)}` takes no tensor")
            for tensor in tensors:
                name, number, place = tensor["keras_history"]
                told.setdefault(name, {})[number, place] = tensor["shape"], tensor["dtype"]
    return told


def _told_by_followers(layers: list[Record]) -> dict[str, Told]:
    """What each layer of a Sequential model returned, from the shape that a layer behind it was built with."""
    found: dict[str, Told] = {}
    shape = None
    for layer in reversed(layers):
        if isinstance(shape, list):
            found[_name(layer)] = {(0, 0): (shape, "float32")}
        if "build_config" in layer or role_of([_kind(layer)]) not in KEEPS_SHAPE:
            shape = (layer.get("build_config") or {}).get("input_shape")
    return found


def _reasons(record: Any) -> Iterator[str]:
    """Why a record must not be made: it, or something in it, holds code or is of an unknown class."""
    kind = _kind(record)
    for found in _objects(record):
        held = "" if found is record else f", which `{kind}` holds,"
        name = str(found.get("class_name"))
        if name in CODE:
            yield f"`{name}`{held} is Python code, which is never run from a file"
        elif isinstance(found.get("config"), dict) and (opens := opening(name.rpartition(">")[2], found["config"])):
            yield opens
        elif "config" in found and not _is_known(found, legacy="module" not in record):
            yield f"`{_kind(found)}`{held} is not a class of Keras, and no such class is registered here"


def _objects(value: Any) -> Iterator[Record]:
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


def _is_known(record: Record, *, legacy: bool) -> bool:
    """Whether Keras, convatlas or the user has a class or function for the record."""
    name, module = str(record["class_name"]), str(record.get("module") or "")
    if name.startswith("__") or _is_registered(record):
        return True
    if module:
        return module.partition(".")[0] == "keras" or (name == "function" and module == "builtins")
    return legacy and (name in MODELS or hasattr(keras.layers, name) or bool(_module_of_operation(record)))


def _is_registered(record: Record) -> bool:
    """Whether convatlas or the user registered a class or function for the record."""
    name = record["config"] if record["class_name"] == "function" else record.get("registered_name")
    registered = str(name or record["class_name"])
    package = registered.partition(">")[0]
    if package in REGISTERED_BY:
        import_module(REGISTERED_BY[package])
    return keras.saving.get_registered_object(registered) is not None


def _kind(record: Record) -> str:
    return str(record.get("class_name")).rpartition(">")[2][:LONGEST]


def _name(record: Record) -> str:
    """The name of a layer, which a file keeps beside its configuration or in it."""
    config = record["config"] if isinstance(record["config"], dict) else {}
    return str(record.get("name") or config.get("name") or _kind(record).lower())
