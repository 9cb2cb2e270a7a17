"""`Picture`: all that a renderer is given."""

from __future__ import annotations

from dataclasses import dataclass

from ..colours import Theme
from ..graph import Graph
from ..layout import Layout
from ..scene import Scene
from ..views import View
from .finish import USUAL_FINISH, Finish


@dataclass(frozen=True)
class Picture:
    """What a renderer is given: the graph whole and as it is shown, its layout and shapes, and the theme."""

    graph: Graph
    view: View
    layout: Layout
    scene: Scene
    theme: Theme
    origin: str = ""
    direction: str = "TB"
    finish: Finish = USUAL_FINISH
