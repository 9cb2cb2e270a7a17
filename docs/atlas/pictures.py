"""The gallery's pictures: every network as volumes, whole, and without its words at the size of a thumbnail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from convatlas.files import write_whole
from convatlas.viz.colours import on_background, theme_of
from convatlas.viz.embedding import Store, Wanted, graphs
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing, renderers
from convatlas.viz.scene import Bar, Face, Line, Rect, Scene, Text

FOLDER = "_static/networks"
DRAWN = Options(direction="LR")
EDGE = 4.0  # around what a thumbnail shows
VIEW = re.compile(r'viewBox="[^"]*" width="[^"]*" height="[^"]*"')


def write_pictures(source: Path, names: Iterable[str], cache: Path) -> None:
    """Two files for each network in the site's static folder; those that would be as they were are left alone."""
    folder = source / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [Wanted(name) for name in names]
    found: Any = graphs(wanted, Store(cache), folder=cache.parent)
    for one in wanted:
        graph = found[one].graph
        texts = {
            f"{one.source}.svg": str(drawn(graph).to("svg")),
            f"{one.source}-small.svg": thumbnail(drawn(graph, "none")),
        }
        for path, text in ((folder / name, text) for name, text in texts.items()):
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                write_whole(path, text)


def drawn(graph: Any, background: str | None = None) -> Drawing:
    """A network as volumes from left to right."""
    return Drawing(graph, DRAWN, on_background(theme_of("auto"), background), style="volume")


def thumbnail(drawing: Drawing) -> str:
    """The picture as svg without title, legend and any other word, and as large as what is left of it."""
    picture = drawing.picture
    scene = wordless(picture.scene)
    corners = [point for part in scene.parts for shape in part.shapes for point in _corners(shape)]
    left, top = (min(values) - EDGE for values in zip(*corners, strict=True))
    right, bottom = (max(values) + EDGE for values in zip(*corners, strict=True))
    width, height = f"{right - left:.1f}", f"{bottom - top:.1f}"
    text = str(renderers.renderer("svg").render(replace(picture, scene=scene)))
    return VIEW.sub(f'viewBox="{left:.1f} {top:.1f} {width} {height}" width="{width}" height="{height}"', text, count=1)


def wordless(scene: Scene) -> Scene:
    """A scene without its heading, its legend and all texts."""
    kept = (
        replace(part, shapes=tuple(s for s in part.shapes if not isinstance(s, Text))) for part in scene.parts[1:-1]
    )
    return replace(scene, parts=tuple(kept))


def _corners(shape: Any) -> Iterator[tuple[float, float]]:
    if isinstance(shape, (Face, Line)):
        yield from ((point[0], point[1]) for point in shape.points)
    elif isinstance(shape, (Rect, Bar)):
        yield shape.x, shape.y
        yield shape.x + shape.width, shape.y + shape.height
