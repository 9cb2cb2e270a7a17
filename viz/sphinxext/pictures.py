"""Pictures as files that every builder can take one of, and nodes for what only some builders show."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from ..drawing import Drawing
from ..files import write_whole

FORMATS = ("svg", "pdf", "png")
CLASSES = ("architecture-diagram", "dark-light")  # the second keeps pydata's theme from dimming it
CAN_BE_TOO_LARGE = "png"


class text_only(nodes.General, nodes.Element):  # noqa: N801 - docutils' way of naming nodes
    """What text and manual pages show in place of a picture."""


class interactive_diagram(nodes.General, nodes.Element):  # noqa: N801
    """The explorer where there is HTML, and the picture inside it elsewhere."""


def image(env: BuildEnvironment, drawing: Drawing, *, alt: str) -> nodes.image:
    """Write the picture once for every kind of builder, and refer to it."""
    folder = Path(env.doctreedir) / "convatlas"
    folder.mkdir(parents=True, exist_ok=True)
    svg = str(drawing.to("svg"))
    stem = folder / f"{_safe(drawing.graph.name)}-{hashlib.sha256(svg.encode()).hexdigest()[:12]}"
    for format_ in FORMATS:
        _write(drawing, stem.with_suffix(f".{format_}"), format_)
    here = Path(env.doc2path(env.docname)).parent
    uri = Path(os.path.relpath(stem, here)).as_posix()
    return nodes.image("", uri=f"{uri}.*", alt=alt, classes=list(CLASSES))


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name)[:40] or "model"


def _write(drawing: Drawing, path: Path, format_: str) -> None:
    from ..errors import FormatError
    from ..renderers import names

    if path.exists() or format_ not in names():
        return
    try:
        write_whole(path, drawing.to(format_))
    except FormatError:
        if format_ != CAN_BE_TOO_LARGE:
            raise


def interactive(drawing: Drawing, inside: nodes.image) -> nodes.Element:
    """The explorer of a drawing around its picture."""
    from ..renderers import html

    return interactive_diagram("", inside, fragment=html.fragment(drawing.picture))


def visit_html(self: Any, node: nodes.Element) -> None:
    """Write the explorer, whose fragment holds the picture already."""
    self.body.append(node["fragment"])
    raise nodes.SkipNode


def skip(self: Any, node: nodes.Node) -> None:
    """Write nothing."""
    raise nodes.SkipNode


def enter(self: Any, node: nodes.Node) -> None:
    """Write what is inside."""
