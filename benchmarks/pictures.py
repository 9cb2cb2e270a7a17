"""NASNetLarge drawn as SVG: by us, whole and folded, and by Keras' model_to_dot laid out by Graphviz in process.

Each figure is the median of several runs in one process, from the model to the SVG text.
Run: python benchmarks/pictures.py [MODEL ...]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

RUNS = 5
MODELS = ("VGG16", "ResNet50", "ResNet152", "NASNetLarge")


def main(names: list[str]) -> None:
    """Print a line for each model of keras.applications."""
    print(f"{'model':<14}{'layers':>7}{'keras + graphviz':>18}{'ours, whole':>13}{'ours, folded':>14}   seconds")
    for name in names or MODELS:
        model = built(name)
        figures = [median(partial(draw, model)) for draw in (by_graphviz, whole, folded)]
        print(f"{name:<14}{len(model.layers):>7}{figures[0]:>18.3f}{figures[1]:>13.3f}{figures[2]:>14.3f}")


def built(name: str) -> object:
    """A model of keras.applications without weights."""
    import keras

    with keras.StatelessScope(initialize_variables=False):
        return getattr(keras.applications, name)(weights=None)


def by_graphviz(model: object) -> bytes:
    """What a user would run, with the Graphviz of the pygraphviz wheel and the straight lines that are quickest."""
    import keras
    import pygraphviz

    text = keras.utils.model_to_dot(model, show_shapes=True).to_string()
    return pygraphviz.AGraph(string=text).draw(format="svg", prog="dot")


def whole(model: object) -> str:
    """Every layer."""
    from convatlas import viz

    return str(viz.draw(model, fold=None).to("svg"))


def folded(model: object) -> str:
    """As without options."""
    from convatlas import viz

    return str(viz.draw(model).to("svg"))


def median(run: Callable[[], object]) -> float:
    """Median seconds of some runs, after one to warm up."""
    run()
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
