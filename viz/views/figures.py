"""What a figure of a paper shows: the macro architecture, and a panel for every distinct block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from ...files import cached_property
from ..graph import Graph, Node
from ..repeats import Sort, fold_repeats, in_blocks, joined, sorts_of
from .choosing import check_fold, close_but, held_in, in_boxes, in_fewer, stretched, without_lone_blocks
from .lines import without_frames
from .marks import marks_of, told_of
from .panels import Panel, panel_of
from .quiet import is_turning, without_quiet_layers
from .samples import Whole
from .units import View, gather_units

MOST_HELD = 0.6  # share of a container's layers that its blocks hold at least
LONGEST = 8  # layers one behind the other that stand in the macro architecture rather than in a panel
LARGE = 14  # boxes of a panel whose own blocks have panels of their own
TOLD_BY_LETTERS = ("drop ", "channels ", "inner channels ")  # how notes begin that letters make needless
UNSAID = ("activation", "regularisation", "reshape")  # roles of layers that a brief figure leaves out
LEFT_OUT = ("regularisation", "reshape")  # and of those that no panel shows


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes:
        view: all that it shows, for formats without places.
        macro: the macro architecture.
        panels: the blocks beside it.
        marks: the letters of blocks that have panels, by their paths.
    """

    view: View
    macro: View
    panels: tuple[Panel, ...]
    marks: Mapping[str, str]


def plot_of(graph: Graph, fold: str | None) -> Plot:
    """All figures of a graph, runs folded or not."""
    check_fold(fold)
    return Plot(_whole(graph, fold))


def _whole(graph: Graph, fold: str | None) -> Whole:
    blocks = in_blocks(graph)
    if fold is None:
        return Whole(gather_units(blocks.graph), blocks)
    folded = fold_repeats(blocks)
    return Whole(gather_units(without_lone_blocks(folded.graph), folded.names), blocks)


class Plot:
    """Which blocks of a network stand in its macro architecture, which of them are one sort, and figures of these."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.graph = whole.view.graph
        self._panels: dict[tuple[tuple[str, ...], bool, bool], Panel] = {}
        self._sorts: dict[frozenset[str], list[Sort]] = {}

    def down_to(self, depth: int) -> Figure:
        """The figure whose macro architecture is open down to a depth, in frames."""
        return self.figure({group.path for group in self.graph.groups if group.depth + 1 < depth}, framed=True)

    def whole_ones(self) -> Iterator[Figure]:
        """Figures with all panels, beside ever fewer boxes."""
        for opened, is_brief in product(self.openings, (False, True)):
            yield self.figure(opened, is_brief=is_brief)

    def stretched(self, most: int, sorts: Sequence[Sort] = ()) -> Figure:
        """The figure in which neighbours share boxes, about so many, with panels for some sorts of what these hold."""
        panels = self._all_panels(sorts, is_brief=True)
        marks = marks_of(panels)
        grouped = in_fewer(self.whole.view, most)
        shown, boxes = stretched(self.whole.view, grouped), held_in(grouped)
        values = {path: text for panel in panels for path, text in panel.values.items()}
        told = {path: f"{mark} ({values[path]})" if values.get(path) else mark for path, mark in marks.items()}
        notes = {path: told_of(self.graph, held, told) for path, held in boxes.items()}
        examples = {path for panel in panels for path in self._opened_by(panel)}
        whole = in_boxes(close_but(self.graph, examples), boxes, examples)
        return Figure(replace(shown, graph=whole), replace(shown, notes=notes), tuple(panels), marks)

    def figure(
        self,
        opened: Collection[str],
        *,
        sorts: Sequence[Sort] | None = None,
        is_brief: bool = False,
        framed: bool = False,
    ) -> Figure:
        """The figure in whose macro architecture some blocks are open, with panels for some sorts or for all."""
        panels = self._all_panels([s for s in self.sorts(opened) if sorts is None or s in sorts], is_brief)
        marks = marks_of(panels)
        view = self._told(panels, marks)
        examples = {path for panel in panels for path in self._opened_by(panel)}
        macro = replace(view, graph=close_but(self.graph, opened), blocks={**view.blocks, **dict.fromkeys(marks, "")})
        macro = macro if framed else without_frames(named_as_containers(macro, opened), opened)
        macro = without_quiet_layers(macro, quiet=self._is_unsaid) if is_brief else macro
        whole = replace(view, graph=close_but(self.graph, {*opened, *examples}))
        return Figure(whole, macro, tuple(panels), marks)

    def _opened_by(self, panel: Panel) -> Iterator[str]:
        """The blocks that are open in a panel, with a frame or without one."""
        for leaf in panel.view.graph.leaves:
            yield from self.graph.ancestors(leaf.path) if leaf.path in self.graph.by_path else ()

    def by_weight(self, opened: Collection[str]) -> list[Sort]:
        """The sorts, those that stand for most of the network first."""
        return sorted(self.sorts(opened), key=self._weight, reverse=True)

    def _told(self, panels: Sequence[Panel], marks: dict[str, str]) -> View:
        """The view, in which each block that has a panel says what the letters of that stand for."""
        view = self.whole.view
        values = {path: text for panel in panels for path, text in panel.values.items()}
        notes, chains = dict(view.notes), dict(view.chains)
        for panel in panels:
            for path in panel.sort.every:
                chains[path] = values.get(path, "")
                told = panel.sort.told.get(path, ("", ""))[0]
                said = _unsaid(view.notes.get(path, "")), told, panel.further.get(path, "")
                notes[path] = ", ".join(filter(None, said))
        return replace(view, notes=notes, chains=chains, marks=marks)

    def sorts(self, opened: Collection[str]) -> list[Sort]:
        """The sorts of the blocks that are closed where some are open, and of those in large ones, in their order."""
        key = frozenset(opened)
        if key not in self._sorts:
            self._sorts[key] = self._found([g.path for g in self.graph.groups if self._is_closed(g, opened)])
        return self._sorts[key]

    def _found(self, closed: list[str]) -> list[Sort]:
        while True:
            sorts = self._joined(closed)
            inner = [path for sort in sorts for path in self._blocks_in_large(sort.places[0]) if path not in closed]
            if not inner:
                return sorts
            closed += inner

    def _joined(self, paths: Sequence[str]) -> list[Sort]:
        blocks, origin = self.whole.blocks, self.whole.origin
        found = sorts_of(self.graph, paths, self.whole.view.members)
        place = {path: number for number, path in enumerate(paths)}
        sorts = joined(found, lambda path: blocks.core(origin(path)), self._weight)
        return sorted(sorts, key=lambda sort: min(map(place.__getitem__, sort.every)))

    def _is_closed(self, group: Node, opened: Collection[str]) -> bool:
        return group.path not in opened and all(path in opened for path in self.graph.ancestors(group.path))

    def _blocks_in_large(self, path: str) -> list[str]:
        return [group.path for group in self._groups_in(path)] if self._leaves(path) > LARGE else []

    def _groups_in(self, path: str) -> list[Node]:
        return [child for child in self.graph.children(path) if self.graph.children(child.path)]

    def _leaves(self, path: str) -> int:
        return sum(not self.graph.children(node.path) for node in self.graph.inside(path))

    def _weight(self, sort: Sort) -> int:
        """How many layers of the network a sort stands for."""
        return sum(self._times[path] * self._leaves(path) for path in sort.every)

    @cached_property
    def _times(self) -> dict[str, int]:
        times: dict[str, int] = {"": 1}
        for node in self.graph.nodes:
            times[node.path] = times[node.parent] * node.count
        return times

    def _all_panels(self, sorts: Sequence[Sort], is_brief: bool) -> list[Panel]:
        """A panel a sort; those that would look the same leave nothing out, so that a reader sees what differs."""
        panels = [self._panel(sort, is_brief) for sort in sorts]
        times = Counter(panel.look for panel in panels)
        return [self._panel(p.sort, is_brief, is_whole=True) if times[p.look] > 1 else p for p in panels]

    def _panel(self, sort: Sort, is_brief: bool, *, is_whole: bool = False) -> Panel:
        """The panel of a sort, the same one whenever it is asked for."""
        key = (sort.every, is_brief, is_whole)
        if key not in self._panels:
            is_large = self._leaves(sort.places[0]) > LARGE
            panel = panel_of(self.whole, sort, flat=not is_large)
            panel = panel.closed() if is_large else panel
            left_out = self._is_unsaid if is_brief else self._is_left_out
            panel = panel if is_whole else panel.without(left_out)
            self._panels[key] = panel.doubled() if is_brief else panel
        return self._panels[key]

    def _is_left_out(self, node: Node) -> bool:
        return node.role in LEFT_OUT and self._is_unsaid(node)

    def _is_unsaid(self, node: Node) -> bool:
        known = self.graph.by_path.get(node.path)
        return node.role in UNSAID and not is_turning(node) and not (known and known.params)

    @cached_property
    def openings(self) -> tuple[frozenset[str], ...]:
        """What may be open in the macro architecture, the most first."""
        return tuple(dict.fromkeys((self.straight, self.containers)))

    @cached_property
    def containers(self) -> frozenset[str]:
        """Blocks that do little but hold other blocks."""
        found: set[str] = set()
        for group in self.graph.groups:
            if (not group.parent or group.parent in found) and self._is_container(group):
                found.add(group.path)
        return frozenset(found)

    def _is_container(self, group: Node) -> bool:
        blocks = self._groups_in(group.path)
        repeats = any(block.count > 1 for block in blocks)
        if group.count > 1 or group.params or not (repeats or len(blocks) > 1):
            return False
        return sum(self._leaves(block.path) for block in blocks) >= MOST_HELD * self._leaves(group.path)

    @cached_property
    def straight(self) -> frozenset[str]:
        """Containers, and short blocks of layers one behind the other that stand at one place alone."""
        alone = (sort.every[0] for sort in self.sorts(self.containers) if len(sort.every) == 1)
        short = (path for path in alone if self._leaves(path) <= LONGEST and self._is_straight(path))
        inside = (node.path for path in short for node in self.graph.inside(path) if self.graph.children(node.path))
        return self.containers | frozenset(inside)

    def _is_straight(self, path: str) -> bool:
        inside = list(self.graph.inside(path))
        return all(node.count == 1 for node in inside) and all(self.graph.sources[node.path] <= 1 for node in inside)


def named_as_containers(view: View, opened: Collection[str]) -> View:
    """The view in which a block that stands alone in an open one is called as that."""
    names = dict(view.names)
    for path in opened:
        blocks = [child for child in view.graph.children(path) if child.path in view.names]
        if len(blocks) == 1:
            names[blocks[0].path] = names[path]
    return replace(view, names=names)


def _unsaid(note: str) -> str:
    """A note without what letters say."""
    return ", ".join(part for part in note.split(", ") if not part.startswith(TOLD_BY_LETTERS))
