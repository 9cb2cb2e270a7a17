"""Check committed drawings, tables and graphs against what their sources give now."""

from __future__ import annotations

import json
import os
import re
from difflib import unified_diff
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from ..files import Unreadable, check_plain
from .difference import FORMATS as PICTURES
from .errors import SourceError
from .graph import Graph
from .sources import Origin, in_json
from .tables import PLOTS, formats, plotted

MARKUP = (".svg", ".html", ".htm")
NOT_THE_SAME_EVERYWHERE = (".png", ".pdf")
VIEWS = {  # the module and the function that made the file
    "table": ("tables", "tabulate"),
    "compare": ("tables", "compare"),
    "family": ("tables", "family_table"),
    "diff": ("difference", "diff"),
    "draw": ("pictures", "draw"),
    "export": ("sources", "trace"),
}
CHECKED = "what convatlas wrote from a name, a path or `module:attribute`, but as text, png or pdf, can be checked"
PLOTTER = re.compile(r"Matplotlib v[\d.]+")
STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
BETWEEN_TAGS = re.compile(r">([^<>]+)<")


class NotOursError(SourceError):
    """A file names no source: convatlas did not write it, or not from one that can be named."""


def check(path: str | os.PathLike[str]) -> str:
    """What changed since a file was written, "" where it is up to date.

    The file names its source and options itself; sources are found from the working directory, as when it was written.
    A source of the form `module:attribute` is imported and called.

    Raises:
        SourceError: the file cannot be read, or its source cannot be found, read or built.
        NotOursError: the file names no source.

    Example:
        >>> import tempfile
        >>> from convatlas import viz
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     viz.tabulate("lenet5_study").save(f"{folder}/lenet.md")
        ...     check(f"{folder}/lenet.md")
        ''
    """
    file = Path(path)
    old = _read(file)
    origin = Origin.find(old)
    if origin is None or not origin.sources:
        raise NotOursError(f"{file}: names no source; {CHECKED}")
    if origin.view not in VIEWS:
        raise SourceError(f"{file}: was made by {origin.view!r}, which is none of {', '.join(VIEWS)}")
    new = _made(origin, file)
    if PLOTTER.findall(old) != PLOTTER.findall(new):
        was, now = ((PLOTTER.findall(text) or ["none"])[0] for text in (old, new))
        raise SourceError(f"{file}: was plotted by {was}, and here is {now}: plot it anew")
    return "" if new == old else f"{file}: out of date\n{_explained(file, origin, old, new)}"


def _read(file: Path) -> str:
    if file.suffix.lower() in NOT_THE_SAME_EVERYWHERE:
        raise NotOursError(f"{file}: a {file.suffix[1:]} is not the same on every machine; check an svg instead")
    try:
        if file.exists():
            check_plain(file, "text")  # a pipe would be waited for
        return file.read_text(encoding="utf-8")
    except Unreadable as error:
        raise SourceError(f"{file}: {error}") from None
    except OSError as error:
        raise SourceError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotOursError(f"{file}: cannot be read: it is no text") from None


def _made(origin: Origin, file: Path) -> str:
    """What the file would hold if it were written now."""
    module, name = VIEWS[origin.view]
    make = getattr(import_module(f".{module}", __package__), name)
    beside = origin.view == "draw" and len(origin.sources) > 1  # drawings take several networks as one list
    options = {key: tuple(v) if isinstance(v, list) else v for key, v in origin.options.items()}
    try:
        call = signature(make).bind(*([origin.sources] if beside else origin.sources), **options)
    except TypeError as error:
        raise SourceError(f"{file}: {name} does not take what the file names: {error}") from None
    return _text(make(*call.args, **call.kwargs), origin, file)


def _text(made: Any, origin: Origin, file: Path) -> str:
    """What was made, in the format of the file."""
    if origin.view == "draw":
        from .pictures import format_of

        return str(made.to(format_of(file)))
    if origin.view == "export":
        return in_json(made.to_json(), origin)
    kind = file.suffix.lower().removeprefix(".")
    if origin.view == "diff" and kind in PICTURES:
        return str(made.to(kind))
    if origin.view == "compare" and kind in PLOTS:
        return _plotted(made, file, kind)
    return formats.file_text(made.table if origin.view == "diff" else made, formats.of_path(file))


def _plotted(table: Any, file: Path, kind: str) -> str:
    try:
        return plotted(table, kind).decode("utf-8")
    except ImportError as error:
        raise SourceError(f"{file}: {error}") from None


def _explained(file: Path, origin: Origin, old: str, new: str) -> str:
    """The differences as a reader looks for them: of layers in graphs, else of the lines of text."""
    if origin.view == "export":
        from .difference import diff

        changed = diff(_graph_of(old), _graph_of(new))
        if changed:
            return str(changed)
    lines = unified_diff(_lines(file, old), _lines(file, new), "as written", "now", n=0, lineterm="")
    return "\n".join(lines) or "the same texts, drawn in another way"


def _graph_of(text: str) -> Graph:
    record = json.loads(text)
    record.pop("origin", None)
    return Graph.from_json(json.dumps(record))


def _lines(file: Path, text: str) -> list[str]:
    """The lines of a text file; of markup what stands between its tags."""
    if file.suffix.lower() not in MARKUP:
        return text.splitlines()
    return [line for line in map(str.strip, BETWEEN_TAGS.findall(STYLE.sub("", text))) if line]
