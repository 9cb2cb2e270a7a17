"""Fences for Markdown sites (MkDocs, Zensical, plain Python-Markdown): diagrams and tables of architectures.

In the settings of `pymdownx.superfences`, under `custom_fences`, for each of `architecture` and `layer-table`:

    - {name: architecture, class: architecture, format: !!python/name:convatlas.viz.markdown.architecture}

A fence holds the source in its first line and options below it, as the Sphinx directives take them (`:depth: 1`).
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .drawing import Drawing
from .embedding import Failure, Store, Wanted, graphs
from .errors import ConvatlasError, FormatError, SourceError, suggestion
from .escape import xml
from .fitting import options_of
from .graph import Graph
from .labels import totals
from .shapes import shape_of
from .tables import tabulate
from .theme import theme_of

logger = logging.getLogger("mkdocs.convatlas")  # below MkDocs' own, whose strict mode counts warnings
CACHE = Path(".cache") / "convatlas"
STYLE = Path(__file__).with_name("diagrams.css")
FIGURE = ("caption", "alt", "width", "class", "input-shape")
PICTURE = (*FIGURE, "depth", "fold", "direction", "theme", "fit", "interactive")
TABLE = (*FIGURE, "depth", "columns")
Fence = Callable[[Graph, Mapping[str, str]], str]


def architecture(source: str, *_: Any, **__: Any) -> str:
    """A fence as the figure of an architecture; a mistake is logged as a warning and stands in the page.

    Example:
        >>> architecture("resnet18", "architecture", "", {}, None)[:7]
        '<figure'
    """
    return _fence(source, "architecture", PICTURE, _figure)


def layer_table(source: str, *_: Any, **__: Any) -> str:
    """A fence as the table of an architecture's layers."""
    return _fence(source, "layer-table", TABLE, _table)


def _fence(text: str, name: str, allowed: tuple[str, ...], make: Fence) -> str:
    try:
        source, options = _read(text, allowed)
        return make(_graph(source, options), options)
    except ConvatlasError as error:
        logger.warning("%s: %s", name, error)
        return f'<p class="architecture-error"><strong>{name}:</strong> {xml(str(error))}</p>'


def _read(text: str, allowed: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The source and the options of a fence's text.

    Raises:
        FormatError: there is no source, or an option is unknown.
    """
    first, *rest = [line.strip() for line in text.strip().splitlines() if line.strip()] or [""]
    if not first or first.startswith(":"):
        raise FormatError("the first line must be a source, such as resnet50 or module:attribute")
    options = {}
    for line in rest:
        key, colon, value = line.removeprefix(":").partition(":")
        if not colon or key.strip() not in allowed:
            known = ", ".join(f":{name}:" for name in allowed)
            raise FormatError(f"{line!r} is no option{suggestion(key.strip(), allowed)} ({known})")
        options[key.strip()] = value.strip()
    return first, options


def _graph(source: str, options: Mapping[str, str]) -> Graph:
    wanted = Wanted(source, shape_of(options.get("input-shape")))
    result = graphs([wanted], Store(CACHE), folder=Path.cwd())[wanted]
    if isinstance(result, Failure):
        raise SourceError(result.message)
    return result.graph


def _number(options: Mapping[str, str]) -> int | None:
    text = options.get("depth")
    if text is not None and not (text.isdigit() and int(text)):
        raise FormatError(f"`depth` (={text}) must be a whole number of at least 1")
    return int(text) if text else None


def _figure(graph: Graph, given: Mapping[str, str]) -> str:
    options = options_of(given, _number(given))
    drawing = Drawing(graph, options, theme_of(given.get("theme", "auto")))
    shown = _explorer(drawing) if "interactive" in given else _image(drawing, given)
    caption = f"<figcaption>{xml(given['caption'])}</figcaption>" if given.get("caption") else ""
    classes = xml(f"architecture {given.get('class', '')}".strip())
    return f'<figure class="{classes}"><style>{STYLE.read_text(encoding="utf-8")}</style>{shown}{caption}</figure>'


def _image(drawing: Drawing, given: Mapping[str, str]) -> str:
    data = base64.b64encode(str(drawing.to("svg")).encode()).decode()
    alt = xml(given.get("alt") or f"{drawing.graph.name}: {totals(drawing.graph)}")
    width = f' width="{xml(given["width"])}"' if given.get("width") else ""
    return f'<img class="architecture-diagram" alt="{alt}"{width} src="data:image/svg+xml;base64,{data}">'


def _explorer(drawing: Drawing) -> str:
    from .renderers import html

    found: str = html.fragment(drawing.picture)
    return found


def _table(graph: Graph, given: Mapping[str, str]) -> str:
    columns = [word.strip() for word in given.get("columns", "").split(",") if word.strip()]
    return tabulate(graph, columns=columns or None, depth=_number(given)).to("html")
