"""Declarations as files: TOML for people, JSON for programs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w

from ..files import ConvatlasError, Unreadable, check_nesting, parsed_json, parsed_toml, read_text, shown, write_whole
from .architecture import Architecture

SCHEMA = Path(__file__).with_name("declaration.schema.json")
NUMBERS = re.compile(r"\[\n([\d,\s]+)\]")
NOTHING = "none"  # TOML has no word for None


def load(path: str | os.PathLike[str]) -> Architecture:
    """The network that a `.toml` or `.json` file declares.

    Raises:
        ValueError: the file is missing or declares no network; the text names the file and the line or key.

    Example:
        >>> import pathlib, tempfile
        >>> from convatlas import architectures
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> architectures.save("lenet5", folder / "mine.toml")
        >>> architectures.load(folder / "mine.toml") == architectures.get("lenet5")
        True
    """
    file = Path(path)
    read = _format_of(file)[0]
    try:
        record = read(read_text(file, "declaration"))
    except Unreadable as error:
        raise ConvatlasError(f"{shown(file)} {error}") from error
    try:
        declared = Architecture.from_dict(record)
        _check_layers(declared)
    except ValueError as error:
        raise ConvatlasError(f"{shown(file)}: {error}") from error
    return declared


def save(architecture: str | Architecture, path: str | os.PathLike[str]) -> None:
    """Write a declaration as a `.toml` or `.json` file, whole or not at all.

    Raises:
        ValueError: the path ends otherwise, or cannot be written.
    """
    from .catalogue import get

    file = Path(path)
    write = _format_of(file)[1]
    declared = get(architecture) if isinstance(architecture, str) else architecture
    write_whole(file, write(declared.to_dict()))


def _read_toml(text: str) -> Any:
    record = parsed_toml(text)
    check_nesting(record)
    return _replaced(record, NOTHING, None)


def _write_toml(record: Any) -> str:
    text = tomli_w.dumps(_replaced(record, None, NOTHING))
    return NUMBERS.sub(lambda found: f"[{', '.join(found[1].replace(',', ' ').split())}]", text)


def _read_json(text: str) -> Any:
    record = parsed_json(text)
    check_nesting(record)
    return record


def _write_json(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    ".toml": (_read_toml, _write_toml),
    ".json": (_read_json, _write_json),
}


def _format_of(file: Path) -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    if file.suffix.lower() not in FORMATS:
        raise ConvatlasError(f"{shown(file)}: a declaration ends in {' or '.join(FORMATS)}")
    return FORMATS[file.suffix.lower()]


def _replaced(value: Any, old: Any, new: Any) -> Any:
    """A record with one value put for another, however deep."""
    if isinstance(value, dict):
        return {key: _replaced(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, old, new) for inner in value]
    return new if value is old or (isinstance(value, str) and value == old) else value


def _check_layers(declared: Architecture) -> None:
    """Refuse layers and arguments that do not exist, by the key under which they stand."""
    from .layers import check_arguments

    lists = {"stem": declared.stem, "head": declared.head}
    lists |= {f"stages[{i}].parts": stage.parts for i, stage in enumerate(declared.stages)}
    lists |= {f"auxiliary[{i}].parts": beside.parts for i, beside in enumerate(declared.auxiliary)}
    for key, parts in lists.items():
        for index, part in enumerate(parts):
            check_arguments(part, f"`{key}[{index}]`")
