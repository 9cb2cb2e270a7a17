"""Pictures as files of which every builder takes the one that it can show, and nodes around them."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.environment import BuildEnvironment

from ...files import write_whole
from ..errors import FormatError
from ..pictures import Picture, renderers
from ..pictures.renderers import html

FORMATS = ("svg", "pdf", "png")
FOLDER = "convatlas"  # beside the pages as they were read, where pictures are kept between builds
MARK = "architecture-diagram"
CLASSES = (MARK, "dark-light")  # the second keeps pydata's theme from dimming it
CAN_BE_TOO_LARGE = "png"


def image(env: BuildEnvironment, picture: Picture, *, alt: str) -> nodes.image:
    """Write the picture once for every kind of builder, and refer to it."""
    folder = Path(env.doctreedir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    svg = str(renderers.renderer("svg").render(picture))
    stem = folder / f"{_safe(picture.graph.name)}-{hashlib.sha256(svg.encode()).hexdigest()[:12]}"
    for format_ in FORMATS:
        _write(picture, stem.with_suffix(f".{format_}"), format_)
    here = Path(env.doc2path(env.docname)).parent
    uri = Path(os.path.relpath(stem, here)).as_posix()
    return nodes.image("", uri=f"{uri}.*", alt=alt, classes=list(CLASSES))


def _safe(name: str) -> str:
    return re.sub("[^A-Za-z0-9]+", "-", name)[:40].strip("-") or "model"


def _write(picture: Picture, path: Path, format_: str) -> None:
    if path.exists() or format_ not in renderers.names():
        return
    try:
        write_whole(path, renderers.renderer(format_).render(picture))
    except FormatError:
        if format_ != CAN_BE_TOO_LARGE:
            raise


def interactive(picture: Picture, inside: nodes.image) -> nodes.Element:
    """The picture in a container that HTML pages fill with the explorer."""
    return nodes.container("", inside, explorer=html.fragment(picture))
