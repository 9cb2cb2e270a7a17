"""Multiply-adds of a layer or operation for one sample: the table of rules.

Counted are the products that a kernel or a matrix takes part in. Not counted, so 0: biases, activations,
normalisations, poolings, sums and products of equal places, and whatever only moves values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..graph import Shape, TensorSpec, role_of
from . import rules as rules
from .rules import Count, Shapes

Rule = Callable[[Any, Shapes, Shapes], Count]
RULES: dict[str, Rule] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"), rules.convolution),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), rules.separable_convolution),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), rules.transposed_convolution),
    "Dense": rules.dense,
    "EinsumDense": rules.einsum_dense,
    "ReversibleEmbedding": rules.reversible_embedding,
    **dict.fromkeys(("MultiHeadAttention", "GroupedQueryAttention"), rules.multi_head_attention),
    **dict.fromkeys(("Attention", "AdditiveAttention"), rules.attention),
    "RNN": rules.recurrent,  # LSTM, GRU, SimpleRNN and the ConvLSTMs inherit from it
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells"), rules.cell),
    "Dot": rules.dot,
}
OPERATIONS: dict[str, Rule] = {  # of keras.ops, where some classes are called as layers are
    **dict.fromkeys(("Conv", "DepthwiseConv", "SeparableConv"), rules.operation_convolution),
    "ConvTranspose": rules.operation_transposed,
    **dict.fromkeys(("Matmul", "Dot"), rules.matmul),
    "Tensordot": rules.tensordot,
    "Einsum": rules.einsum,
    "DotProductAttention": rules.operation_attention,
}
FREE_ROLES = ("input", "normalisation", "activation", "pooling", "merge", "regularisation", "reshape")
FREE_KINDS = ("Embedding",)  # looks up
WITHOUT_RULE = (  # operations that multiply in ways no rule covers; every other one moves or combines values
    "Map Scan AssociativeScan Switch WhileLoop ForiLoop Cond VectorizedMap CDist Logdet Slogdet FFT FFT2 IFFT2 RFFT "
    "IRFFT STFT ISTFT GaussianBlur SobelEdges SSIM Outer Inner Kron Vdot Correlate Corrcoef Convolve Vander JVP "
    "Cholesky CholeskyInverse Det Eig Eigh Inv LuFactor Qr Solve SolveTriangular SVD Lstsq MatrixRank Pinv"
)


def multiply_adds(layer: Any, inputs: Sequence[TensorSpec], outputs: Sequence[TensorSpec]) -> Count:
    """Multiply-adds of one call of a layer or operation for one sample; None where no rule or no size is known."""
    return _count(layer, [spec.shape for spec in inputs], [spec.shape for spec in outputs])


def _count(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    kinds = [cls.__name__ for cls in type(layer).__mro__]
    operation = "Layer" not in kinds and type(layer).__module__.startswith("keras.")
    table = OPERATIONS if operation else RULES
    rule = next((table[kind] for kind in kinds if kind in table), None)
    if rule is None:
        return 0 if _is_free(kinds, operation) else None
    try:
        return rule(layer, (operation and _operands(layer)) or inputs, outputs)
    except (AttributeError, IndexError, TypeError, ValueError):  # a subclass that keeps its weights in other ways
        return None


def _is_free(kinds: Sequence[str], operation: bool) -> bool:
    if operation:
        return kinds[0] not in WITHOUT_RULE.split()
    return role_of(kinds) in FREE_ROLES or not set(kinds).isdisjoint(FREE_KINDS)


def _operands(operation: Any) -> Shapes:
    """Shapes of all that an operation was given: tensors, variables and constants, in order."""
    if not operation._inbound_nodes:
        return []
    given = operation._inbound_nodes[-1].arguments
    return [tuple(value.shape) for value in _flat([given.args, given.kwargs]) if hasattr(value, "shape")]


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return _flat(list(value.values()))
    return [inner for item in value for inner in _flat(item)] if isinstance(value, (list, tuple)) else [value]


def bidirectional(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Both directions, each as the layer it is."""
    both = (layer.forward_layer, layer.backward_layer)
    return rules.added(_count(part, inputs[:1], [tuple(part.compute_output_shape(inputs[0]))]) for part in both)


def time_distributed(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """The wrapped layer at every step."""

    def one_step(shape: Shape) -> Shape:
        return (shape[0], *shape[2:])

    inner = _count(layer.layer, [one_step(inputs[0])], [one_step(outputs[0])])
    return rules.product(inputs[0][1], inner)


def wrapped(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """The wrapped layer."""
    return _count(layer.layer, inputs, outputs)


RULES |= {
    "Bidirectional": bidirectional,
    "TimeDistributed": time_distributed,
    "SpectralNormalization": wrapped,
}
