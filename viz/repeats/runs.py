"""Find runs: neighbours that are equal but for widths, the first or last but for a stride or what its shortcut does.

`Blocks` are the blocks of a graph with all that is worked out of them once: likeness, ways, runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...files import cached_property
from ..graph import Graph, Node, Ways, leads
from .alike import rates_of
from .chains import chains_of
from .likeness import FIRST, LAST, Likeness


@dataclass(frozen=True)
class Run:
    """Neighbouring blocks that are alike, the one that stands for them, and what differs in the others, in words."""

    members: tuple[str, ...]
    typical: str
    note: str


def runs_of(likeness: Likeness, chain: Sequence[str]) -> Iterator[Run]:
    """The runs of a chain of blocks, from its start to its end."""
    start = 0
    while start < len(chain):
        stop, first, last = _reach(likeness, chain, start)
        if stop - start > 1:
            members = tuple(chain[start:stop])
            typical = members[1] if first else members[0]
            said = [f"the first with {' and '.join(first)}"] if first else []
            said += [f"the last with {' and '.join(last)}"] if last else []
            yield Run(members, typical, ", ".join([*said, *_growth(likeness, members, typical)]))
        start = stop


def _reach(likeness: Likeness, chain: Sequence[str], start: int) -> tuple[int, list[str], list[str]]:
    """Where the run that starts here ends, and in what its first and last members differ."""
    stop, first = start + 1, list[str]()
    if stop < len(chain) and not likeness.are_equal(chain[start], chain[stop]):
        first = _first(likeness, chain, start)
        stop += bool(first)
    while stop < len(chain) and likeness.are_equal(chain[stop - 1], chain[stop]):
        stop += 1
    if stop == len(chain) or (stop - start == 1 and not first):
        return stop, first, []
    last = likeness.told(chain[stop], chain[stop - 1], LAST)
    begins = stop + 1 < len(chain) and (
        likeness.are_equal(chain[stop], chain[stop + 1]) or _first(likeness, chain, stop)
    )
    return (stop, first, []) if begins or not last else (stop + 1, first, last)


def _first(likeness: Likeness, chain: Sequence[str], start: int) -> list[str]:
    """In what a block differs from the next ones, whose run it begins; nothing where it begins none."""
    told = likeness.told(chain[start], chain[start + 1], FIRST)
    alone = start + 2 >= len(chain) or likeness.are_equal(chain[start + 1], chain[start + 2])
    return told if alone or not likeness.told(chain[start + 1], chain[start + 2], FIRST) else []


def _growth(likeness: Likeness, members: Sequence[str], typical: str) -> Iterator[str]:
    """What grows from member to member: the channels of their outputs or of a layer inside, and rates."""
    node = likeness.graph.by_path
    widths = [_width(node[path]) for path in members]
    inner = _inner(likeness, members, typical)
    if len(set(widths)) > 1:
        yield f"channels {widths[0]} to {widths[-1]}" if widths[0] != widths[-1] else f"channels {_spread(widths)}"
    elif inner:
        yield f"inner channels {_spread(inner)}"
    rates = [rate for path in members for leaf in likeness.graph.inside(path) for rate in rates_of(leaf)]
    usual = [rate for leaf in likeness.graph.inside(typical) for rate in rates_of(leaf)]
    if len({*rates}) > len({*usual}):
        yield f"drop {_spread([round(rate, 3) for rate in rates])}"


def _inner(likeness: Likeness, members: Sequence[str], typical: str) -> list[int | None]:
    """The widths of the first layer inside that is not as wide in all members, [] where there is none."""
    node, mark = likeness.graph.by_path, likeness.fingerprint(typical).mark
    alike = [likeness.fingerprint(path) for path in members if likeness.fingerprint(path).mark == mark]
    rows: Mapping[str, list[int | None]] = {
        twins[0]: [_width(node[twin]) for twin in twins] for twins in zip(*(p.leaves for p in alike), strict=True)
    }
    found = (rows[path] for path in node if path in rows and len(set(rows[path])) > 1)
    return next(found, [])


def _width(node: Node) -> int | None:
    return node.outputs[0].shape[-1] if node.outputs and node.outputs[0].shape else None


def _spread(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{min(known):g} to {max(known):g}"


class Blocks(Likeness):
    """The blocks of a graph, and the runs of their containers."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._runs: dict[str, list[Run]] = {}

    @cached_property
    def _after(self) -> dict[str, Ways]:
        return leads(self.graph.ways)

    def after(self, container: str) -> Ways:
        """Which of the children of a container lead to which."""
        return self._after.get(container, {})

    def runs(self, container: str) -> list[Run]:
        """The runs among the children of a container."""
        if container not in self._runs:
            chains = chains_of(self, container, self.after(container))
            self._runs[container] = [run for chain in chains for run in runs_of(self, chain)]
        return self._runs[container]
