"""A table of a model beside Keras' own `summary()` of it: the way from the model to the text, every layer a row.

The two take turns in one process; the smallest processor time of each counts, because other programs on the machine
disturb it least.
Usage: python benchmarks/tables.py [MODEL ...], names from keras.applications
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras

from convatlas import viz

MODELS = ("VGG16", "ResNet50", "ResNet152", "NASNetLarge")
RUNS = 5
EVERY_LEVEL = 99


def seconds(call):
    """Processor time of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def measured(name):
    """Seconds of a table and of a summary, and the layers of the model."""
    with keras.StatelessScope(initialize_variables=False):
        model = getattr(keras.applications, name)(weights=None)
    calls = (
        lambda: str(viz.tabulate(model, depth=EVERY_LEVEL)),
        lambda: model.summary(print_fn=lambda *_, **__: None),
    )
    turns = [[seconds(call) for call in calls] for _ in range(RUNS)]
    return *map(min, zip(*turns, strict=True)), len(model.layers)


def main(names):
    """Print a line a model; the ratio below 1 says that the table is faster."""
    print(f"{'model':<14}{'layers':>8}{'table s':>10}{'summary s':>11}{'ratio':>8}")
    for name in names or MODELS:
        table, summary, layers = measured(name)
        print(f"{name:<14}{layers:>8}{table:>10.3f}{summary:>11.3f}{table / summary:>8.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
