"""What a table of layers can tell: one function and one entry in `COLUMNS` each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..errors import FormatError, suggestion
from ..graph import Graph, Node, Observed, TensorSpec
from ..words import Value, known, params_of, trainable_of
from .memory import memory, memory_kept, memory_peak
from .receptive_field import output_stride, receptive_field

Measure = Callable[[Graph], Mapping[str, Value]]
NAME = "name"
DEFAULT = (NAME, "kind", "output_shape", "params", "macs")
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Measured:
    """A column of layers: what it is called, what it measures, and how blocks and the total come from their inside.

    Attributes:
        measure: the figures of a graph's nodes, by path.
        meaning: what the figures are, in a few words.
        quantity: what is measured; decides the units.
        over: `sum` or `max` over a block's inside for the block's own figure; None where a block has its own.
    """

    name: str
    heading: str
    measure: Measure
    meaning: str
    quantity: str = "text"
    over: Callable[[Iterable[int]], int] | None = None


def _each(read: Callable[[Node], Value]) -> Measure:
    """The measure that reads each node by itself."""
    return lambda graph: {node.path: read(node) for node in graph.nodes}


def size_text(sizes: Iterable[int | None]) -> str:
    """Sizes as the field writes them, `?` where unknown.

    Example:
        >>> size_text((112, None, 64))
        '112x?x64'
    """
    return "x".join("?" if n is None else str(n) for n in sizes)


def _shapes(specs: Iterable[TensorSpec]) -> str:
    return ", ".join(size_text(spec.shape[1:]) or "scalar" for spec in specs)


def _window(node: Node, *settings: str) -> str:
    """The first of the settings that a convolution or pooling has, once for each axis it slides over."""
    if node.role not in ("convolution", "pooling") or not node.inputs:
        return ""
    text = next((node.setting(name) for name in settings if node.setting(name)), "")
    axes = len(node.inputs[0].shape) - 2
    return "x".join([text] * axes) if text.isdigit() else text


def kernel_text(node: Node) -> str:
    """The window of a convolution or pooling, such as 3x3; "" for all else."""
    return _window(node, "kernel_size", "pool_size")


def _seen(read: Callable[[Observed], Value]) -> Measure:
    """The measure that reads what was seen of a network at work; nothing of one that was only traced."""
    return lambda graph: {path: read(seen) for path, seen in graph.observed.items()}


def _nanoseconds(seen: Observed) -> Value:
    return None if seen.time is None else round(1e9 * seen.time)


def _range(seen: Observed) -> Value:
    if seen.least is None or seen.largest is None:
        return "none finite"
    return f"{seen.least:.3g} to {seen.largest:.3g}"


def _dtypes(node: Node) -> str:
    return ", ".join(dict.fromkeys(spec.dtype for spec in node.outputs))


def _macs(node: Node) -> Value:
    return known(node.macs, node.uncounted)


def _strides_text(node: Node) -> str:
    return _window(node, "strides", "pool_strides")


COLUMNS = {
    column.name: column
    for column in (
        Measured(NAME, "name", _each(lambda node: node.path), "names from the outside in, blocks indented"),
        Measured("kind", "kind", _each(lambda node: node.kind), "class of the layer or operation"),
        Measured("input_shape", "input", _each(lambda node: _shapes(node.inputs)), "sizes it takes, batch left out"),
        Measured("output_shape", "output", _each(lambda node: _shapes(node.outputs)), "sizes it gives, batch left out"),
        Measured("kernel", "kernel", _each(kernel_text), "window of a convolution or pooling"),
        Measured("strides", "strides", _each(_strides_text), "steps of that window"),
        Measured("params", "params", _each(lambda node: params_of([node])), "all weights", "count", sum),
        Measured("trainable", "trainable", _each(lambda node: trainable_of([node])), "weights learnt", "count", sum),
        Measured("macs", "MACs", _each(_macs), "multiply-adds, see docs/cost-model.md", "macs", sum),
        Measured("memory", "memory", memory, "bytes written at inference, of one sample", "bytes", sum),
        Measured("memory_peak", "peak memory", memory_peak, "bytes alive while it runs, of one sample", "bytes", max),
        Measured("memory_kept", "kept memory", memory_kept, "bytes kept for the gradients", "bytes", sum),
        Measured(
            "receptive_field", "receptive field", receptive_field, "cells of the input that a place sees", "count"
        ),
        Measured("output_stride", "output stride", output_stride, "cells of the input between places", "count"),
        Measured("time", "time", _seen(_nanoseconds), "nanoseconds for a batch, as `viz.observe` saw it", "time"),
        Measured("range", "range", _seen(_range), "least and largest value, as `viz.observe` saw them"),
        Measured(
            "zeros", "zeros", _seen(lambda seen: 100 * seen.zeros), "share of values that are 0, so seen", "percent"
        ),
        Measured("dtype", "dtype", _each(_dtypes), "number format of what it gives"),
    )
}
ADDITIVE = tuple(name for name, column in COLUMNS.items() if column.over is sum)


def lookup(names: Iterable[str]) -> tuple[Measured, ...]:
    """The columns called `names`; the name of one that adds up may end in `%`, for its share of the total.

    Raises:
        FormatError: there is no such column.
    """
    return tuple(_column(name) for name in names)


def _column(name: str) -> Measured:
    plain = name.removesuffix(PERCENT)
    if plain not in COLUMNS or (plain != name and plain not in ADDITIVE):
        known = [*COLUMNS, *(f"{n}{PERCENT}" for n in ADDITIVE)]
        raise FormatError(f"`columns` holds {name!r}{suggestion(name, known)} (columns: {', '.join(known)})")
    return COLUMNS[plain]
