"""Tracing against what Keras' own drawing and summary cost, and against building the skeletons that are traced.

Functions that are compared take turns in one process; the smallest time of each counts. Keras' two see the outermost
layers alone. Usage: python benchmarks/trace.py [MODEL ...], names of keras.applications
"""

from __future__ import annotations

import io
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

from convatlas import viz
from convatlas.viz.tracer import skeleton

NAMES = ("VGG16", "ResNet50", "ResNet152", "DenseNet121", "EfficientNetV2B0", "ConvNeXtTiny", "NASNetLarge")
ROUNDS = 5


def build(name):
    """The model without weights."""
    with skeleton():
        return getattr(keras.applications, name)(weights=None)


def summary(model):
    """What `model.summary()` prints."""
    text = io.StringIO()
    model.summary(print_fn=lambda line, **_: text.write(line))
    return text.getvalue()


def smallest(functions):
    """The least seconds of each function."""
    times = {name: [] for name in functions}
    for _ in range(ROUNDS):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: min(found) for name, found in times.items()}


def main(names):
    """Print a line a model: layers, and milliseconds of each way."""
    print(f"{'model':18} {'layers':>6}   milliseconds")
    for name in names:
        model = build(name)
        found = smallest(
            {
                "build": lambda name=name: build(name),
                "trace": lambda model=model: viz.trace(model),
                "model_to_dot": lambda model=model: keras.utils.model_to_dot(model, expand_nested=True),
                "summary": lambda model=model: summary(model),
            }
        )
        values = "  ".join(f"{way} {1000 * seconds:6.0f}" for way, seconds in found.items())
        print(f"{name:18} {len(model.layers):6}   {values}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or NAMES)
