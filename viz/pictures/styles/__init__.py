"""One module a style of pictures, found by its name.

A module offers `compose(graphs: Sequence[Graph], options: Options) -> Composition`, and `SHOWS_SEVERAL`, whether it
sets several graphs side by side; its name is the style's name.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ...errors import FormatError, suggestion
from ...graph import Graph
from ...layout import Layout
from ...scene import Scene
from ...views import View

# Of "graph" and "figure", looked at side by side, figures are what goes into a paper. Where no style is asked for,
# pictures are boxes and arrows all the same: every layer says its own shape in place of letters to look up, it is one
# connected drawing, which pages, text, Mermaid and DOT share, and where blocks are as large as NASNet's cells, no page
# has room for all panels beside the rest.
USUAL_STYLE = "graph"


@dataclass(frozen=True)
class Composition:
    """What a style makes of a graph: what it shows of it, at which places, and the shapes.

    `boxes` is the view whose nodes the shapes stand for, where that leaves more out.
    """

    view: View
    layout: Layout
    scene: Scene
    boxes: View | None = None

    @property
    def drawn(self) -> Graph:
        """The graph whose leaves the shapes stand for."""
        return (self.boxes or self.view).graph


def names() -> list[str]:
    """The styles there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def style(name: str) -> Any:
    """The module of a style.

    Raises:
        FormatError: there is none of that name.
    """
    if name not in names():
        raise FormatError(f"`style` (={name!r}) must be one of {', '.join(names())}{suggestion(str(name), names())}")
    return import_module(f".{name}", __name__)


def check_number(name: str, number: int) -> None:
    """Refuse a style that does not exist, and more networks than it shows.

    Raises:
        FormatError: the text says which.
    """
    if number == 0 or (number > 1 and not style(name).SHOWS_SEVERAL):
        several = ", ".join(f'"{other}"' for other in names() if style(other).SHOWS_SEVERAL)
        raise FormatError(f"`source` holds {number} networks: style {name!r} draws one; several need style {several}")
    style(name)
