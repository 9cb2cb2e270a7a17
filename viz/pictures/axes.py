"""Which axis holds the channels of feature maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..graph import Graph, TensorSpec

FIRST = "channels_first"
SLIDING = ("convolution", "pooling")  # roles of layers that say where channels are
FLAT = 3  # axes of a tensor that may have no feature map


def with_channels_last(graph: Graph) -> Graph:
    """The graph with channels behind height and width, where all its convolutions and poolings have them in front."""
    formats = {node.setting("data_format") for node in graph.nodes if node.role in SLIDING} - {""}
    if formats != {FIRST}:
        return graph
    nodes = (replace(node, inputs=_moved(node.inputs), outputs=_moved(node.outputs)) for node in graph.nodes)
    edges = (replace(edge, tensor=_last(edge.tensor)) for edge in graph.edges)
    inputs, outputs = (
        tuple(replace(port, tensor=_last(port.tensor)) for port in ports) for ports in (graph.inputs, graph.outputs)
    )
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges), inputs=inputs, outputs=outputs)


def _moved(tensors: Iterable[TensorSpec]) -> tuple[TensorSpec, ...]:
    return tuple(map(_last, tensors))


def _last(tensor: TensorSpec) -> TensorSpec:
    if len(tensor.shape) <= FLAT:
        return tensor
    batch, channels, *sizes = tensor.shape
    return replace(tensor, shape=(batch, *sizes, channels))
