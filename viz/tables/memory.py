"""Bytes that the tensors between layers take, for one sample: written, alive at once, and kept for training.

A layer that only looks at its input another way, or works on it place by place while nobody else reads it, writes over
it and takes nothing of its own. Training keeps what the gradients need: the inputs of layers with weights, the outputs
of activations, both of a maximum pooling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from ..graph import Graph, Node, TensorSpec
from ..words import Value

VIEWS = ("Flatten", "Reshape", "Identity", "ExpandDims", "Squeeze", "StopGradient", "Masking")
IN_PLACE = ("activation", "normalisation", "regularisation")  # where nobody else reads the input
KEEP_INPUT = ("convolution", "dense", "normalisation", "attention")
KEEP_OUTPUT = ("activation",)
KEEP_BOTH = ("MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "MaxPool", "Multiply", "Divide")
SMOOTH = ("gelu", "silu", "swish", "mish", "softplus", "hard_swish", "hard_silu")  # their gradient needs the input
BITS = {"bool": 8, "float8_e4m3fn": 8, "float8_e5m2": 8, "string": 0}


def tensor_bytes(spec: TensorSpec) -> int | None:
    """Bytes of one sample of a tensor; None where a size is unknown.

    Example:
        >>> tensor_bytes(TensorSpec((None, 224, 224, 3), "float32"))
        602112
    """
    digits = "".join(filter(str.isdigit, spec.dtype))
    bits = BITS[spec.dtype] if spec.dtype in BITS else int(digits or 32)
    return None if spec.size is None else spec.size * bits // 8


class _Buffers:
    """Which tensors are written to memory of their own, by the path of the leaf that writes them."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sources: dict[str, list[str]] = {node.path: [] for node in graph.leaves}
        readers = dict.fromkeys(self.sources, 0)
        for source, target in graph.links:
            self.sources[target].append(source)
            readers[source] += 1
        self.owner = {path: path for path in self.sources}  # whose memory a leaf's output lies in, at inference
        self.viewed = {path: path for path in self.sources}  # the same while training, where nothing is written over
        for node in graph.leaves:
            source = self.sources[node.path][0] if len(self.sources[node.path]) == 1 else ""
            if source and node.kind in VIEWS:
                self.viewed[node.path] = self.viewed[source]
                self.owner[node.path] = self.owner[source]
            elif source and node.role in IN_PLACE and readers[source] == 1:
                self.owner[node.path] = self.owner[source]

    def size(self, path: str) -> int | None:
        """Bytes of what a leaf gives."""
        sizes = [tensor_bytes(spec) for spec in self.graph.by_path[path].outputs]
        return None if None in sizes else sum(size for size in sizes if size is not None)


def memory(graph: Graph) -> Mapping[str, Value]:
    """Bytes of new memory that each layer writes at inference."""
    buffers = _Buffers(graph)
    return {path: buffers.size(path) if buffers.owner[path] == path else 0 for path in buffers.sources}


def memory_peak(graph: Graph) -> Mapping[str, Value]:
    """Bytes alive at inference while each layer runs, its input and its output among them."""
    buffers = _Buffers(graph)
    place = {node.path: i for i, node in enumerate(graph.leaves)}
    last = {path: place[path] for path in place}  # when the memory that a leaf writes is read for the last time
    for path, sources in buffers.sources.items():
        for read in (path, *sources):
            owner = buffers.owner[read]
            last[owner] = max(last[owner], place[path])
    changes = [0] * (len(place) + 1)
    for path, owner in buffers.owner.items():
        size = buffers.size(path) if owner == path else 0
        if size is None:
            return dict.fromkeys(place)
        changes[place[path]] += size
        changes[last[path] + 1] -= size
    return dict(zip(place, accumulate(changes), strict=False))


def memory_kept(graph: Graph) -> Mapping[str, Value]:
    """Bytes of each layer's output that training keeps for the gradients; every tensor counts once."""
    buffers = _Buffers(graph)
    kept = {buffers.viewed[path] for node in graph.leaves for path in _kept(node, buffers.sources[node.path])}
    return {path: buffers.size(path) if path in kept else 0 for path in buffers.sources}


def _kept(node: Node, sources: list[str]) -> Iterator[str]:
    """Paths of the leaves whose outputs the gradients of `node` need."""
    activation = node.setting("activation", "linear" if node.role != "activation" else node.kind.lower())
    smooth = activation in SMOOTH
    if node.role in KEEP_INPUT or node.kind in KEEP_BOTH or (node.role in KEEP_OUTPUT and smooth):
        yield from sources
    if node.kind in KEEP_BOTH or (activation != "linear" and not (smooth and node.role in KEEP_OUTPUT)):
        yield node.path
