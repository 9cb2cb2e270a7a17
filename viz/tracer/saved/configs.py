"""Make the layers of a configuration one by one, with a stand-in for each that cannot, or must not, be made.

A configuration may name any class and hold compiled code. Only classes of Keras, of convatlas, and those that the
user registered before are made; code is never run, and no module that a file names is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import keras

from ....files import opening
from ...errors import first_line
from ..facts import LONGEST
from ..internals import FUNCTIONAL, OPERATIONS, keras_option_scope, model_from_config
from .built import build_by
from .stored import Held
from .told import kind_of_record, name_of, objects_in, told_of
from .unknown import Told, Unknown

REGISTERED_BY = {"convatlas": "convatlas.blocks"}  # package of a registered name -> our module that registers it
CODE = ("Lambda", "__lambda__")
SEQUENTIAL = "Sequential"
MODELS = {"Functional": FUNCTIONAL, SEQUENTIAL: "keras"}  # class -> where Keras finds it
Record = dict[str, Any]


@dataclass
class Making:
    """How stand-ins are made: whether they guess what they return; `stands` tells why each was needed."""

    guess: bool = False
    stands: list[str] = field(default_factory=list)


class Guarded:
    """The layer of a record, or what stands for it; Keras makes it in the place of the layer."""

    @classmethod
    def from_config(cls, config: Record) -> Any:
        """The layer that `config["record"]` describes."""
        record, told, held, making = (config[key] for key in ("record", "told", "held", "making"))
        why = next(_reasons(record), "")
        if not why:
            try:
                made = _made(record)
                build_by(made, held.weights() or ())
                return made
            except Exception as error:  # a configuration of another version of Keras, or a broken one
                why = f"`{kind_of_record(record)}` cannot be made from the file: {first_line(error, 100)}"
        return _stand_in(record, why, told, held, making)


def model_of(config: Record, read: Callable[[], Held]) -> Any:
    """The model of a configuration, with stand-ins where a layer, or itself, cannot be made.

    Args:
        config: the configuration.
        read: reads what the file holds; called where there are stand-ins, whose weights that tells.

    Raises:
        Exception: Keras cannot make the model; there are many ways to fail on what is no configuration.
    """
    first = Making()
    try:
        model = _model(config, Held(), first)
    except Exception:
        if not first.stands:
            raise
    if not first.stands:
        return model
    held = read()
    try:
        return _model(config, held, Making())
    except Exception:  # a layer has to know the sizes of what it takes, which nothing tells
        return _model(config, held, Making(guess=True))


def _model(config: Record, held: Held, making: Making) -> Any:
    record = _prepared(config, {}, held, making)
    why = next(_reasons(record), "")
    return _stand_in(record, why, {}, held, making) if why else _made(record)


def layers_in(config: Any) -> int:
    """How many layers the models of a configuration have."""
    configs = (found.get("config") for found in objects_in(config))
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
    return next((module for module in OPERATIONS if hasattr(import_module(module), kind_of_record(record))), "")


def _stand_in(record: Record, why: str, told: Told, held: Held, making: Making) -> Unknown:
    kind = kind_of_record(record)
    registered = str(record.get("registered_name") or record["class_name"])
    module = record.get("module") or registered.rpartition(">")[0] or (hasattr(keras.layers, kind) and "keras.layers")
    config = record["config"] if isinstance(record["config"], dict) else {}
    if not told and isinstance(config.get("output_shape"), list):  # as a Lambda keeps it, without the batch
        told = {(0, 0): ((None, *config["output_shape"]), "float32")}
    kind_class = type(kind, (Unknown,), {"__module__": str(module or "")[:LONGEST]})
    found: Unknown = kind_class(why, config, told, name_of(record).replace("/", "_"), guess=making.guess)
    found._build_shapes_dict = record.get("build_config") or {}
    found.weigh([] if kind in CODE else held.weights(), is_fixed=config.get("trainable") is False)
    making.stands.append(why)
    return found


def _prepared(record: Record, told: Told, held: Held, making: Making) -> Record:
    """The record with every layer in it to be made by `Guarded`, and nothing to compile."""
    if not isinstance(record, dict) or not {"class_name", "config"} <= set(record):
        raise ValueError("a model or layer must have a `class_name` and a `config`")
    record = {key: value for key, value in record.items() if key != "compile_config"}
    if not (isinstance(record["config"], dict) and isinstance(record["config"].get("layers"), list)):
        return record
    guarded = _guarded_layers(record["config"], told, held, making)
    record["config"] = record["config"] | {"layers": guarded}
    if not _is_registered(record):  # a class of the user's, or of another Keras, that keeps its layers as Keras does
        kind = "Functional" if "input_layers" in record["config"] else SEQUENTIAL
        record |= {"module": MODELS[kind], "class_name": kind, "registered_name": None}
    return record


def _guarded_layers(config: Record, whole: Told, held: Held, making: Making) -> list[Record]:
    """For each layer the record of a `Guarded` that holds its own."""
    layers = config["layers"]
    told = told_of(config, whole)
    parts = held.of_layers([(name_of(layer), kind_of_record(layer)) for layer in layers])
    return [
        _guarded(layer, told.get(name_of(layer), {}), part, making) for layer, part in zip(layers, parts, strict=True)
    ]


def _guarded(record: Record, told: Told, held: Held, making: Making) -> Record:
    around = {key: record[key] for key in ("name", "inbound_nodes") if key in record}
    config = {"record": _prepared(record, told, held, making), "told": told, "held": held, "making": making}
    return around | {"module": "convatlas", "class_name": "Guarded", "registered_name": "Guarded", "config": config}


def _reasons(record: Any) -> Iterator[str]:
    """Why a record must not be made: it, or something in it, holds code or is of an unknown class."""
    kind = kind_of_record(record)
    for found in objects_in(record):
        held = "" if found is record else f", which `{kind}` holds,"
        name = str(found.get("class_name"))
        if name in CODE:
            yield f"`{name}`{held} is Python code, which is never run from a file"
        elif isinstance(found.get("config"), dict) and (opens := opening(name.rpartition(">")[2], found["config"])):
            yield opens
        elif "config" in found and not _is_known(found, legacy="module" not in record):
            yield f"`{kind_of_record(found)}`{held} is not a class of Keras, and no such class is registered here"


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
