"""Lay a figure out: in the arrangement that fits the page, with as many panels as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ..graph import Graph
from ..repeats import Sort
from ..views import Figure, Panel, Plot, View, plot_of
from .arranging import Arrangement, arranged
from .fitting import Options, fits, page_of, room_of, turned
from .layout import Layout
from .panels import MacroComposer, lay_out_panel
from .wrapping import wrapped

WAYS = ("TB", "LR")  # of panels
MOST_WRAPPED = 3  # lines that the macro architecture is broken into
MOST_LINES = 5  # columns or rows of panels that are tried
Size = tuple[float, float]


@dataclass(frozen=True)
class Fitted:
    """A figure at its place, and what stands beside the wires of its panels, by the layers that these come from."""

    view: View
    macro: View
    layout: Layout
    shapes: Mapping[str, str] = field(default_factory=dict)


def fitted_figure(graph: Graph, options: Options) -> Fitted:
    """The figure that the options ask for, or the most detailed one that fits the page."""
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
    for opened in (plot.straight, plot.containers):
        if found := _with_fewer_panels(plot, opened, setter):
            return found
    for figure in plot.stretched():
        if found := setter.fitting(figure):
            return found
    return setter.best(figure)


def _with_fewer_panels(plot: Plot, opened: Collection[str], setter: Setter) -> Fitted | None:
    """The figure with the panels for which there is room, those that stand for most of the network first."""
    found = setter.fitting(plot.figure(opened, sorts=(), is_brief=True))
    kept: list[Sort] = []
    for sort in plot.by_weight(opened) if found else ():
        more = setter.fitting(plot.figure(opened, sorts=[*kept, sort], is_brief=True))
        kept += [sort] if more else []
        found = more or found
    return found


class Setter:
    """Sets figures: finds an arrangement of macro architecture and panels that fits the page."""

    def __init__(self, options: Options, page: Size | None) -> None:
        self.options = options
        self.page = page
        self._laid: dict[tuple[int, str, bool], Layout] = {}

    def fitting(self, figure: Figure) -> Fitted | None:
        """The smallest arrangement that fits, in as few lines and as even boxes as may be; None where none does."""
        for macro, beside, is_tight in product(self._macros(figure.macro), self._sides, (False, True)):
            every = self._arranged(macro, figure, beside, is_tight)
            fitting = [one for one in every if self.page is None or fits(one, self.page)]
            if fitting:
                return self._fitted(figure, fitting)
        return None

    def best(self, figure: Figure) -> Fitted:
        """The smallest arrangement with one line, whether it fits or not."""
        macro = next(self._macros(figure.macro))
        return self._fitted(figure, list(self._arranged(macro, figure, self._sides[0], False)))

    @property
    def _sides(self) -> tuple[bool, bool]:
        """Whether panels stand beside the macro architecture or below it, what is tried first coming first."""
        return (True, False) if self.options.direction == "TB" else (False, True)

    def _fitted(self, figure: Figure, arrangements: Sequence[Arrangement]) -> Fitted:
        layout = min(arrangements, key=lambda one: one.width * one.height).layout()
        shapes = {path: text for panel in figure.panels for path, text in panel.shapes.items()}
        placed = (replace(p, box=replace(p.box, mark=figure.marks.get(p.box.path, ""))) for p in layout.placed)
        return Fitted(figure.view, figure.macro, replace(layout, placed=tuple(placed)), shapes)

    def _arranged(self, macro: Layout, figure: Figure, beside: bool, is_tight: bool) -> Iterator[Arrangement]:
        """A macro architecture with its panels in more or fewer lines."""
        panels = figure.panels
        if not panels:
            yield Arrangement(macro.width, macro.height, ((macro, (0.0, 0.0)),))
            return
        for way in WAYS:
            drawn = [self._panel(panel, way, is_tight) for panel in panels]
            for number in range(1, min(len(drawn), MOST_LINES) + 1):
                yield arranged(macro, drawn, number, beside=beside)

    def _macros(self, view: View) -> Iterator[Layout]:
        """The macro architecture in one line, and in more."""
        sideways = self.options.direction == "LR"

        def lay(part: View) -> Layout:
            return MacroComposer(part, sideways=sideways, room=room_of(self.options)).layout()

        for number in range(1, MOST_WRAPPED + 1):
            if found := wrapped(view, lay, number, sideways=sideways):
                yield found

    def _panel(self, panel: Panel, way: str, is_tight: bool) -> Layout:
        """The layout of a panel, made once."""
        key = (id(panel), way, is_tight)
        if key not in self._laid:
            self._laid[key] = lay_out_panel(panel, way, is_tight=is_tight)
        return self._laid[key]
