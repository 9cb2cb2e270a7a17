"""`Picture`: all that a renderer is given."""

from __future__ import annotations

from dataclasses import dataclass

from ..colours import Theme
from ..graph import Graph, Node
from ..layout import Layout
from ..scene import Scale, Scene
from ..views import View
from .amounts import ROLE
from .finish import USUAL_FINISH, Finish


@dataclass(frozen=True)
class Picture:
    """What a renderer is given: the graph whole and as it is shown, its layout and shapes, and the theme.

    `scale` has the figures that boxes are coloured by, where that is not what they do.
    """

    graph: Graph
    view: View
    layout: Layout
    scene: Scene
    theme: Theme
    origin: str = ""
    direction: str = "TB"
    finish: Finish = USUAL_FINISH
    scale: Scale | None = None
    color_by: str = ROLE

    def fill(self, node: Node) -> str:
        """Name of the colour of a closed block or a layer."""
        if self.scale and node.path in self.scale.amounts:
            return self.scale.level(node.path)
        is_block = node.path in self.view.blocks and node.path not in self.view.members
        return "frame" if is_block else node.role
