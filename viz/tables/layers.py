"""From the nodes of a graph to the rows of a table, with subtotals that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...files import uncollected
from ..errors import ConvatlasError
from ..graph import Graph, Node
from ..sources import Origin, origin_of, trace
from ..words import Value, added, plain
from .columns import DEFAULT, NAME, PERCENT, Measured, lookup
from .table import TOTAL, Column, Row, Table

ROWS = 60  # a table chooses the greatest depth that needs no more
NAMED = 5  # layers in a note
OWN = "(own weights)"  # the row for what a block has beside its inside, so that its subtotal adds up


def tabulate(
    source: Any, *, columns: Sequence[str] | str | None = None, depth: int | None = None, input_shape: Any = None
) -> Table:
    """The table of a model's layers, with a subtotal for every block and a total that is the same at every depth.

    Args:
        source: what `trace` takes.
        columns: a list, or a text with commas, of names from `columns.COLUMNS`; those that add up may end in a `%`
            for their share of the total. The name always comes first. By default the kind, output shape, parameters
            and multiply-adds.
        depth: how many levels of blocks show, from 1; by default all where that needs at most 60 rows, else the
            greatest depth that does.
        input_shape: without the batch; for layers and unbuilt models.

    Raises:
        FormatError: a column does not exist.
        ConvatlasError: `depth` is below 1.

    Example:
        >>> from convatlas import viz
        >>> print(viz.tabulate("lenet5_study", columns=["params", "params%"], depth=1))
        lenet5_study
        name         params  params (%)
        ───────────────────────────────
        input             0           0
        stage1          156        0.25
        stage2        2,416        3.92
        flatten           0           0
        fc1          48,120       77.98
        fc2          10,164       16.47
        predictions     850        1.38
        ───────────────────────────────
        total        61,706      100.00
    """
    names = [name.strip() for name in columns.split(",")] if isinstance(columns, str) else columns
    origin = origin_of("table", (source,), columns=names and tuple(names), depth=depth, input_shape=input_shape)
    return layer_table(trace(source, input_shape=input_shape), names, depth, origin)


@uncollected()
def layer_table(
    graph: Graph, columns: Sequence[str] | None = None, depth: int | None = None, origin: Origin | None = None
) -> Table:
    """The table of a graph's layers; `tables.tabulate` says what the arguments mean.

    Raises:
        FormatError: a column does not exist.
        ConvatlasError: `depth` is below 1.
    """
    if depth is not None and (not isinstance(depth, int) or depth < 1):
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
    own = {path: plain(v) if isinstance(v, str) else v for path, v in measured.measure(graph).items()}
    column = Column(name, measured.heading, measured.quantity, measured.meaning)
    if measured.over is None:
        return Figures(column, {}, own, "")
    inside = {path: added(values, measured.over) if values else None for path, values in _gathered(graph, own).items()}
    total = added((own.get(node.path) for node in graph.nodes if _tells(graph, node, own)), measured.over)
    if not name.endswith(PERCENT):
        return Figures(column, own, inside, total)
    percent = replace(column, quantity="percent", meaning=f"share of the {measured.heading}")
    return Figures(percent, _shares(own, total), _shares(inside, total), 100.0 if total else 0.0)


def _tells(graph: Graph, node: Node, own: Mapping[str, Value]) -> bool:
    """Whether a node has a figure of its own, be it one that is not known: blocks may have none."""
    return isinstance(own.get(node.path), int) or not graph.children(node.path)


def _gathered(graph: Graph, own: Mapping[str, Value]) -> dict[str, list[Value]]:
    """For every node the figures of itself and of all inside it, None for those that are not known."""
    found: dict[str, list[Value]] = {node.path: [] for node in graph.nodes}
    for node in graph.nodes:
        if _tells(graph, node, own):
            for path in (node.path, *graph.ancestors(node.path)):
                found[path].append(own.get(node.path))
    return found


def _shares(values: Mapping[str, Value], total: int | None) -> dict[str, Value]:
    return {path: 100 * v / max(total or 0, 1) if isinstance(v, int) else v for path, v in values.items()}


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
    yield from left_out(graph)
    again = [f"{node.path} (of {node.shares})" for node in graph.nodes if node.shares]
    if again:
        yield f"parameters used again, counted once: {_listed(again)}"
    for verb, ports in (("takes", graph.inputs), ("returns", graph.outputs)):
        if len(ports) > 1:
            named = (port.name if port.name == port.path else f"{port.name} (of {port.path})" for port in ports)
            yield f"{verb} {len(ports)} tensors: {_listed(named)}"


def left_out(graph: Graph) -> Iterator[str]:
    """Which layers the parameters and multiply-adds of a graph leave out, and why."""
    unweighed = [f"{node.path} ({node.kind})" for node in graph.nodes if node.unweighed]
    if unweighed:
        yield f"parameters not known, left out: {_listed(unweighed)}"
    unknown = [node for node in graph.nodes if node.macs is None or node.uncounted]
    unsized = [node for node in unknown if any(spec.size is None for spec in node.inputs)]
    if unsized:
        names = _listed(node.path for node in unsized)
        would = " (an input shape would tell)" if any(port.tensor.size is None for port in graph.inputs) else ""
        yield f"multiply-adds not known for want of sizes, left out{would}: {names}"
    if len(unknown) > len(unsized):
        names = _listed(f"{node.path} ({node.kind})" for node in unknown if node not in unsized)
        yield f"multiply-adds not known, left out: {names}"


def left_out_of_each(graphs: Sequence[Graph]) -> tuple[str, ...]:
    """Which layers the figures of each of some networks leave out."""
    return tuple(f"{graph.name}: {note}" for graph in graphs for note in left_out(graph))


def _listed(names: Iterable[str]) -> str:
    """The first few of some names, and how many more there are."""
    found = list(names)
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + more
