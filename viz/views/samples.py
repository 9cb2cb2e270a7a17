"""What a block that is drawn once is at all its places, and in every member of the runs that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ...files import cached_property
from ..graph import Made, Node, TensorSpec
from ..repeats import Blocks, Sort
from .units import View

Value = TypeVar("Value")


@dataclass(frozen=True)
class Whole:
    """A graph with runs folded and nothing closed, and the blocks of the graph that it was made from."""

    view: View
    blocks: Blocks

    def origin(self, path: str) -> str:
        """The block, among those not folded, that a block of the view is."""
        return self.blocks.graph.by_path[self.view.graph.children(path)[0].path].parent


@dataclass(frozen=True)
class Row:
    """One block: the place it belongs to, and its layers by those of the block that stands for its run."""

    place: str
    twins: dict[str, str]


class Samples:
    """The blocks of one sort, and what any of their layers is in each."""

    def __init__(self, whole: Whole, sort: Sort) -> None:
        self.whole = whole
        self.sort = sort
        self.node = whole.blocks.graph.by_path

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every member of the runs at the places of the sort that is equal to the one that stands for it."""
        return tuple(row for place in self.sort.places for row in self._rows(place))

    def _rows(self, place: str) -> Iterator[Row]:
        blocks = self.whole.blocks
        typical = self.whole.origin(place)
        runs = blocks.runs(blocks.graph.parent(typical))
        own = blocks.fingerprint(typical)
        for path in next((run.members for run in runs if run.typical == typical), (typical,)):
            other = blocks.fingerprint(path)
            if other.mark == own.mark:
                yield Row(place, dict(zip(own.leaves, other.leaves, strict=True)))

    def outputs(self, leaf: str) -> list[TensorSpec | None]:
        """What a layer of the first place gives, in every row."""
        number = self.sort.leaves[self.sort.places[0]].index(leaf)
        return [self._given(row, self.sort.leaves[row.place][number]) for row in self.rows]

    def _given(self, row: Row, leaf: str) -> TensorSpec | None:
        made = self._twin(row, self._maker(leaf))
        outputs = self.node[made].outputs if made else ()
        return outputs[0] if outputs else None

    def _maker(self, leaf: str) -> str:
        """The layer whose output is that of a box."""
        members = self.whole.view.members.get(leaf)
        return self._inner(members[-1].path if members else leaf, last=True)

    def _inner(self, path: str, *, last: bool) -> str:
        """The last or first layer inside of what is drawn as a layer."""
        leaves = [n.path for n in self.whole.blocks.graph.inside(path) if not self.whole.blocks.graph.children(n.path)]
        exits = self.node[path].exits if last else ()
        return exits[0][0] if exits else leaves[-1 if last else 0]

    def _twin(self, row: Row, path: str) -> str:
        return row.twins.get(path, "")

    def taken(self, leaf: str, place: int) -> list[TensorSpec | None]:
        """What a layer of the first place takes as its input of some number, in every row."""
        number = self.sort.leaves[self.sort.places[0]].index(leaf)
        return [self._taken(row, self.sort.leaves[row.place][number], place) for row in self.rows]

    def _taken(self, row: Row, leaf: str, place: int) -> TensorSpec | None:
        members = self.whole.view.members.get(leaf)
        first = self._twin(row, self._inner(members[0].path if members else leaf, last=False))
        sources: list[Made] = self.whole.blocks.wiring.sources[first] if first else []
        if not sources:
            return None
        made, output = sources[place if place < len(sources) else 0]
        return self.node[made].outputs[output] if output < len(self.node[made].outputs) else None

    def settings(self, leaf: str, member: int, name: str) -> list[str]:
        """A setting of a layer of the first place, or of one that shares its box, in every row."""
        number = self.sort.leaves[self.sort.places[0]].index(leaf)
        return [self._member(row, self.sort.leaves[row.place][number], member).setting(name) for row in self.rows]

    def members(self, leaf: str) -> Sequence[Node]:
        """The layers that a box stands for."""
        return self.whole.view.members.get(leaf) or (self.whole.view.graph.by_path[leaf],)

    def _member(self, row: Row, leaf: str, member: int) -> Node:
        members = self.whole.view.members.get(leaf)
        path = members[member].path if members else leaf
        return self.node[self._twin(row, path) or path]

    def at(self, place: str, values: Iterable[Value]) -> list[Value]:
        """Of some values, one a row, those of one place."""
        return [value for row, value in zip(self.rows, values, strict=True) if row.place == place]
