"""Lay a figure out: in the arrangement that fits the page, with as many panels as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from ..graph import Graph
from ..repeats import Sort
from ..views import FEWER, Figure, Panel, Plot, View, plot_of
from .arranging import Arrangement, arranged
from .fitting import Options, fits, fitted_mirror, page_of, room_of, turned
from .layout import Layout
from .panels import NARROWNESS, MacroComposer, lay_out_panel
from .u_shape import boxes_of_columns, lay_out_u
from .wrapping import in_lines

WAYS = ("TB", "LR")  # of panels
MOST_WRAPPED = 3  # lines that the macro architecture is broken into
MOST_LINES = 5  # columns or rows of panels that are tried
Size = tuple[float, float]


@dataclass(frozen=True)
class Fitted:
    """A figure at its place."""

    view: View
    macro: View
    layout: Layout
    panels: tuple[Panel, ...] = ()

    @property
    def shapes(self) -> dict[str, str]:
        """What stands beside the wires of its panels, by the layers that these come from."""
        return {path: text for panel in self.panels for path, text in panel.shapes.items()}

    @property
    def boxes(self) -> View:
        """All that has a box, those of panels beside the macro architecture."""
        inside = (replace(node, parent="", count=1) for panel in self.panels for node in panel.boxes)
        return replace(self.macro, graph=replace(self.macro.graph, nodes=(*self.macro.graph.nodes, *inside)))

    @property
    def has_panels(self) -> bool:
        """Whether blocks are drawn beside the macro architecture."""
        return any(placed.is_frame and placed.box.mark for placed in self.layout.placed)


def fitted_figure(graph: Graph, options: Options) -> Fitted:
    """The figure that the options ask for, or the most detailed one that fits the page; a U for encoder-decoders."""
    mirrored = fitted_mirror(graph, options, lambda mirror: lay_out_u(mirror, boxes_of_columns(mirror)))
    if mirrored:
        view, layout = mirrored
        return Fitted(view, view, layout)
    plot = plot_of(graph, options.fold)
    page = page_of(options.fit)
    setter = Setter(options, page and turned(page, options))
    if options.depth is not None:
        return setter.best(plot.down_to(options.depth))
    if page is None or options.fold is None:
        return setter.best(next(plot.whole_ones()))
    for figure in plot.whole_ones():
        if found := setter.fitting(figure):
            return found
    found = None
    for make, sorts in _with_fewer_boxes(plot):
        found = _with_fewer_panels(make, sorts, setter, found)
        if found and (found.has_panels or not sorts):
            return found
    return found or setter.best(plot.stretched(FEWER[-1]))


Maker = Callable[[Sequence[Sort]], Figure]


def _with_fewer_boxes(plot: Plot) -> Iterator[tuple[Maker, Sequence[Sort]]]:
    """What makes figures with panels for some sorts, ever fewer boxes beside them, and the sorts in their order."""
    for opened in plot.openings:
        yield partial(_opened, plot, opened), plot.by_weight(opened)
    for most in FEWER:
        yield partial(plot.stretched, most), plot.by_weight(())


def _opened(plot: Plot, opened: Collection[str], sorts: Sequence[Sort]) -> Figure:
    return plot.figure(opened, sorts=sorts, is_brief=True)


def _with_fewer_panels(make: Maker, sorts: Sequence[Sort], setter: Setter, before: Fitted | None) -> Fitted | None:
    """The figure with the panels for which there is room, those that stand for most of the network first.

    Where no panel has room it is the one found `before`, if any.
    """
    found = before or setter.fitting(make(()))
    kept: list[Sort] = []
    for sort in sorts if found else ():
        more = setter.fitting(make([*kept, sort]))
        kept += [sort] if more else []
        found = more or found
    return found


class Setter:
    """Sets figures: finds an arrangement of macro architecture and panels that fits the page."""

    def __init__(self, options: Options, page: Size | None) -> None:
        self.options = options
        self.page = page
        self._laid: dict[tuple[int, str, int], Layout] = {}

    def fitting(self, figure: Figure) -> Fitted | None:
        """The smallest arrangement that fits, in as few lines and as even boxes as may be; None where none does."""
        if not all(map(self._has_room, figure.panels)):
            return None
        for macro, beside, narrowness in product(self._macros(figure.macro), self._sides, range(len(NARROWNESS))):
            every = self._arranged(macro, figure, beside, narrowness)
            fitting = [one for one in every if self.page is None or fits(one, self.page)]
            if fitting:
                return self._fitted(figure, fitting)
        return None

    def best(self, figure: Figure) -> Fitted:
        """The smallest arrangement with one line, whether it fits or not."""
        macro = next(self._macros(figure.macro))
        return self._fitted(figure, list(self._arranged(macro, figure, self._sides[0], 0)))

    @property
    def _sides(self) -> tuple[bool, bool]:
        """Whether panels stand beside the macro architecture or below it, what is tried first coming first."""
        return (True, False) if self.options.direction == "TB" else (False, True)

    def _fitted(self, figure: Figure, arrangements: Sequence[Arrangement]) -> Fitted:
        layout = min(arrangements, key=lambda one: one.width * one.height).layout()
        placed = (replace(p, box=replace(p.box, mark=figure.marks.get(p.box.path, ""))) for p in layout.placed)
        return Fitted(figure.view, figure.macro, replace(layout, placed=tuple(placed)), figure.panels)

    def _arranged(self, macro: Layout, figure: Figure, beside: bool, narrowness: int) -> Iterator[Arrangement]:
        """A macro architecture with its panels in more or fewer lines."""
        panels = figure.panels
        if not panels:
            yield Arrangement(macro.width, macro.height, ((macro, (0.0, 0.0)),))
            return
        for way in WAYS:
            drawn = [self._panel(panel, way, narrowness) for panel in panels]
            for number in range(1, min(len(drawn), MOST_LINES) + 1):
                yield arranged(macro, drawn, number, beside=beside)

    def _macros(self, view: View) -> Iterator[Layout]:
        """The macro architecture in one line, and in more."""
        sideways = self.options.direction == "LR"

        def lay(part: View) -> Layout:
            return MacroComposer(part, sideways=sideways, room=room_of(self.options)).layout()

        return in_lines(view, lay, MOST_WRAPPED, sideways=sideways)

    def _has_room(self, panel: Panel) -> bool:
        """Whether a panel alone fits the page."""
        every = (self._panel(panel, way, narrowness) for narrowness in range(len(NARROWNESS)) for way in WAYS)
        return self.page is None or any(fits(layout, self.page) for layout in every)

    def _panel(self, panel: Panel, way: str, narrowness: int) -> Layout:
        """The layout of a panel, made once; boxes one behind the other are as narrow as can be."""
        narrowness = narrowness if way == "TB" else 0
        key = (id(panel), way, narrowness)
        if key not in self._laid:
            self._laid[key] = lay_out_panel(panel, way, narrowness)
        return self._laid[key]
