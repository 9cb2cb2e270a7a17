"""Formats of tables: one module each, found by its name.

A format is a module with `ENDINGS`, of the files it writes, and `write(table)`, which returns the text. Where a file
needs more around that text, the module has `document(table)` too.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from ...errors import FormatError, suggestion

if TYPE_CHECKING:
    from ..table import Table


GRAPHS = ".arch.json"


class Format(Protocol):
    """What each module of this package holds."""

    ENDINGS: tuple[str, ...]

    def write(self, table: Table) -> str:
        """The table as text."""


def names() -> list[str]:
    """The formats that tables can be written in, sorted.

    Example:
        >>> from convatlas.viz.tables import formats
        >>> formats.names()
        ['csv', 'html', 'json', 'latex', 'markdown', 'rst', 'text']
    """
    return sorted(module.name for module in iter_modules(__path__))


def get(name: str) -> Format:
    """The format called `name`.

    Raises:
        FormatError: there is none.
    """
    if name not in names():
        raise FormatError(f"`format` (={name!r}) is no table format{suggestion(name, names())} ({', '.join(names())})")
    return cast(Format, import_module(f".{name}", __name__))


def file_text(table: Table, name: str) -> str:
    """What a file of the format called `name` holds.

    Raises:
        FormatError: there is no such format.
    """
    module = get(name)
    write = getattr(module, "document", module.write)
    return cast(str, write(table))


def of_path(path: str | os.PathLike[str]) -> str:
    """The name of the format that a file's ending asks for.

    Raises:
        FormatError: there is none.
    """
    if Path(path).name.lower().endswith(GRAPHS):
        raise FormatError(f"`path` (={os.fspath(path)}) ends as exported graphs do, which no table is: leave out .arch")
    ending = Path(path).suffix.lower()
    found = next((name for name in names() if ending in get(name).ENDINGS), None)
    if found is None:
        known = ", ".join(ending for name in names() for ending in get(name).ENDINGS)
        raise FormatError(f"`path` (={os.fspath(path)}) must end in one of {known}")
    return found
