"""Networks as columns of layers from top to bottom, as in figure 3 of the ResNet paper (He et al. 2015).

Several stand side by side, what works at one resolution at one height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ...graph import Graph
from ...layout import (
    AROUND,
    BAR,
    FONT,
    NOTE,
    SMALL,
    SMALLEST,
    TITLE,
    WIDEST,
    Layout,
    Options,
    Row,
    Rows,
    Skip,
    cut,
    lanes,
    page_of,
    rows_of,
)
from ...scene import CORNER, MARGIN, TOP, Bar, Line, Part, Rect, Shape, Text, framed
from ...words import DOT, dimensions, macs_text, params_text, totals, width
from ..axes import with_channels_last
from . import Composition

SHOWS_SEVERAL = True
HIGH, STEP = 19.0, 29.0  # height of a row, and from one to the next
BAND = 14.0  # room around the line between two resolutions
HEAD = 44.0  # room above columns side by side for names and totals
SIDE, BETWEEN = 84.0, 64.0  # room for resolutions at the left, and between columns
BESIDE, LANE = 11.0, 9.0  # from a column to its first skip, and from one skip to the next
SEVERAL = "layers from top to bottom, aligned by the size of their outputs"
MANY = 10_000  # rows of a picture without bounds


@dataclass(frozen=True)
class Stretch:
    """Rows of one resolution: what it says at the left, and how many rows the longest column has there."""

    label: str
    length: int


def compose(graphs: Sequence[Graph], options: Options) -> Composition:
    """The graphs as columns side by side."""
    columns = [rows_of(with_channels_last(graph), most_rows(options)) for graph in graphs]
    stretches, places = aligned([column.rows for column in columns])
    tops = list(_tops(stretches, HEAD if len(graphs) > 1 else 0.0))
    parts, left = list[Part](), MARGIN + SIDE
    for graph, column, place in zip(graphs, columns, places, strict=True):
        drawn = Column(column, [tops[i] + BAND / 2 + j * STEP + MARGIN + TOP for i, j in place], left)
        parts += [Part("", "", tuple(_heading(graph, drawn)))] if len(graphs) > 1 else []
        parts += drawn.parts()
        left += drawn.length + max(BETWEEN, drawn.bulge + BETWEEN / 2)
    size = (drawn.left + drawn.length + drawn.bulge - MARGIN, tops[-1])
    parts.insert(0, Part("", "", tuple(_bands(stretches, tops, size[0]))))
    title = DOT.join(graph.name for graph in graphs)
    roles = {row.role for column in columns for row in column.rows}
    said = (
        _said(graphs[0], columns[0])
        if len(graphs) == 1
        else "layers from top to bottom, aligned by the size of their outputs"
    )
    return Composition(columns[0].view, Layout(*size), framed(title, said, size, parts, roles))


def _said(graph: Graph, column: Rows) -> str:
    """The totals of a network, and what its longest way leaves out of what it takes and gives."""
    shown = {row.path for row in column.rows}
    view = column.view.graph
    taken = {leaf.path for leaf in view.leaves if leaf.role == "input"} - shown
    given = {port.path for port in view.outputs} - shown
    out = [
        f"{len(paths)} {what}{'s' * (len(paths) > 1)}" for paths, what in ((taken, "input"), (given, "output")) if paths
    ]
    return totals(graph) + (f"{DOT}the longest way alone, without {' and '.join(out)}" if out else "")


def most_rows(options: Options) -> int:
    """How many rows fit the page with text that can be read."""
    page = page_of(options.fit)
    if page is None or options.fold is None:
        return MANY
    return max(int((max(page) * FONT / SMALLEST - AROUND[1] - HEAD - 6 * BAND) / STEP), 1)


def aligned(columns: Sequence[Sequence[Row]]) -> tuple[list[Stretch], list[list[tuple[int, int]]]]:
    """The stretches of all columns from top to bottom, and for every row its stretch and its place there."""
    cuts = [[(label, len(list(rows))) for label, rows in groupby(column, _label)] for column in columns]
    order = _merged([[label for label, _ in column] for column in cuts])
    longest = [0] * len(order)
    places = []
    for column in cuts:
        place, at = list[tuple[int, int]](), -1
        for label, length in column:
            at = order.index(label, at + 1)
            longest[at] = max(longest[at], length)
            place += [(at, number) for number in range(length)]
        places.append(place)
    return [Stretch(label, length) for label, length in zip(order, longest, strict=True)], places


def _label(row: Row) -> str:
    return dimensions(row.resolution) if row.resolution else ""


def _merged(columns: Sequence[Sequence[str]]) -> list[str]:
    """One order that holds every column's labels in their order."""
    order: list[str] = []
    for column in columns:
        at = 0
        for label in column:
            if label in order[at:]:
                at = order.index(label, at) + 1
            else:
                order.insert(at, label)
                at += 1
    return order


def _tops(stretches: Sequence[Stretch], y: float) -> Iterator[float]:
    """Where each stretch begins, from `y` on, and where the last one ends."""
    for stretch in stretches:
        yield y
        y += stretch.length * STEP - (STEP - HIGH) + BAND
    yield y


def _needed(row: Row) -> float:
    return BAR + 10 + width(row.title, SMALL) + 16 + width(_figures(row), NOTE) + 8


def _figures(row: Row) -> str:
    return f"{row.channels} ×{row.count}" if row.count > 1 else row.channels


def _bands(stretches: Sequence[Stretch], tops: Sequence[float], length: float) -> Iterator[Shape]:
    """Labels at the left, and faint lines between the stretches."""
    for stretch, (top, bottom) in zip(stretches, pairwise(tops), strict=True):
        y = MARGIN + TOP
        middle = y + (top + bottom) / 2 + 4
        yield Text(MARGIN, middle, cut(stretch.label, SIDE - 12, SMALL), SMALL, tone="muted")
        if stretch is not stretches[0]:
            yield Line(((MARGIN, y + top), (MARGIN + length, y + top)), is_faint=True)


def _heading(graph: Graph, column: Column) -> Iterator[Text]:
    """Name and totals above a column."""
    room = column.length + BETWEEN
    known = f"{params_text(graph).removesuffix(' parameters')} · {macs_text(graph)}"
    name = cut(graph.name, room, TITLE, 600)
    yield Text(column.middle, MARGIN + TOP + 12, name, TITLE, 600, anchor="middle")
    yield Text(column.middle, MARGIN + TOP + 28, cut(known, room, NOTE), NOTE, tone="muted", anchor="middle")


class Column:
    """A network at its place: the upper ends of its rows, and its left end."""

    def __init__(self, rows: Rows, heights: Sequence[float], left: float) -> None:
        self.rows = rows.rows
        self.heights = heights
        self.left = left
        self.length = min(max(map(_needed, self.rows)), WIDEST)
        self.middle = left + self.length / 2
        self.lanes = lanes(rows.skips)

    @property
    def bulge(self) -> float:
        """How far its skips stand out at the right."""
        return BESIDE + LANE * max(self.lanes.values(), default=0) if self.lanes else 0.0

    def parts(self) -> Iterator[Part]:
        """Ways and skips, then the rows."""
        ways = (Line(((self.middle, y + HIGH), (self.middle, to)), has_arrow=True) for y, to in pairwise(self.heights))
        yield Part("", "", (*ways, *map(self._skip, self.lanes)))
        for row, y in zip(self.rows, self.heights, strict=True):
            about = ", ".join(text for text in (row.path, row.title, row.channels) if text)
            yield Part(row.path, about, tuple(_row(row, self.left, y, self.length)))

    def _skip(self, skip: Skip) -> Line:
        """A way that leaves the main line below one row, runs beside the column, and comes back below another."""
        start, end = (self.heights[number] + HIGH + 3.5 for number in (skip.start, skip.end))
        out = self.left + self.length + BESIDE + LANE * self.lanes[skip]
        points = (self.middle, start), (out, start), (out, end), (self.middle + 1, end)
        return Line(points, is_dashed=skip.has_layer)


def _row(row: Row, x: float, y: float, length: float) -> Iterator[Shape]:
    yield Rect(x, y, length, HIGH, "box", "line", CORNER - 2)
    yield Bar(x, y, HIGH, row.role, BAR - 3, CORNER - 2)
    room = length - BAR - 10 - 16 - 8 - width(_figures(row), NOTE)
    yield Text(x + BAR + 6, y + 14, cut(row.title, room, SMALL), SMALL)
    yield Text(x + length - 8, y + 14, _figures(row), NOTE, tone="muted", anchor="end")
