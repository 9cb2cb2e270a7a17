"""Networks in one table, a row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import SourceError
from ..graph import Edge, Graph, Node
from ..sources import origin_of, told_apart
from ..words import Value, macs_of, params_of, plain
from .columns import size_text
from .layers import left_out_of_each
from .memory import memory
from .receptive_field import receptive_field
from .table import Column, Row, Table


def depth(graph: Graph) -> int:
    """Layers with a kernel or a matrix on the longest way through the network, gates left out, as papers count depth.

    Example:
        >>> from convatlas import viz
        >>> depth(viz.trace("vgg16")), depth(viz.trace("resnet50"))
        (16, 50)
    """
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        if not _is_gate(edge, graph.by_path[edge.target]):
            sources.setdefault(edge.target, []).append(edge.source)
    found: dict[str, int] = {}
    for leaf in graph.leaves:
        before = max((found.get(path, 0) for path in sources.get(leaf.path, ())), default=0)
        found[leaf.path] = before + (leaf.role in ("convolution", "dense") and bool(leaf.params or leaf.shares))
    return max(found.values(), default=0)


def _is_gate(edge: Edge, target: Node) -> bool:
    """Whether a tensor only scales a larger one, as in squeeze and excitation."""
    size, whole = edge.tensor.size, target.outputs[0].size if target.outputs else None
    return target.kind == "Multiply" and size is not None and whole is not None and size < whole


def _activations(graph: Graph) -> Value:
    sizes = [value for value in memory(graph).values() if isinstance(value, int)]
    return sum(sizes) if len(sizes) == len(graph.leaves) else None


def _largest_field(graph: Graph) -> Value:
    """The largest receptive field before the network looks at the whole input."""
    return max((value for value in receptive_field(graph).values() if isinstance(value, int)), default=None)


COLUMNS: tuple[tuple[Column, Callable[[Graph], Value]], ...] = (
    (Column("name", "name"), lambda graph: graph.name),
    (Column("input", "input"), lambda graph: ", ".join(size_text(spec.shape[1:]) for spec in graph.inputs)),
    (Column("depth", "depth", "count"), depth),
    (Column("params", "params", "count"), lambda graph: params_of(graph.nodes)),
    (Column("macs", "MACs", "macs"), macs_of),
    (Column("memory", "memory", "bytes"), _activations),
    (Column("receptive_field", "receptive field", "count"), _largest_field),
)


def compare(*sources: Any, input_shape: Any = None) -> Table:
    """One row a network: input, depth, parameters, multiply-adds, activation memory and receptive field.

    Args:
        sources: what `trace` takes, at least one.
        input_shape: without the batch, for all of them.

    Raises:
        SourceError: there is no source, or one cannot be found, read or built.

    Example:
        >>> from convatlas import viz
        >>> print(viz.compare("lenet5_study", "vgg16_study"))
        name          input    depth      params    MACs (K)  memory (KiB)  receptive field
        ───────────────────────────────────────────────────────────────────────────────────
        lenet5_study  28x28x1      5      61,706      416.52         34.68               16
        vgg16_study   32x32x3     16  33,638,218  332,111.87      1,246.04              212
    """
    from ..sources import trace

    if not sources:
        raise SourceError("`sources` is empty: give at least one network to compare")
    graphs = told_apart([trace(source, input_shape=input_shape) for source in sources], sources)
    rows = tuple(Row(tuple(measure(graph) for _, measure in COLUMNS), plain(graph.name)) for graph in graphs)
    columns = tuple(column for column, _ in COLUMNS)
    origin = origin_of("compare", sources, input_shape=input_shape)
    return Table(columns, rows, notes=left_out_of_each(graphs), origin=origin)
