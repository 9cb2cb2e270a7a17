"""TensorFlow's operations by the names that Keras gives to the same things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

NAMES = {
    "Add": "Add",
    "AddN": "Add",
    "AddV2": "Add",
    "AvgPool": "AveragePool",
    "BatchMatMulV2": "Matmul",
    "BatchMatMulV3": "Matmul",
    "BiasAdd": "Add",
    "Case": "Condition",
    "ConcatV2": "Concatenate",
    "Conv2DBackpropInput": "Conv2DTranspose",
    "DepthwiseConv2dNative": "DepthwiseConv2D",
    "Div": "Divide",
    "FusedBatchNormV3": "BatchNormalization",
    "GatherV2": "Take",
    "If": "Condition",
    "LRN": "LocalResponseNormalization",
    "LeakyRelu": "LeakyReLU",
    "MatMul": "Matmul",
    "MirrorPad": "Pad",
    "Mul": "Multiply",
    "Neg": "Negative",
    "Pack": "Stack",
    "PadV2": "Pad",
    "PartitionedCall": "Function",
    "Pow": "Power",
    "RealDiv": "Divide",
    "ResizeBilinear": "Resize",
    "ResizeNearestNeighbor": "Resize",
    "SelectV2": "Where",
    "SplitV": "Split",
    "StatefulPartitionedCall": "Function",
    "StatelessCase": "Condition",
    "StatelessIf": "Condition",
    "StatelessWhile": "Loop",
    "StridedSlice": "GetItem",
    "Sub": "Subtract",
    "TensorListGetItem": "GetItem",
    "TensorListStack": "Stack",
    "Unpack": "Unstack",
    "While": "Loop",
}
PARTS = ("_true_graph", "_false_graph", "_body_graph")  # where TensorFlow keeps what an operation runs
CONVOLUTIONS = ("Conv2D", "Conv3D", "DepthwiseConv2dNative", "Conv2DBackpropInput")


class TensorFlowOperation:
    """What stands for an operation that a layer's `call` reaches past Keras; its class carries the kind."""

    kernel: Any = None
    data_format = "channels_last"
    transposed = False  # of a matrix product, whether its first matrix is
    subscripts = ""
    newshape: Any = None  # of a reshaping, its sizes, None for those that are worked out
    operands: Any = None  # shapes of all that it takes, None where it is a tensor of the model
    inside: Any = None  # of a condition or loop what its parts run
    node: Any = None  # the operation of TensorFlow


def named(operation: Any, is_data: Callable[[Any], bool]) -> TensorFlowOperation:
    """A stand-in for one operation of a TensorFlow graph; `is_data` tells the tensors of the model from constants."""
    kind = NAMES.get(operation.type, operation.type)
    found: TensorFlowOperation = type(kind, (TensorFlowOperation,), {"__module__": "tensorflow"})()
    found.node = operation
    if operation.type in CONVOLUTIONS:
        found.kernel = operation.inputs[1]
        found.data_format = "channels_first" if operation.get_attr("data_format") == b"NCHW" else "channels_last"
    found.operands = [None if is_data(tensor) else _shape(tensor) for tensor in operation.inputs]
    if kind == "Matmul":
        found.transposed = operation.get_attr("transpose_a" if operation.type == "MatMul" else "adj_x")
    if kind == "Reshape":
        found.newshape = _sizes(operation.inputs[1])
    if kind == "Einsum":
        found.subscripts = operation.get_attr("equation").decode()
    return found


def shapes_given(operation: Any, shapes: Sequence[Any], is_data: Sequence[bool]) -> list[tuple[int | None, ...]]:
    """Shapes of what an operation would give if the tensors that carry data had other shapes.

    Raises:
        Exception: TensorFlow refuses these shapes.
    """
    import tensorflow as tf

    with tf.Graph().as_default() as graph:
        waiting = iter(shapes)
        pairs = zip(operation.inputs, is_data, strict=True)
        inputs = [_placed(tensor, next(waiting) if data else None) for tensor, data in pairs]
        attributes = {name: value for name, value in operation.node_def.attr.items() if not name.startswith("_")}
        dtypes = [tensor.dtype for tensor in operation.outputs]
        made = graph.create_op(operation.type, inputs, dtypes, attrs=attributes, op_def=operation.op_def)
        return list(map(_shape, made.outputs))


def _placed(tensor: Any, shape: Any) -> Any:
    """An input of that shape, or one of the same value where that is known."""
    import tensorflow as tf

    value = tf.get_static_value(tensor) if shape is None else None
    if value is not None:
        return tf.constant(value, tensor.dtype)
    return tf.compat.v1.placeholder(tensor.dtype, tensor.shape if shape is None else shape)


def _sizes(tensor: Any) -> list[Any] | None:
    """The numbers in a tensor, as far as they are known."""
    import tensorflow as tf

    found = tf.get_static_value(tensor, partial=True)
    return None if found is None else list(found)


def _shape(tensor: Any) -> tuple[int | None, ...]:
    return (None,) if tensor.shape.rank is None else tuple(tensor.shape)


def parts_of(operation: Any) -> list[Any]:
    """The graphs that an operation runs: the branches of a condition, the body of a loop."""
    found = (getattr(operation, name, None) for name in (*PARTS, *_cases(operation)))
    return [graph for graph in found if graph is not None]


def _cases(operation: Any) -> list[str]:
    number = len(operation.get_attr("branches")) if operation.type in ("Case", "StatelessCase") else 0
    return [f"_branch_graph_{branch}" for branch in range(number)]


def rounds_of(operation: Any) -> int | None:
    """How often a loop runs at most, None where that is open; 1 for a condition."""
    import tensorflow as tf

    if "While" not in operation.type:
        return 1
    most = tf.get_static_value(operation.inputs[1])
    return None if most is None or most < 0 else int(most)


def choice() -> TensorFlowOperation:
    """What passes on the result of the branch that ran."""
    found: TensorFlowOperation = type("Choice", (TensorFlowOperation,), {"__module__": "tensorflow"})()
    return found
