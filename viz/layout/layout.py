"""Lay a view out: boxes, frames around open blocks and right-angled wires, each container by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from ..errors import FormatError
from ..graph import ENTRY, EXIT, Node
from ..views import View
from . import boxes
from .boxes import NARROW, SIGNS, Box, block_box, box_of, tall
from .containers import HEADER_GAP, Content, Frame, Plan, Wire, plan
from .positions import Sizes
from .ranks import Hop, Item, Lane, Rows, arranged
from .routing import Point

DIRECTIONS = ("TB", "LR")
SIDE = 18.0  # room of a frame beside what is inside
SPACE = 20.0  # between items of a row
STEP = 20.0  # of widths where boxes are tight
DEEPEST = 200  # frames in frames: each is planned within a call of its own
LEAST_WIDTH = 220.0  # of boxes that stand alone in their rows


@dataclass(frozen=True)
class Placed:
    """A box at its place, with the size it has there; a frame where it is open."""

    box: Box
    x: float
    y: float
    is_frame: bool = False

    @property
    def right(self) -> float:
        """Right end."""
        return self.x + self.box.width

    @property
    def bottom(self) -> float:
        """Lower end."""
        return self.y + self.box.height


@dataclass(frozen=True)
class Layout:
    """Everything of a picture at its place, in pixels; frames come before what they hold."""

    width: float
    height: float
    placed: tuple[Placed, ...] = ()
    wires: tuple[Wire, ...] = ()


Maker = Callable[[View, Node], Box]


def lay_out(view: View, *, direction: str = "TB", maker: Maker | None = None, room: float = 0) -> Layout:
    """The layout of a view; boxes never overlap, and wires run through none.

    `maker` makes the boxes of closed blocks and layers, where they are not to be those of text; `room` is added between
    rows.

    Raises:
        FormatError: the view opens blocks in each other beyond what can be drawn.
    """
    deepest = max((node.depth for node in view.graph.nodes), default=0)
    if deepest > DEEPEST:
        raise FormatError(f"`depth` opens {deepest:,} blocks in each other; at most {DEEPEST} can be drawn")
    return Composer(view, sideways=direction == "LR", maker=maker, room=room).layout()


def check_direction(direction: str) -> None:
    """Refuse a direction that does not exist."""
    if direction not in DIRECTIONS:
        raise FormatError(f"`direction` (={direction!r}) must be one of {', '.join(DIRECTIONS)}")


class Composer:
    """Plans every container from the inside out, then puts the plans together."""

    least, space, narrow = LEAST_WIDTH, SPACE, float(NARROW)
    is_tight = False  # whether boxes are about as wide as each needs, where several stand in a row
    most: int | None = None  # boxes that may stand in a row

    def __init__(self, view: View, *, sideways: bool, maker: Maker | None = None, room: float = 0) -> None:
        self.view = view
        self.maker = maker
        self.room = room
        self.graph = view.graph
        self.sideways = sideways
        self.ways = view.graph.ways
        self.boxes: dict[str, Box] = {}
        self.plans: dict[str, Plan] = {}

    def layout(self) -> Layout:
        """Plan all containers and give every box and wire its place in the picture."""
        for group in reversed(self.graph.groups):
            self.plans[group.path] = self._plan(group.path)
            self.boxes[group.path] = self._framed(group)
        self.plans[""] = root = self._plan("")
        placed = tuple(self._placed("", (0.0, 0.0)))
        starts = {p.box.path: (p.y, p.x) if self.sideways else (p.x, p.y) for p in placed} | {"": (0.0, 0.0)}
        wires = (self._moved(wire, starts[path]) for path, plan_ in self.plans.items() for wire in plan_.wires)
        return Layout(*self._size(root), placed, tuple(wires))

    def _placed(self, path: str, shift: Point) -> Iterator[Placed]:
        for item, (along, across) in self.plans[path].items.items():
            at = (shift[0] + along, shift[1] + across)
            x, y = reversed(at) if self.sideways else at
            yield Placed(self.boxes[item], x, y, item in self.plans)
            if item in self.plans:
                yield from self._placed(item, at)

    def _moved(self, wire: Wire, shift: Point) -> Wire:
        moved = ((along + shift[0], across + shift[1]) for along, across in wire.points)
        return replace(wire, points=tuple((y, x) for x, y in moved) if self.sideways else tuple(moved))

    def _size(self, plan_: Plan) -> Point:
        return (plan_.breadth, plan_.length) if self.sideways else (plan_.length, plan_.breadth)

    def _plan(self, container: str) -> Plan:
        rows = self._rows(container)
        self._make_boxes(container, rows)
        items = [item for row in rows.rows for item in row if isinstance(item, str)]
        extents = {item: self._extent(item) for item in items}
        ports: dict[tuple[Item, str, bool], float] = {
            (item, net, out): along
            for item in items
            if item in self.plans
            for (net, out), along in self.plans[item].ports.items()
        }
        widths: dict[Item, float] = {item: along for item, (along, _) in extents.items()}
        waiting = {} if self.most else _branches(rows, widths)
        middles = {item: self.boxes[item].middle for item in items}
        known: dict[Item, float] = {item: middle for item, middle in middles.items() if middle is not None}
        known |= {lane: known[item] for lane, item in waiting.items() if item in known}
        sizes = Sizes(
            widths | {lane: widths.get(item, 0.0) for lane, item in waiting.items()}, ports, self.space, known
        )
        depths: dict[Item, float] = {item: across for item, (_, across) in extents.items()}
        closed = frozenset[Item](item for item in items if item not in self.plans)
        return plan(Content(rows, sizes, depths, closed, self.room), self._frame(container))

    def _rows(self, container: str) -> Rows:
        ways = self.ways.get(container, [])
        entries = list(dict.fromkeys((ENTRY, way.net) for way in ways if way.source == ENTRY))
        exits = list(dict.fromkeys((EXIT, way.net) for way in ways if way.target == EXIT))
        children = [child.path for child in self.graph.children(container)]
        thin = [path for path in children if self.graph.by_path[path].kind in SIGNS]

        def end(name: str, net: str) -> Item:
            return (name, net) if name in (ENTRY, EXIT) else name

        hops = [Hop(way.net, end(way.source, way.net), end(way.target, way.net)) for way in ways]
        return arranged([*entries, *children, *exits], hops, entries, exits, most=self.most, thin=thin)

    def _make_boxes(self, container: str, rows: Rows) -> None:
        """Boxes of the closed children: of one width where each stands alone in its row, else as small as may be."""
        alone = all(sum(isinstance(item, str) for item in row) <= 1 for row in rows.rows)
        closed = [n for n in self.graph.children(container) if n.path not in self.plans]
        if self.maker:
            self.boxes |= {n.path: self.maker(self.view, n) for n in closed}
            return
        made = [self.box(n, compact=not alone) for n in closed]
        if self.sideways:
            self.boxes |= {box.path: tall(box, self.narrow) for box in made}
            return
        least = self.least if alone else 0.0
        common = max((box.width for box in made if not box.is_pill), default=0.0)
        common = max(common, least)
        step = STEP if self.is_tight and not alone else common
        self.boxes |= {
            b.path: b if b.is_pill else replace(b, width=min(ceil(b.width / step) * step, common)) for b in made
        }

    def box(self, node: Node, *, compact: bool) -> Box:
        """The box of a closed block or a layer."""
        return box_of(self.view, node, compact=compact)

    def _framed(self, group: Node) -> Box:
        across, down = self._size(self.plans[group.path])
        return replace(block_box(self.view, group), width=across, height=down)

    def _extent(self, item: str) -> Point:
        """Length along the row and depth across it."""
        box = self.boxes[item]
        return (box.height, box.width) if self.sideways else (box.width, box.height)

    def _frame(self, container: str) -> Frame:
        if not container:
            return Frame()
        box = block_box(self.view, self.graph.by_path[container])
        header = boxes.header_height(box)
        if self.sideways:
            room = sum(boxes.header_widths(box))
            return Frame(before=SIDE, behind=SIDE, sides=(header + HEADER_GAP, SIDE), least=room)
        return Frame(before=header, behind=SIDE, sides=(SIDE, SIDE), header=boxes.header_widths(box))


def _branches(rows: Rows, widths: dict[Item, float]) -> dict[Item, Item]:
    """The items of lanes that lead to one alone which nothing else leads to: branches that wait for their rows."""
    after: dict[Item, list[Item]] = defaultdict(list)
    for hop in (hop for hops in rows.hops for hop in hops):
        after[hop.source].append(hop.target)
    entered = Counter(hop.target for hops in rows.hops for hop in hops)
    found: dict[Item, Item] = {}
    for row in reversed(rows.rows):
        for lane in row:
            target = after[lane][0] if isinstance(lane, Lane) and len(after[lane]) == 1 else None
            if target in found or (target in widths and entered[target] == 1):
                found[lane] = found.get(target, target)
    return found
