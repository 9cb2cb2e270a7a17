"""From the nodes of a graph to the rows of a table, with subtotals that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .columns import DEFAULT, NAME, PERCENT, Measured, lookup
from .errors import ConvatlasError
from .graph import Graph, Node
from .origin import Origin
from .quantities import Value
from .tables import TOTAL, Column, Row, Table

ROWS = 60  # a table chooses the greatest depth that needs no more
NAMED = 5  # layers in a note
OWN = "(own weights)"  # the row for what a block has beside its inside, so that its subtotal adds up


def layer_table(
    graph: Graph, columns: Sequence[str] | None = None, depth: int | None = None, origin: Origin | None = None
) -> Table:
    """The table of a graph's layers; `tables.tabulate` says what the arguments mean.

    Raises:
        FormatError: a column does not exist.
        ConvatlasError: `depth` is below 1.
    """
    if depth is not None and depth < 1:
        raise ConvatlasError(f"`depth` (={depth}) must be a whole number of at least 1")
    names = (NAME, *(name for name in columns or DEFAULT if name != NAME))
    figures = [figures_of(graph, column, name) for name, column in zip(names, lookup(names), strict=True)]
    return Table(
        columns=tuple(f.column for f in figures),
        rows=tuple(_rows(graph, figures, depth or fitting_depth(graph))),
        totals=(TOTAL, *(f.total for f in figures[1:])),
        title=graph.name,
        notes=tuple(notes(graph)),
        origin=origin,
    )


def fitting_depth(graph: Graph) -> int:
    """The greatest depth that needs at most `ROWS` rows, at least 1."""
    depths = sorted(node.depth + 1 for node in graph.nodes)
    levels = range(1, max(depths, default=1) + 1)
    return max((level for level in levels if sum(d <= level for d in depths) <= ROWS), default=1)


@dataclass(frozen=True)
class Figures:
    """One column's values by path: of what each node owns itself, of all inside it, and of the whole."""

    column: Column
    own: Mapping[str, Value]
    inside: Mapping[str, Value]
    total: Value


def figures_of(graph: Graph, measured: Measured, name: str) -> Figures:
    """Measure a graph; a `name` that ends in `%` asks for shares of the total."""
    own = measured.measure(graph)
    column = Column(name, measured.heading, measured.quantity, measured.meaning)
    if measured.over is None:
        return Figures(column, {}, own, "")
    inside = {path: measured.over(values) if values else None for path, values in _gathered(graph, own).items()}
    total = measured.over([0, *(value for value in own.values() if isinstance(value, int))])
    if not name.endswith(PERCENT):
        return Figures(column, own, inside, total)
    percent = replace(column, quantity="percent", meaning=f"share of the {measured.heading}")
    return Figures(percent, _shares(own, total), _shares(inside, total), 100.0 if total else 0.0)


def _gathered(graph: Graph, own: Mapping[str, Value]) -> dict[str, list[int]]:
    """For every node the known figures of itself and of all inside it."""
    found: dict[str, list[int]] = {node.path: [] for node in graph.nodes}
    for node in graph.nodes:
        value = own.get(node.path)
        if isinstance(value, int):
            for path in (node.path, *graph.ancestors(node.path)):
                found[path].append(value)
    return found


def _shares(values: Mapping[str, Value], total: int) -> dict[str, Value]:
    return {path: 100 * v / max(total, 1) if isinstance(v, int) else v for path, v in values.items()}


def _rows(graph: Graph, figures: Sequence[Figures], depth: int) -> Iterator[Row]:
    """A row for every node shown, and one for what an open block owns beside its inside."""
    for node in graph.nodes:
        if node.depth >= depth:
            continue
        block = node.depth + 1 < depth and bool(graph.children(node.path))
        values = (node.path, *(f.inside.get(node.path) for f in figures[1:]))
        yield Row(values, _label(node), node.depth, block)
        if block and node.params:
            own = (f"{node.path}/{OWN}", *(f.own.get(node.path, "") for f in figures[1:]))
            yield Row(own, OWN, node.depth + 1)


def _label(node: Node) -> str:
    return f"{node.name} x {node.count}" if node.count > 1 else node.name


def notes(graph: Graph) -> Iterator[str]:
    """What a reader of the totals must know."""
    unknown = [node for node in graph.nodes if node.macs is None]
    unsized = [node for node in unknown if any(spec.size is None for spec in (*node.inputs, *node.outputs))]
    if unsized:
        names = _listed(node.path for node in unsized)
        yield f"multiply-adds not known for want of sizes, left out (an input shape would tell): {names}"
    if len(unknown) > len(unsized):
        names = _listed(f"{node.path} ({node.kind})" for node in unknown if node not in unsized)
        yield f"multiply-adds not known, left out: {names}"
    again = [f"{node.path} (of {node.shares})" for node in graph.nodes if node.shares]
    if again:
        yield f"parameters used again, counted once: {_listed(again)}"


def _listed(names: Iterable[str]) -> str:
    """The first few of some names, and how many more there are."""
    found = list(names)
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + more
