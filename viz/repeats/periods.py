"""Find layers: blocks of different kinds that alternate, as attention and MLP do, become one block that holds a period.

A period is looked for among neighbours that each take the one before, and beside it nothing but what all of them take.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ..graph import Graph, Made, has_steps, ordered
from ..words import called
from .cells import group_cells
from .runs import Blocks
from .stretches import MANY, group_between_narrow_places, with_blocks

SHORTEST = 4  # elements of a line that repeats itself
FAR = 32  # elements of a period that is looked for in a line however long
COMPARISONS = 1_000_000  # in one line; periods of a shorter one may be as long as half of it
ENDING = ("normalisation", "activation", "regularisation")  # roles of layers that belong to the one before
FEWEST = 3  # repeats of a period that holds layers alone


@dataclass(frozen=True, slots=True)
class Tandem:
    """A stretch that repeats itself: where it begins, how long one period is, and how often it stands there."""

    start: int
    period: int
    times: int


@dataclass(frozen=True, slots=True)
class Element:
    """A child, or a run of blocks that are alike.

    Attributes:
        paths: of the child, or of the members of the run.
        mark: what it is.
        is_block: whether it holds layers.
        ends: whether it belongs to the layer before it, as norms and activations do.
    """

    paths: tuple[str, ...]
    mark: Hashable
    is_block: bool
    ends: bool


def in_blocks(graph: Graph) -> Blocks:
    """The graph with blocks where it names none: what branches, cells, and periods of what alternates.

    Layers that are called once a step stay as they are.
    """
    if has_steps(graph):
        return Blocks(graph)
    graph = ordered(graph) if graph.groups else graph  # a block that was read may stand before what leads to it
    return group_periods(Blocks(group_cells(group_between_narrow_places(graph))))


def group_periods(blocks: Blocks) -> Blocks:
    """The graph with every period of a repeat that is longer than one block as a block of its own."""
    graph = blocks.graph
    homes: dict[str, str] = {}
    for container in ("", *(group.path for group in graph.groups)):
        if container and not homes.keys().isdisjoint((container, *graph.ancestors(container))):
            continue
        numbers = count(1)
        for line in _lines(blocks, container):
            for tandem in _worthwhile(graph, container, line):
                for start in range(tandem.start, tandem.start + tandem.period * tandem.times, tandem.period):
                    members = (path for element in line[start : start + tandem.period] for path in element.paths)
                    homes |= dict.fromkeys(members, _free(graph, container, numbers))
    return Blocks(with_blocks(graph, homes)) if homes else blocks


def _free(graph: Graph, container: str, numbers: Iterator[int]) -> str:
    names = (f"{container}/layer{number}".removeprefix("/") for number in numbers)
    return next(name for name in names if name not in graph.by_path)


def _worthwhile(graph: Graph, container: str, line: Sequence[Element]) -> Iterator[Tandem]:
    """The repeats that hold blocks, or that stand in a large container and repeat often."""
    is_large = len(graph.children(container)) > MANY
    found = tandems([element.mark for element in line])
    limits = [*(tandem.start for tandem in found[1:]), len(line)]
    for tandem in (_begun(graph, line[:limit], one) for one, limit in zip(found, limits, strict=False)):
        period = line[tandem.start : tandem.start + tandem.period]
        if any(element.is_block for element in period) or (is_large and tandem.times >= FEWEST):
            yield tandem


def _begun(graph: Graph, line: Sequence[Element], tandem: Tandem) -> Tandem:
    """The repeat, begun where the field has a word for its period, else where it cuts no norm from the layer before."""

    def word(start: int) -> str:
        paths = (path for element in line[start : start + tandem.period] for path in element.paths)
        return called(node for path in paths for node in graph.inside(path) if not graph.children(node.path))

    places = [start for start in _starts(line, tandem) if not line[start].ends] or [tandem.start]
    return replace(tandem, start=next(filter(word, places), places[0]))


def _starts(line: Sequence[Element], tandem: Tandem) -> Iterator[int]:
    """Where a repeat may begin: at its first element, or later where as much of a further period follows."""
    length = tandem.period * tandem.times
    room = len(line) - tandem.start - length
    for start in range(tandem.start, tandem.start + (min(room + 1, tandem.period) if tandem.start else 1)):
        if start > tandem.start and line[start - 1].mark != line[start - 1 + length].mark:
            return
        yield start


def _lines(blocks: Blocks, container: str) -> Iterator[list[Element]]:
    """Children that stand one behind the other, with runs of blocks as one each."""
    run_of = {path: run.members for run in blocks.runs(container) for path in run.members}
    members = {child.path: run_of.get(child.path, (child.path,)) for child in blocks.graph.children(container)}
    waiting = {path: each for path, each in members.items() if path == each[0]}
    for path in list(waiting):
        line: list[tuple[str, ...]] = []
        while path in waiting:
            line.append(waiting.pop(path))
            following = blocks.after(container).get(line[-1][-1], [])
            path = following[0] if len(following) == 1 else ""
        yield from _elements(blocks, line)


def _elements(blocks: Blocks, line: Sequence[tuple[str, ...]]) -> Iterator[list[Element]]:
    """What stands in a line, where that is long enough to repeat itself."""
    if len(line) < SHORTEST:
        return
    first, *entries = (blocks.fingerprint(members[0]).entries for members in line)
    beside = [
        tuple(sorted(made for made in taken if not _within(made[0], before[-1])))
        for taken, before in zip(entries, line, strict=False)
    ]
    of_all = {made for aside in beside for made in aside}
    beside.insert(0, tuple(sorted(of_all.intersection(first))))
    yield [_element(blocks, members, aside) for members, aside in zip(line, beside, strict=True)]


def _element(blocks: Blocks, members: tuple[str, ...], aside: tuple[Made, ...]) -> Element:
    marks = tuple((blocks.fingerprint(path).mark, blocks.resolution(path)) for path in members)
    first = blocks.graph.by_path[members[0]]
    is_block = bool(blocks.graph.children(first.path))
    return Element(members, (marks, aside), is_block, not is_block and first.role in ENDING)


def _within(net: str, path: str) -> bool:
    return net == path or net.startswith(f"{path}/")


def tandems(marks: Sequence[Hashable]) -> list[Tandem]:
    """The longest repeats of more than one element in a sequence, none of which overlap, in order.

    Example:
        >>> tandems("xababay")
        [Tandem(start=1, period=2, times=2)]
    """
    found: list[Tandem] = []
    taken: set[int] = set()
    candidates = sorted(_maximal(marks), key=lambda tandem: (-tandem.period * tandem.times, tandem.period))
    for tandem in candidates:
        places = range(tandem.start, tandem.start + tandem.period * tandem.times)
        if taken.isdisjoint(places):
            taken.update(places)
            found.append(tandem)
    return sorted(found, key=lambda tandem: tandem.start)


def _maximal(marks: Sequence[Hashable]) -> Iterator[Tandem]:
    """All stretches that repeat themselves and cannot be made longer."""
    for period in sorted(_distances(marks)):
        start = 0
        for place in range(len(marks)):
            if place + period < len(marks) and marks[place] == marks[place + period]:
                continue
            times = (place - start + period) // period
            if times > 1 and len({*marks[start : start + period]}) > 1:
                yield Tandem(start, period, times)
            start = place + 1


def _distances(marks: Sequence[Hashable]) -> set[int]:
    """How far apart equal stretches of 1, 2, 4, ... elements stand: every period is one of these.

    Stretches longer than a period tell nothing more of it: among those of more than half of it one stands once in each.
    """
    found: set[int] = set()
    furthest = min(len(marks) // 2, max(FAR, COMPARISONS // max(len(marks), 1)))
    ranks, length = _ranks(marks), 1
    while 2 * length <= len(marks) and length <= furthest:
        last: dict[int, int] = {}
        for place, rank in enumerate(ranks):
            if rank in last:
                found.add(place - last[rank])
            last[rank] = place
        ranks = _ranks(list(zip(ranks, ranks[length:], strict=False)))
        length *= 2
    return {distance for distance in found if 1 < distance <= furthest}


def _ranks(values: Sequence[Hashable]) -> list[int]:
    """A number for each value, the same for equal ones: a stretch is two of half its length."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(value, len(known)) for value in values]
