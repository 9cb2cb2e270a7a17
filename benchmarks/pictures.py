"""NASNetLarge drawn as SVG: by us, whole and folded, and by Keras' model_to_dot laid out by Graphviz in process.

Processor time from the model to the SVG text, in one process in turns; a share is the median of those of the turns.
Run: python benchmarks/pictures.py [MODEL ...]
"""

from __future__ import annotations

import gc
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
    """Print a line a model of keras.applications: seconds of Keras with Graphviz, and what share of them ours take."""
    heads = ("whole", "folded", "trace alone", "graph, whole", "graph, folded")
    print(f"{'model':<14}{'layers':>7}{'keras + graphviz':>18}" + "".join(f"{head:>15}" for head in heads))
    for name in names or MODELS:
        model = built(name)
        found = turns(model)
        theirs = statistics.median(turn[0] for turn in found)
        shares = (statistics.median(turn[place] / turn[0] for turn in found) for place in range(1, len(heads) + 1))
        print(f"{name:<14}{len(model.layers):>7}{theirs:>16.3f} s" + "".join(f"{share:>15.2f}" for share in shares))


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


def turns(model: object) -> list[list[float]]:
    """Processor seconds of each way, in turns after one to warm up, rubbish collected before each."""
    from convatlas import viz

    graph = viz.trace(model)
    ways = [partial(draw, model) for draw in (by_graphviz, whole, folded, viz.trace)]
    ways += [partial(draw, graph) for draw in (whole, folded)]
    return [[seconds(way) for way in ways] for _ in range(RUNS + 1)][1:]


def seconds(run: Callable[[], object]) -> float:
    """Processor time of a run."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
