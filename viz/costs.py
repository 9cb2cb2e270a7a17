"""Multiply-adds of a layer for one sample: one rule a kind.

Counted are the products that a kernel or a matrix takes part in. Not counted, so 0: biases, activations,
normalisations, poolings, additions, and everything that only moves values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from .graph import TensorSpec
from .roles import OTHER, role_of

Specs = Sequence[TensorSpec]
Rule = Callable[[Any, Specs, Specs], int | None]


def _positions(spec: TensorSpec, layer: Any) -> int | None:
    """Places in an image, a volume or a sequence, channels left out."""
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    places = spec.shape[2:] if first else spec.shape[1:-1]
    return None if None in places else prod(n for n in places if n is not None)


def _times(places: int | None, *factors: int) -> int | None:
    return None if places is None else places * prod(factors)


def _weights(*variables: Any) -> int:
    return sum(prod(v.shape) for v in variables if v is not None)


def _convolution(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Every output position takes the whole kernel once: H W kh kw C/groups filters."""
    return _times(_positions(outputs[0], layer), _weights(layer.kernel))


def _separable(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Both kernels at every output position."""
    return _times(_positions(outputs[0], layer), _weights(layer.depthwise_kernel, layer.pointwise_kernel))


def _transposed(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Every input position takes the whole kernel once."""
    return _times(_positions(inputs[0], layer), _weights(layer.kernel))


def _dense(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Every position of the leading axes takes the whole matrix once."""
    places = inputs[0].shape[1:-1]
    return None if None in places else prod(n for n in places if n is not None) * _weights(layer.kernel)


def _einsum_sizes(equation: str, shapes: Sequence[Sequence[int | None]]) -> int | None:
    """Product of the sizes of all letters of an einsum, the batch (first letter of the first term) left out."""
    terms = equation.split("->")[0].replace(" ", "").split(",")
    sizes: dict[str, int | None] = {}
    for term, shape in zip(terms, shapes, strict=True):
        letters = term.replace("...", "")
        wide = list(shape)[len(shape) - len(letters) :] if term.startswith("...") else list(shape)
        extra = list(shape)[: len(shape) - len(letters)] if term.startswith("...") else []
        sizes |= {f"...{i}": n for i, n in enumerate(extra)}
        sizes |= dict(zip(letters, wide, strict=False))
    sizes.pop("...0" if "...0" in sizes else terms[0][0], None)
    return None if None in sizes.values() else prod(n for n in sizes.values() if n is not None)


def _einsum_dense(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Product of the sizes of all letters of the equation."""
    return _einsum_sizes(layer.equation, [inputs[0].shape, tuple(layer.kernel.shape)])


def _multi_head(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Four projections, and for every head scores and weighted sums: T S (key_dim + value_dim)."""
    config = layer.get_config()
    heads = config.get("num_heads") or config.get("num_query_heads")
    key_dim = config.get("key_dim") or config.get("head_dim")
    value_dim = config.get("value_dim") or key_dim
    query, value = inputs[0].shape, inputs[min(1, len(inputs) - 1)].shape
    key = inputs[2].shape if len(inputs) > 2 else value
    places = [prod(n for n in s[1:-1] if n is not None) if None not in s[1:-1] else None for s in (query, value, key)]
    if None in places:
        return None
    t, s, s_key = (int(p or 0) for p in places)
    steps = {"query": t, "key": s_key, "value": s, "output": t}
    kernels = {name: getattr(layer, f"_{name}_dense", None) for name in steps}
    projections = sum(steps[name] * _weights(dense.kernel) for name, dense in kernels.items() if dense is not None)
    return projections + heads * t * s * (key_dim + value_dim)


def _attention(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Scores and weighted sums: T S (dim of the query + dim of the value)."""
    t, s = inputs[0].shape[1], inputs[1].shape[1]
    if t is None or s is None:
        return None
    return t * s * ((inputs[0].shape[-1] or 0) + (inputs[1].shape[-1] or 0))


def _steps(spec: TensorSpec) -> int | None:
    return spec.shape[1]


def _recurrent(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Every step takes the kernels of the cell once; a convolving cell at every position."""
    kernels = [w for w in layer.cell.weights if "kernel" in w.name]
    places = 1 if len(inputs[0].shape) == 3 else _cell_positions(layer, outputs[0])
    steps = _steps(inputs[0])
    return None if steps is None or places is None or not kernels else steps * places * _weights(*kernels)


def _cell_positions(layer: Any, output: TensorSpec) -> int | None:
    shape = output.shape[2:] if layer.return_sequences else output.shape[1:]
    places = shape[1:] if layer.cell.data_format == "channels_first" else shape[:-1]
    return None if None in places else prod(n for n in places if n is not None)


def _bidirectional(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Both directions."""
    both = [
        multiply_adds(part, inputs[:1], [TensorSpec(tuple(part.compute_output_shape(inputs[0].shape)))])
        for part in (layer.forward_layer, layer.backward_layer)
    ]
    return None if None in both else sum(n for n in both if n is not None)


def _time_distributed(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """The wrapped layer at every step."""

    def one(spec: TensorSpec) -> TensorSpec:
        return TensorSpec((spec.shape[0], *spec.shape[2:]), spec.dtype)

    inner = multiply_adds(layer.layer, [one(inputs[0])], [one(outputs[0])])
    steps = _steps(inputs[0])
    return None if steps is None or inner is None else steps * inner


def _wrapped(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """The wrapped layer."""
    return multiply_adds(layer.layer, inputs, outputs)


def _dot(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Elements of the output times the length of the axis summed over."""
    axes = layer.axes if isinstance(layer.axes, int) else layer.axes[0]
    size, length = outputs[0].size, inputs[0].shape[axes]
    return None if size is None or length is None else size * length


def _matmul(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Elements of the output times the length of the axis summed over."""
    size, length = outputs[0].size, inputs[0].shape[-1]
    return None if size is None or length is None else size * length


RULES: dict[str, Rule] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"), _convolution),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _transposed),
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    **dict.fromkeys(("MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention"), _multi_head),
    "Attention": _attention,
    "AdditiveAttention": _attention,
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _recurrent),
    "Bidirectional": _bidirectional,
    "TimeDistributed": _time_distributed,
    "SpectralNormalization": _wrapped,
    "Dot": _dot,
    "Matmul": _matmul,
}
FREE = ("input", "normalisation", "activation", "pooling", "merge", "regularisation", "reshape")
NO_RULE = "no cost rule for this kind"


def multiply_adds(layer: Any, inputs: Specs, outputs: Specs) -> int | None:
    """Multiply-adds of one call of a layer or operation for one sample; None where no rule or no size is known."""
    kinds = [cls.__name__ for cls in type(layer).__mro__]
    for kind in kinds:
        if kind in RULES:
            try:
                return RULES[kind](layer, inputs, outputs)
            except (AttributeError, IndexError, TypeError, ValueError):
                return None
    return 0 if "Embedding" in kinds or role_of(kinds) in FREE else None


def has_rule(layer: Any) -> bool:
    """Whether the kind of `layer`, or one it inherits from, is in the table of rules or costs nothing."""
    kinds = [cls.__name__ for cls in type(layer).__mro__]
    return any(kind in RULES for kind in kinds) or role_of(kinds) not in (OTHER, "dense", "convolution", "attention")
