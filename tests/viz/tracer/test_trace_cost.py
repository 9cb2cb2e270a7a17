"""What a trace costs: time, memory, imports, and depth of recursion."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time

import keras
import pytest
from keras import layers

from convatlas import viz
from convatlas.viz.tracer import skeleton

QUIET = "import os; os.environ.update(TF_CPP_MIN_LOG_LEVEL='3', CUDA_VISIBLE_DEVICES='-1')\n"
MEMORY = """
import resource, keras
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
from convatlas import viz
{use}
print(peak() - before)
"""
IMPORTS = """
import sys, convatlas.viz.tracer
rooms = {name.split(".")[2] for name in sys.modules if name.startswith("convatlas.viz.")}
print(float(rooms <= {"costs", "errors", "graph", "tracer"}))
"""


def measured(code):
    """What a fresh process prints."""
    done = subprocess.run([sys.executable, "-c", QUIET + code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def best_of(times, work):
    """Seconds of the fastest of some runs, and the last result."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        result = work()
        found.append(time.process_time() - start)
    return min(found), result


def deeply(build):
    """What `build` returns, run where Keras' own recursion has room."""
    made = []
    size = threading.stack_size(512 << 20)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        thread = threading.Thread(target=lambda: made.append(build()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return made[0]


def chain(length):
    with skeleton():
        x = start = keras.Input((4,))
        for _ in range(length):
            x = layers.Activation("relu")(x)
        return keras.Model(start, x)


def residual(blocks):
    """A flat network whose layers are named after its blocks."""
    with skeleton():
        x = start = keras.Input((4,))
        for number in range(blocks):
            y = layers.Dense(4, name=f"stage1_block{number}_conv1")(x)
            y = layers.Dense(4, name=f"stage1_block{number}_conv2")(y)
            x = layers.Add(name=f"stage1_block{number}_add")([x, y])
        return keras.Model(start, x)


def nested(blocks):
    """The same of models in a model."""
    with skeleton():
        x = start = keras.Input((4,))
        for number in range(blocks):
            y = inner = keras.Input((4,))
            for name in ("conv1", "conv2"):
                y = layers.Dense(4, name=name)(y)
            x = keras.Model(inner, layers.Add(name="add")([y, inner]), name=f"block{number}")(x)
        return keras.Model(start, x)


def test_the_tracer_imports_nothing_of_the_rooms_above_it():
    assert measured(IMPORTS) == 1


def test_the_interface_imports_no_keras():
    assert measured("import sys; from convatlas import viz; viz.trace; print(float('keras' in sys.modules))") == 0


@pytest.mark.slow
@pytest.mark.parametrize("use", ["viz.trace('vgg19')", "viz.draw('vgg19').to('svg')"])
def test_vgg19_needs_at_most_120_megabytes_above_keras(use):
    assert measured(MEMORY.format(use=use)) <= 120


@pytest.mark.slow
def test_nasnet_is_traced_in_a_third_of_the_time_in_which_its_skeleton_is_built():
    def build():
        with skeleton():
            return keras.applications.NASNetLarge(weights=None)

    building, model = best_of(2, build)
    tracing, graph = best_of(3, lambda: viz.trace(model))
    assert len(graph.leaves) == 1041
    assert tracing < 0.3 * building


@pytest.mark.slow
def test_twice_the_layers_take_twice_the_time_up_to_ten_thousand():
    before = 0.0
    for length in (2500, 5000, 10_000):
        model = deeply(lambda length=length: chain(length))
        now, graph = best_of(3, lambda model=model: viz.trace(model))
        assert not before or now < 2.2 * before
        before = now
    assert len(graph.leaves) == len(graph.edges) + 1 == 10_001
    assert viz.Graph.from_json(graph.to_json()) == graph


@pytest.mark.slow
@pytest.mark.parametrize("make", [residual, nested])
def test_two_thousand_residual_blocks(make):
    graph = viz.trace(deeply(lambda: make(2000)))
    assert (len(graph.leaves), len(graph.groups), graph.params) == (6001, 2000, 2000 * 40)
    assert len(graph.folded(1).nodes) == 2001
