"""What a declaration may hold; every complaint names the key, its value and the nearest right name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..files import beyond, bound, shown, suggestion

KEYS = (
    "name",
    "input_shape",
    "classes",
    "stem",
    "stages",
    "head",
    "auxiliary",
    "family",
    "paper",
    "preprocessing",
)
STAGE_KEYS = ("name", "parts")
AUXILIARY_KEYS = ("name", "reads", "loss_weight", "parts")
CONVENTIONS = ("unit", "caffe", "torch", "tf")
REQUIRED = ("name", "input_shape", "classes")


def check_record(record: Mapping[str, Any]) -> None:
    """Refuse a mapping that declares no network.

    Raises:
        ValueError: names the key, its value and what is allowed.
    """
    if not isinstance(record, Mapping):
        raise ValueError(f"a declaration must be a table of {', '.join(KEYS)}, not {type(record).__name__}")
    for key in record:
        if key not in KEYS:
            raise ValueError(
                f"`{shown(key)}` is no key of a declaration{suggestion(key, KEYS) or ': ' + ', '.join(KEYS)}"
            )
    for key in REQUIRED:
        if key not in record:
            raise ValueError(f"`{key}` is missing from the declaration")
    for key, allowed, holds in FORMS:
        if key in record and not holds(record[key]):
            raise ValueError(f"`{key}` (={shown(repr(record[key]))}) must be {allowed}")
    for key in ("stem", "head"):
        _check_parts(key, record.get(key, ()))
    _check_stages("stages", record.get("stages", ()), STAGE_KEYS)
    _check_stages("auxiliary", record.get("auxiliary", ()), AUXILIARY_KEYS)
    _check_size(record)
    for index, classifier in enumerate(record.get("auxiliary", ())):
        if not isinstance(classifier.get("reads"), str):
            raise ValueError(f"`auxiliary[{index}]` must have a `reads`, the name of the layer that it reads")


def _check_size(record: Mapping[str, Any]) -> None:
    """Refuse more parts than can be built in a moment, before any is made."""
    lists = [record.get("stem", ()), record.get("head", ())]
    lists += [stage.get("parts", ()) for key in ("stages", "auxiliary") for stage in record.get(key, ())]
    number = sum(part.get("repeat", 1) for parts in lists for part in parts)
    if number > bound("parts"):
        raise ValueError(beyond("parts", f"the declaration makes {shown(f'{number:,}')} parts"))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_shape(value: Any) -> bool:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        return False
    return all(n is None or _is_whole(n) for n in value[:2]) and _is_whole(value[2])


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not set(value) & set("/.\n")


FORMS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("name", 'a text without "/" and "."', _is_name),
    (
        "input_shape",
        "three positive whole numbers (height, width, channels), of which the first two may be none",
        _is_shape,
    ),
    ("classes", "a positive whole number", _is_whole),
    ("preprocessing", f"one of {', '.join(CONVENTIONS)}", CONVENTIONS.__contains__),
    ("family", "a text", lambda value: isinstance(value, str)),
    ("paper", "a text", lambda value: isinstance(value, str)),
)


def _check_stages(key: str, stages: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(stages, (list, tuple)):
        raise ValueError(f"`{key}` (={shown(repr(stages))}) must be a list of tables")
    for index, stage in enumerate(stages):
        where = f"{key}[{index}]"
        if not isinstance(stage, Mapping) or not _is_name(stage.get("name")):
            raise ValueError(f'`{where}` must be a table with a `name` without "/" and "."')
        for unknown in sorted(set(stage) - set(keys)):
            raise ValueError(f"`{where}.{shown(unknown)}` is no key here: {', '.join(keys)}")
        _check_parts(f"{where}.parts", stage.get("parts", ()))
    names = [stage["name"] for stage in stages]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"`{key}` holds the name {name!r} {names.count(name)} times; each has its own")


def _check_parts(key: str, parts: Any) -> None:
    if not isinstance(parts, (list, tuple)):
        raise ValueError(f"`{key}` (={shown(repr(parts))}) must be a list of parts")
    for index, record in enumerate(parts):
        where = f"{key}[{index}]"
        if not isinstance(record, Mapping) or not isinstance(record.get("layer"), str):
            raise ValueError(f"`{where}` must be a table with a `layer`, the name of a block or Keras layer")
        if not _is_whole(record.get("repeat", 1)):
            raise ValueError(f"`{where}.repeat` (={record['repeat']!r}) must be a positive whole number")
        if "name" in record and not _is_name(record["name"]):
            raise ValueError(f'`{where}.name` (={record["name"]!r}) must be a text without "/" and "."')
