"""Networks side by side as papers print them: sizes as rows, networks as columns; or one network, layer by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby, takewhile
from math import inf, log2
from typing import Any

from ..errors import SourceError
from ..graph import Graph
from ..sources import Origin, origin_of, told_apart
from ..words import added, macs_of, params_of, plain
from .columns import size_text
from .layers import left_out_of_each, notes
from .paper_cells import cell, part_text
from .paper_parts import Part, parts
from .table import Column, Row, Table

Key = tuple[float, int]  # halvings since the input, and how often that size came before


def family_table(*sources: Any, input_shape: Any = None) -> Table:
    """Networks side by side: a row for every size of the output, its layers and blocks, MACs and parameters below.

    One network alone is told layer by layer, each with its parameters and multiply-adds.

    Args:
        sources: what `trace` takes.
        input_shape: without the batch, for all of them.

    Raises:
        SourceError: there is no source, or one cannot be found, read or built.

    Example:
        >>> from convatlas import viz
        >>> print(viz.family_table("resnet18", "resnet50"))
        output   resnet18                  resnet50
        ──────────────────────────────────────────────────────────────────────
        112x112  7x7, 64, stride 2         7x7, 64, stride 2
        56x56    3x3 max pool, stride 2    3x3 max pool, stride 2
                 [3x3, 64; 3x3, 64] x 2    [1x1, 64; 3x3, 64; 1x1, 256] x 3
        28x28    [3x3, 128; 3x3, 128] x 2  [1x1, 128; 3x3, 128; 1x1, 512] x 4
        14x14    [3x3, 256; 3x3, 256] x 2  [1x1, 256; 3x3, 256; 1x1, 1024] x 6
        7x7      [3x3, 512; 3x3, 512] x 2  [1x1, 512; 3x3, 512; 1x1, 2048] x 3
        1x1      global average pool       global average pool
                 1000-d fc                 1000-d fc
        params   11,699,112                25,610,152
        MACs     1,814,073,344             4,089,184,256
    """
    from ..sources import trace

    if not sources:
        raise SourceError("`sources` is empty: give at least one network")
    origin = origin_of("family", sources, input_shape=input_shape)
    graphs = told_apart([trace(source, input_shape=input_shape) for source in sources], sources)
    return _alone(graphs[0], origin) if len(graphs) == 1 else _side_by_side(graphs, origin)


def _alone(graph: Graph, origin: Origin | None) -> Table:
    columns = (Column("name", "name"), Column("output_shape", "output"), Column("layers", "layers"))
    figures = (Column("params", "params", "count"), Column("macs", "MACs", "macs"))
    shown = parts(graph)
    held = Counter(path for part in shown for path in graph.ancestors(part.node.path))
    rows = tuple(_row(graph, part, held) for part in shown)
    return Table(
        (*columns, *figures),
        rows,
        ("total", "", "", params_of(graph.nodes), macs_of(graph)),
        graph.name,
        tuple(notes(graph)),
        origin,
    )


def _row(graph: Graph, part: Part, held: Mapping[str, int]) -> Row:
    """A part under the name of the outermost block that holds nothing else."""
    path = part.node.path
    name = [path, *takewhile(lambda block: held[block] == 1, graph.ancestors(path))][-1]
    output = size_text(part.node.outputs[0].shape[1:])
    params, macs = params_of(part.nodes), added(node.macs for node in part.nodes)
    return Row((name, output, plain(part_text(graph, part)), params, macs), plain(name))


def _side_by_side(graphs: Sequence[Graph], origin: Origin | None) -> Table:
    columns = (Column("output", "output"), *(Column(graph.name, graph.name) for graph in graphs))
    stages = [_stages(graph) for graph in graphs]
    rows = [_stage_row(key, graphs, stages) for key in _keys(stages)]
    params = Row(("params", *(params_of(graph.nodes) for graph in graphs)))
    macs = Row(("MACs", *(macs_of(graph) for graph in graphs)))
    return Table(columns, (*rows, params, macs), notes=left_out_of_each(graphs), origin=origin)


def _stage_row(key: Key, graphs: Sequence[Graph], stages: Sequence[dict[Key, list[Part]]]) -> Row:
    there = [stage.get(key, []) for stage in stages]
    sizes = dict.fromkeys(_size(shown[-1]) for shown in there if shown)
    return Row((" or ".join(sizes), *(cell(graph, shown) for graph, shown in zip(graphs, there, strict=True))))


def _stages(graph: Graph) -> dict[Key, list[Part]]:
    """The parts of a graph by the size of what they give."""
    found: dict[Key, list[Part]] = {}
    start = _height(graph.inputs[0].shape) if graph.inputs else None
    for level, run in groupby(parts(graph), lambda part: _level(part, start)):
        found[level, sum(key[0] == level for key in found)] = list(run)
    return found


def _level(part: Part, start: int | None) -> float:
    """How often the size was halved; infinite where no place is left but one."""
    height = _height(part.node.outputs[0].shape)
    return inf if height in (None, 1) or not start else float(round(log2(start / (height or 1))))


def _height(shape: Sequence[int | None]) -> int | None:
    return max((n for n in shape[1:-1] if n is not None), default=None)


def _size(part: Part) -> str:
    return size_text(part.node.outputs[0].shape[1:-1]) or "1x1"


def _keys(stages: Sequence[dict[Key, list[Part]]]) -> list[Key]:
    """The rows of all networks in one order: what one lacks goes behind what stands before it in another."""
    keys: list[Key] = []
    for stage in stages:
        place = 0
        for key in stage:
            if key not in keys:
                keys.insert(place, key)
            place = keys.index(key) + 1
    return keys
