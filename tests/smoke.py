"""Trace, draw, build, save and load with the Keras that is installed, and print what came of it as JSON.

Each part tells figures that are the same on every version, or the error that it ended with.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "blocks"))
from test_contract import CASES

from convatlas import architectures, blocks, viz


class Subclassed(keras.Model):
    """A network whose `call` tells what it does."""

    def __init__(self) -> None:
        super().__init__(name="subclassed")
        self.body, self.head = blocks.ResidualBlock(6, strides=2, name="body"), keras.layers.Dense(3, name="head")

    def call(self, x: Any, training: bool | None = None) -> Any:
        """(N, H, W, C) -> (N, 3)."""
        return self.head(keras.ops.mean(self.body(x, training=training), axis=(1, 2)))


@cache
def graphs() -> list[viz.Graph]:
    words = keras.Input((12,), name="words")
    mixed = keras.layers.Embedding(50, 8, name="embedding")(words)
    mixed = keras.layers.MultiHeadAttention(2, 4, name="attention")(mixed, mixed)
    recurrent = keras.Model(words, keras.layers.Bidirectional(keras.layers.LSTM(4), name="both")(mixed), name="words")
    with keras.StatelessScope(initialize_variables=False):
        theirs = keras.applications.MobileNetV3Small(weights=None)
    named = [viz.trace(name) for name in ("lenet5_study", "googlenet", "resnet50")]
    return [*named, viz.trace(theirs), viz.trace(recurrent), viz.trace(Subclassed(), input_shape=(9, 9, 3))]


def trace() -> str:
    nodes, params = sum(len(graph.nodes) for graph in graphs()), sum(graph.params for graph in graphs())
    return f"{len(graphs())} networks, {nodes:,} nodes, {params:,} parameters"


def draw() -> str:
    pictures = [viz.draw(graph).to(form) for graph in graphs() for form in ("svg", "text")]
    return f"{len(pictures)} pictures, SHA-1 {hashlib.sha1(''.join(pictures).encode()).hexdigest()[:8]}"


def contract() -> str:
    """Every block, in all its options: the shape that it tells is that of what it returns."""
    for name, (make, image) in CASES.items():
        block = make()
        told, x = block.compute_output_shape((2, *image)), np.zeros((2, *image), "float32")
        assert told == keras.Sequential([keras.Input(image, 2), make()]).output_shape == block(x).shape, name
    return f"{len(CASES)} of {len(CASES)}"


def files() -> str:
    """What is saved is loaded with the same outputs, and traced from the file as from the model."""
    names, written = ("lenet5_study", "resnet20_cifar"), 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            model = architectures.build(name)
            x = np.random.default_rng(0).normal(size=(2, *model.input_shape[1:])).astype("float32")
            for path in (Path(folder, f"{name}.keras"), Path(folder, f"{name}.h5")):
                model.save(path)
                loaded = keras.models.load_model(path)
                assert np.array_equal(keras.ops.convert_to_numpy(loaded(x)), keras.ops.convert_to_numpy(model(x))), path
                assert viz.trace(path) == viz.trace(model), path
                written += 1
    return f"{written} of {len(names) * 2}"


PARTS: dict[str, Callable[[], str]] = {
    "trace": trace,
    "draw": draw,
    "blocks": contract,
    "save, load, trace files": files,
}


def tried(part: Callable[[], str]) -> str:
    try:
        return part()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:150]


if __name__ == "__main__":
    import tensorflow

    versions = [keras.__version__, tensorflow.__version__, np.__version__]
    cells = {name: tried(part) for name, part in PARTS.items()}
    print(json.dumps({"Keras": versions[0], "TensorFlow": versions[1], "NumPy": versions[2], **cells}))
