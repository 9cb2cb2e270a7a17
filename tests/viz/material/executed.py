"""Multiply-adds counted without any rule of ours: by the products that TensorFlow's graph of a call executes."""

from math import prod

import tensorflow as tf


def executed_macs(call, *shapes, dtype="float32"):
    """Multiply-adds of one call on tensors of these shapes, batch of 1 first."""
    specs = [tf.TensorSpec((1, *shape), dtype) for shape in shapes]
    graph = tf.function(lambda *tensors: call(*tensors)).get_concrete_function(*specs).graph
    return _in_graph(graph)


def _in_graph(graph):
    """The products of a graph's operations, and of the functions they call."""
    operations = graph.get_operations()
    called = (graph._get_function(op.get_attr("f").name).graph for op in operations if op.type in CALLS)
    return sum(COUNTED[op.type](op) for op in operations if op.type in COUNTED) + sum(map(_in_graph, called))


def _shape(tensor):
    return tensor.shape.as_list()


def _matmul(op):
    left = _shape(op.inputs[0])
    transposed = op.get_attr("transpose_a") if op.type == "MatMul" else op.get_attr("adj_x")
    return prod(_shape(op.outputs[0])) * left[-2 if transposed else -1]


def _einsum(op):
    terms = op.get_attr("equation").decode().split("->")[0].split(",")
    sizes = {}
    for term, tensor in zip(terms, op.inputs, strict=True):
        shape = _shape(tensor)
        letters = term.replace("...", "#" * (len(shape) - len(term.replace("...", ""))))
        sizes |= {
            (letter, i - len(shape) if letter == "#" else 0): n
            for i, (letter, n) in enumerate(zip(letters, shape, strict=True))
        }
    return prod(sizes.values())


def _convolution(op):
    *window, _, filters = _shape(op.inputs[1])
    channels = _shape(op.inputs[1])[-2]  # of one group
    return prod(_shape(op.outputs[0])[:-1]) * prod(window) * channels * filters


def _depthwise(op):
    height, width, _, multiplier = _shape(op.inputs[1])
    return prod(_shape(op.outputs[0])[:-1]) * height * width * _shape(op.inputs[0])[-1] * multiplier


def _transposed(op):
    return prod(_shape(op.inputs[2])[:-1]) * prod(_shape(op.inputs[1]))


CALLS = ("PartitionedCall", "StatefulPartitionedCall")
COUNTED = {
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _matmul),
    "Einsum": _einsum,
    **dict.fromkeys(("Conv2D", "Conv3D"), _convolution),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("Conv2DBackpropInput", "Conv3DBackpropInputV2"), _transposed),
}
