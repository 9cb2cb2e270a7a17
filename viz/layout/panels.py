"""Lay out the parts of a figure: its macro architecture, and each panel by itself."""

from __future__ import annotations

from dataclasses import replace

from ..graph import Node
from ..views import Panel
from ..words import DOT
from .boxes import Box, box_of, sized
from .containers import Frame
from .fitting import ROOM
from .layout import Composer, Layout
from .panel_boxes import label, small

LEAST_WIDTH, SPACE = 96.0, 14.0  # of boxes in a panel that stand alone, and between those in a row
SHORT = 128.0  # of lines of text in boxes of a macro architecture from left to right
NARROWNESS = ((False, None), (True, None), (True, 4), (True, 3))  # whether boxes are tight, and how many in a row
NARROW = 340.0  # width of blocks of the macro architecture up to which all that they tell stands on one line


def lay_out_panel(panel: Panel, direction: str, narrowness: int = 0) -> Layout:
    """The layout of one panel, the narrower the more is asked for; see `NARROWNESS`."""
    composer = PanelComposer(panel, sideways=direction == "LR")
    composer.is_tight, composer.most = NARROWNESS[narrowness]
    return composer.layout()


class MacroComposer(Composer):
    """Lays out the macro architecture, so narrow that panels have room beside it."""

    narrow = SHORT

    def box(self, node: Node, *, compact: bool) -> Box:
        """The box of a closed block or a layer; what is to know of a wide block stands on a line of its own."""
        box = super().box(node, compact=compact)
        held = self.view.chains.get(node.path, "")
        if not (box.is_block and box.note and held) or (box.width <= NARROW and not self.sideways):
            return box
        return sized(replace(box, detail=held), compact=True)


class PanelComposer(Composer):
    """Lays out a panel: boxes without shapes, which stand beside the wires, and text where these begin and end."""

    least, space = LEAST_WIDTH, SPACE

    def __init__(self, panel: Panel, *, sideways: bool) -> None:
        super().__init__(panel.view, sideways=sideways, room=ROOM["LR" if sideways else "TB"])
        self.ends = panel.ends
        self.path = panel.path
        self.common = f"{DOT}{panel.common}" if panel.common else ""

    def box(self, node: Node, *, compact: bool) -> Box:
        """The box of a closed block or a layer, or what stands at an end."""
        if node.path in self.ends:
            return label(node.path, self.ends[node.path])
        box = box_of(self.view, node, compact=compact)
        title = box.title.removesuffix(self.common) if node.role == "convolution" else box.title
        return small(replace(box, title=_strided_once(title, node.count), count=1))

    def _frame(self, container: str) -> Frame:
        frame = super()._frame(container)
        if container != self.path or self.sideways:
            return frame
        half = sum(frame.header) / 2  # no way comes in through the header of a panel
        return replace(frame, header=(half, half))


def _strided_once(title: str, count: int) -> str:
    """The title of several layers, of which the first alone has strides: `Separable 5×5 ×2 / 2`."""
    kind, stroke, strides = title.removesuffix(f" ×{count}").partition(" / ")
    return f"{kind} ×{count}{stroke}{strides}" if count > 1 else title
