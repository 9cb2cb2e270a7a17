"""Multiply-adds of a layer or operation for one sample: the table of rules.

Counted are the products that a kernel or a matrix takes part in. Not counted, so 0: biases, activations,
normalisations, poolings, sums and products of equal places, and whatever only moves values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..graph import Shape, role_of
from . import rules
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
GRAPH: dict[str, Rule] = {  # of TensorFlow's graphs, where a `call` reaches past Keras
    **dict.fromkeys(("Conv2D", "Conv3D", "DepthwiseConv2D"), rules.convolution),
    "Conv2DTranspose": rules.transposed_convolution,
    "Matmul": rules.graph_matmul,
    "Einsum": rules.graph_einsum,
}
GRAPH_WITHOUT_RULE = (  # as WITHOUT_RULE
    "Function Condition Loop Case PyFunc EagerPyFunc XlaCallModule FFT FFT2D FFT3D IFFT IFFT2D RFFT RFFT2D IRFFT "
    "IRFFT2D Cholesky MatrixInverse MatrixDeterminant MatrixSolve MatrixTriangularSolve Qr Svd SelfAdjointEigV2 "
    "SparseTensorDenseMatMul SparseMatMul Conv3DBackpropInputV2 Dilation2D CudnnRNNV3 QuantizedMatMul"
)
FREE_ROLES = ("input", "normalisation", "activation", "pooling", "merge", "regularisation", "reshape")
FREE_KINDS = (  # look up, work place by place, or change pictures
    "Embedding Constant Variable TextVectorization StringLookup IntegerLookup Hashing HashedCrossing Discretization "
    "CategoryEncoding BaseImagePreprocessingLayer Pipeline"
)
WITHOUT_RULE = (  # operations that multiply in ways no rule covers; every other one moves or combines values
    "Map Scan AssociativeScan Switch WhileLoop ForiLoop Cond VectorizedMap CDist Logdet Slogdet FFT FFT2 IFFT2 RFFT "
    "IRFFT STFT ISTFT GaussianBlur SobelEdges SSIM Outer Inner Kron Vdot Correlate Corrcoef Convolve Vander JVP "
    "Cholesky CholeskyInverse Det Eig Eigh Inv LuFactor Qr Solve SolveTriangular SVD Lstsq MatrixRank Pinv"
)


def multiply_adds(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Multiply-adds of one call of a layer or operation for one sample; None where no rule or no size is known.

    Args:
        layer: the layer, or an operation of Keras or of TensorFlow's graph.
        inputs: shapes of what it takes for one sample, `Given` where the names of arguments are known; of an operation
            all that has a shape, variables and constants too.
        outputs: shapes of what it gives for one sample.
    """
    kinds = [cls.__name__ for cls in type(layer).__mro__]
    table, without = _table(layer, kinds)
    rule = next((table[kind] for kind in kinds if kind in table), None)
    if rule is None:
        return 0 if _is_free(kinds, without) else None
    try:
        return rule(layer, inputs, outputs)
    except (AttributeError, IndexError, TypeError, ValueError):  # a subclass that keeps its weights in other ways
        return None


def _table(layer: Any, kinds: Sequence[str]) -> tuple[dict[str, Rule], str]:
    """The rules for a layer or operation, and the kinds that no rule covers where all others are free."""
    if "Layer" in kinds:
        return RULES, ""
    if type(layer).__module__ == "tensorflow":
        return GRAPH, GRAPH_WITHOUT_RULE
    return (OPERATIONS, WITHOUT_RULE) if type(layer).__module__.startswith("keras") else (RULES, "")


def _is_free(kinds: Sequence[str], without: str) -> bool:
    if without:
        return kinds[0] not in without.split()
    return role_of(kinds) in FREE_ROLES or not set(kinds).isdisjoint(FREE_KINDS.split())


def bidirectional(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """Both directions, each as the layer it is."""
    both = (layer.forward_layer, layer.backward_layer)
    sequence = rules.argument(inputs, "sequences", 0) or inputs[0]
    return rules.added(
        multiply_adds(part, [sequence], [tuple(_first(part.compute_output_shape(sequence)))]) for part in both
    )


def _first(shapes: Any) -> Any:
    """The shape of the output where states follow it."""
    return shapes[0] if isinstance(shapes[0], (tuple, list)) else shapes


def time_distributed(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """The wrapped layer at every step."""

    def one_step(shape: Shape) -> Shape:
        return (shape[0], *shape[2:])

    inner = multiply_adds(layer.layer, [one_step(inputs[0])], [one_step(outputs[0])])
    return rules.product(inputs[0][1], inner)


def wrapped(layer: Any, inputs: Shapes, outputs: Shapes) -> Count:
    """The wrapped layer."""
    return multiply_adds(layer.layer, inputs, outputs)


RULES |= {
    "Bidirectional": bidirectional,
    "TimeDistributed": time_distributed,
    "SpectralNormalization": wrapped,
}
