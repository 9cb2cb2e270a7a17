"""How many multiply-adds each kind of layer and operation takes: one rule a kind, read into docs/cost-model.md.

A rule gets the layer or operation, the shapes of what it takes (variables that an operation is given among them) and
of what it gives, all for one sample: the first axis is 1, or as many as stand there where windows, frames or heads are
folded into it. It returns the count for that, None where a size it needs is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..graph import Shape

Shapes = Sequence[Shape]
Count = int | None


class Given(tuple[Shape, ...]):
    """Shapes of what a layer takes, in order, and by the names of the arguments of its `call`."""

    named: Mapping[str, Shapes]

    def __new__(cls, shapes: Iterable[Shape], named: Mapping[str, Shapes] | None = None) -> Given:
        """Keep both."""
        found = super().__new__(cls, shapes)
        found.named = named or {}
        return found


def argument(inputs: Shapes, name: str, place: int) -> Shape | None:
    """The shape of an argument: by its name where names are known, else by its place; None where it is not given."""
    named = inputs.named if isinstance(inputs, Given) else {}
    if named:
        return next(iter(named.get(name, ())), None)
    return inputs[place] if place < len(inputs) else None


def product(*sizes: Count) -> Count:
    """The product of sizes, None where one is unknown."""
    found = 1
    for size in sizes:
        if size is None:
            return None
        found *= size
    return found


def added(counts: Iterable[Count]) -> Count:
    """The sum of counts, None where one is unknown."""
    found = 0
    for count in counts:
        if count is None:
            return None
        found += count
    return found


def places(shape: Shape, operation: Any) -> Shape:
    """The sizes of a picture, volume or sequence: batch and channels left out."""
    first = getattr(operation, "data_format", None) == "channels_first"
    return shape[2:] if first else shape[1:-1]


def convolution(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place of the output takes the kernel once: `out_places * kernel_places * channels / groups * filters`."""
    return product(outputs[0][0], *places(outputs[0], layer), *layer.kernel.shape)


def separable_convolution(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place of the output takes both kernels: `out_places * channels * multiplier * (kernel + filters)`."""
    out = places(outputs[0], layer)
    return added(
        product(outputs[0][0], *out, *kernel.shape) for kernel in (layer.depthwise_kernel, layer.pointwise_kernel)
    )


def transposed_convolution(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place of the input takes the kernel once: `in_places * kernel_places * channels * filters`."""
    return product(inputs[0][0], *places(inputs[0], layer), *layer.kernel.shape)


def dense(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place takes the matrix once: `places * inputs * units`."""
    return product(*inputs[0][:-1], *layer.kernel.shape)


def einsum_dense(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """One product for each value of all indices together: the product of the sizes of all letters."""
    return einsum_count(layer.equation, [inputs[0], tuple(layer.kernel.shape)])


def reversible_embedding(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Nothing for looking up; in reverse every place takes the matrix once: `places * vocabulary * width`."""
    reverse = len(inputs[0]) == len(outputs[0])
    return product(*inputs[0][:-1], layer.input_dim, layer.output_dim) if reverse else 0


def multi_head_attention(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Four projections, then scores and weighted sums in every head: `heads * T * S * (key_dim + value_dim)`."""
    query, value, key = (argument(inputs, name, place) for place, name in enumerate(("query", "value", "key")))
    if query is None or value is None:
        return None
    *_, heads, key_dim = layer._query_dense.kernel.shape
    value_dim = layer._value_dense.kernel.shape[-1]
    projected = {"query": query, "key": key or value, "value": value, "output": query}
    projections = (product(*at[:-1], *getattr(layer, f"_{n}_dense").kernel.shape) for n, at in projected.items())
    return added([*projections, product(*query[:-1], *value[1:-1], heads, key_dim + value_dim)])


def attention(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Scores and weighted sums: `T * S * (query_dim + value_dim)`; scores by sums alone count as by products."""
    query, value = (inputs.named.get("inputs", inputs) if isinstance(inputs, Given) else inputs)[:2]
    return added(product(*query[:-1], *value[1:-1], shape[-1]) for shape in (query, value))


def recurrent(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every step takes the kernels of the cell once, at every place where they convolve: `steps * places * kernels`."""
    sequence = argument(inputs, "sequences", 0) or inputs[0]
    if len(sequence) == 3:
        return product(*sequence[:2], kernels(layer.cell))
    picture = outputs[0][2:] if layer.return_sequences else outputs[0][1:]
    out = picture[1:] if layer.cell.data_format == "channels_first" else picture[:-1]
    return product(*sequence[:2], *out, kernels(layer.cell))


def cell(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """One step takes the kernels of the cell once: `inputs * units` and `units * units` for every gate."""
    return product(inputs[0][0], kernels(layer))


def kernels(layer: Any) -> Count:
    """The products of one step of a cell."""
    found = [variable for variable in layer.weights if "kernel" in variable.name]
    return added(product(*kernel.shape) for kernel in found) if found else None


def dot(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every element of the output sums over the common axis: `elements * length`."""
    axis = layer.axes if isinstance(layer.axes, int) else layer.axes[0]
    return product(*outputs[0], inputs[0][axis])


def matmul(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every element of the output sums over the common axis: `elements * length`."""
    return product(*outputs[0], inputs[0][-1])


def tensordot(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every element of the output sums over the common axes: `elements * lengths`."""
    axes = operation.axes
    summed = range(-axes, 0) if isinstance(axes, int) else [axes[0]] if isinstance(axes[0], int) else axes[0]
    return product(*outputs[0], *(inputs[0][axis] for axis in summed))


def einsum(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """One product for each value of all indices together: the product of the sizes of all letters."""
    return einsum_count(operation.subscripts, inputs)


def einsum_count(equation: str, shapes: Shapes) -> Count:
    """The product of the sizes of all letters of an equation; one operand makes no product.

    Example:
        >>> einsum_count("abc,cd->abd", [(1, 5, 7), (7, 2)])
        70
    """
    left, arrow, _ = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) == 1 or not arrow:
        return 0 if arrow else None
    sizes: dict[str, Count] = {}
    for term, shape in zip(terms, shapes, strict=True):
        told = zip(_letters(term, len(shape)), shape, strict=True)
        sizes |= {letter: size for letter, size in told if size != 1 or letter not in sizes}
    return product(*sizes.values())


def _letters(term: str, rank: int) -> list[str]:
    """A name for every axis: its letter, or its place counted from the right where `...` covers it."""
    before, dots, after = term.partition("...")
    covered = rank - len(before) - len(after) if dots else 0
    return [*before, *(f"...{covered - i}" for i in range(covered)), *after]


def operation_convolution(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place of the output takes the kernels it is given once, as the layers' do."""
    return added(product(outputs[0][0], *places(outputs[0], operation), *kernel) for kernel in inputs[1:])


def operation_transposed(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every place of the input takes the kernel it is given once, as the layers' does."""
    return product(inputs[0][0], *places(inputs[0], operation), *inputs[1])


def operation_attention(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Scores and weighted sums in every head: `heads * T * S * (key_dim + value_dim)`."""
    (samples, t, heads, key_dim), (_, s, *_), (*_, value_dim) = inputs[:3]
    return added(product(samples, t, s, heads, width) for width in (key_dim, value_dim))


def graph_matmul(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Every element of the output sums over the common axis: `elements * length`."""
    return product(*outputs[0], inputs[0][-2 if operation.transposed else -1])


def graph_einsum(operation: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """One product for each value of all indices together: the product of the sizes of all letters."""
    return einsum_count(operation.subscripts, inputs)
