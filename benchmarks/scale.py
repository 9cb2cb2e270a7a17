"""Time of drawing and tabulating against the size of a graph: twice the nodes should take about twice the time.

Every figure is the time at a size over the time at half of it, in one process:
`python benchmarks/scale.py [LARGEST [FORM]]`.
"""

from __future__ import annotations

import gc
import itertools
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, TensorSpec

TENSOR = TensorSpec((None, 8, 8, 4))
SMALLEST, LARGEST = 12_500, 100_000


def layer(path: str, parent: str = "", taken: int = 1) -> Node:
    """A convolution."""
    tensors = ((TENSOR,) * taken, (TENSOR,))
    return Node(path, "Conv2D", "convolution", "keras.layers", *tensors, trainable_params=10, parent=parent)


def chain(size: int) -> Graph:
    """Layers one after the other."""
    edges = tuple(Edge(f"n{k}", f"n{k + 1}", TENSOR) for k in range(size - 1))
    return Graph("chain", tuple(layer(f"n{k}") for k in range(size)), edges)


def loose(size: int) -> Graph:
    """Layers without any edge."""
    return Graph("loose", tuple(layer(f"n{k}") for k in range(size)))


def blocks(size: int) -> Graph:
    """Blocks of nine layers, one after the other."""
    nodes: list[Node] = []
    for place in range(size // 10):
        nodes.append(Node(f"b{place}", "Block"))
        nodes += [layer(f"b{place}/c{k}", f"b{place}") for k in range(9)]
    leaves = [node.path for node in nodes if node.parent]
    edges = (Edge(one, other, TENSOR) for one, other in pairwise(leaves))
    return Graph("blocks", tuple(nodes), tuple(edges))


def branches(size: int) -> Graph:
    """Layers side by side, between one and one."""
    side = [f"b{k}" for k in range(size - 2)]
    nodes = (layer("first"), *map(layer, side), layer("last", taken=len(side)))
    edges = [Edge("first", path, TENSOR) for path in side]
    edges += [Edge(path, "last", TENSOR, 0, place) for place, path in enumerate(side)]
    return Graph("branches", nodes, tuple(edges))


def dense(size: int) -> Graph:
    """Layers of which each leads to all later ones, with about `size` edges."""
    number = int((2 * size) ** 0.5)
    nodes = tuple(layer(f"n{k}", taken=k) for k in range(number))
    edges = (Edge(f"n{j}", f"n{k}", TENSOR, 0, j) for k in range(number) for j in range(k))
    return Graph("dense", nodes, tuple(edges))


def nested(size: int) -> Graph:
    """Blocks in each other, 1,000 at the size of 100,000: what grows with it are their paths, each with all around."""
    depth = int((10 * size) ** 0.5)
    blocks = ["", *itertools.accumulate((f"b{k}" for k in range(depth)), "{}/{}".format)]
    nodes = [(Node(inner, "Block", parent=outer), layer(f"{inner}/c", inner)) for outer, inner in pairwise(blocks)]
    edges = (Edge(f"{one}/c", f"{other}/c", TENSOR) for one, other in pairwise(blocks[1:]))
    return Graph("nested", tuple(itertools.chain(*nodes)), tuple(edges))


def saved(size: int) -> Path:
    """The `.keras` file of a chain of a fifth as many layers, which is read first: Keras looks for each name in all."""
    names = [f"n{k}" for k in range(size // 5)]
    start = _saved_layer("InputLayer", "start", batch_shape=[None, 4])
    layers = [start, *(_saved_layer("ReLU", name, before) for before, name in pairwise(["start", *names]))]
    ends = {"input_layers": [["start", 0, 0]], "output_layers": [[names[-1], 0, 0]]}
    config = {"name": "saved", "layers": layers} | ends
    path = Path(tempfile.gettempdir(), f"scale-{size}.keras")
    with zipfile.ZipFile(path, "w") as archive:
        told = {"module": "keras", "class_name": "Functional", "registered_name": None, "config": config}
        archive.writestr("config.json", json.dumps(told))
    return path


def _saved_layer(kind: str, name: str, before: str = "", **settings: Any) -> dict[str, Any]:
    tensor = {"shape": [None, 4], "dtype": "float32", "keras_history": [before, 0, 0]}
    given = {"args": [{"class_name": "__keras_tensor__", "config": tensor}], "kwargs": {}}
    layer = {"module": "keras.layers", "class_name": kind, "name": name, "config": {"name": name} | settings}
    return layer | {"build_config": {"input_shape": [None, 4]}, "inbound_nodes": [given] if before else []}


FORMS: tuple[Callable[[int], Any], ...] = (chain, loose, blocks, branches, dense, nested, saved)
WORK: dict[str, Callable[[Any], object]] = {
    "drawn as svg": lambda source: viz.draw(source).to("svg"),
    "tabulated": lambda source: str(viz.tabulate(source)),
}


def seconds(work: Callable[[Any], object], make: Callable[[int], Any], size: int) -> tuple[float, float]:
    """Of the processor, for half the size and for all of it: of each the least of five, taken in turns."""
    turns = [(_turn(work, make(size // 2)), _turn(work, make(size))) for _ in range(5)]
    return min(half for half, _ in turns), min(whole for _, whole in turns)


def _turn(work: Callable[[Any], object], source: Any) -> float:
    gc.collect()
    start = time.process_time()
    work(source)
    return time.process_time() - start


def main() -> None:
    """Print a line for every form, work and size."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else LARGEST
    viz.draw(chain(3)).to("svg")  # imports
    gc.collect()
    gc.freeze()  # else a small graph is spared what a large one pays: collections wait for a quarter of all there is
    forms = {make.__name__: make for make in FORMS}
    for make in [forms[name] for name in sys.argv[2:]] or forms.values():
        for name, work in WORK.items():
            size = min(2 * SMALLEST, largest)
            while size <= largest:
                half, whole = seconds(work, make, size)
                line = f"{size:7,} {whole:6.1f} s  {whole / half:.2f} times that of half"
                print(f"{make.__name__:8} {name:12} {line}", flush=True)
                size *= 2


if __name__ == "__main__":
    main()
