"""TensorFlow's operations by the names that Keras gives to the same things."""

from __future__ import annotations

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
    "StatelessIf": "Condition",
    "StatelessWhile": "Loop",
    "StridedSlice": "GetItem",
    "Sub": "Subtract",
    "Unpack": "Unstack",
    "While": "Loop",
}
CONVOLUTIONS = ("Conv2D", "Conv3D", "DepthwiseConv2dNative", "Conv2DBackpropInput")


class TensorFlowOperation:
    """What stands for an operation that a layer's `call` reaches past Keras; its class carries the kind."""

    kernel: Any = None
    data_format = "channels_last"


def named(operation: Any) -> TensorFlowOperation:
    """A stand-in for one operation of a TensorFlow graph."""
    kind = NAMES.get(operation.type, operation.type)
    found: TensorFlowOperation = type(kind, (TensorFlowOperation,), {"__module__": "tensorflow"})()
    if operation.type in CONVOLUTIONS:
        found.kernel = operation.inputs[1]
        found.data_format = "channels_first" if operation.get_attr("data_format") == b"NCHW" else "channels_last"
    return found
