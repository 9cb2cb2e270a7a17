"""Our networks against keras.applications and plain Functional models: building, forward pass, training step, fusing.

Models that are compared take turns in one process; the smallest processor time of each counts, because other programs
on the machine disturb it least.
Usage: python benchmarks/families.py [build] [forward] [train] [fuse] [variants]
"""

from __future__ import annotations

import gc
import os
import sys
import time
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from convatlas import architectures
from convatlas.architectures import convert, optimize
from convatlas.architectures.unrolling import build_again, unroll

SIZE = 128
SHAPE = (SIZE, SIZE, 3)


def plain(name):
    """The layers of one of our networks one by one, as a person would write them with the Functional interface."""
    return build_again(unroll(architectures.build(name, input_shape=SHAPE, classes=10)))


def applications(function):
    return getattr(keras.applications, function)(weights=None, input_shape=SHAPE, classes=10)


RIVALS = {
    "vgg16": lambda: applications("VGG16"),
    "resnet50": lambda: plain("resnet50"),
    "resnet50_keras": lambda: applications("ResNet50"),
    "googlenet": lambda: plain("googlenet"),
}


def ours(name):
    dropout = {"dropout": 0.0} if name == "vgg16" else {}
    return architectures.build(name, input_shape=SHAPE, classes=10, **dropout)


def smallest(functions, rounds):
    """The least processor seconds of each function; they take turns, now in one order and now in the other."""
    times = {name: [] for name in functions}
    for number in range(rounds):
        for name in list(functions)[:: 1 if number % 2 else -1]:
            functions[name]()  # what ran before leaves other data in the caches
            gc.collect()  # and models in cycles, to be cleared away by whoever comes next
            start = time.process_time()
            functions[name]()
            times[name].append(time.process_time() - start)
    return {name: min(found) for name, found in times.items()}


def report(what, found, base):
    values = "  ".join(f"{name} {1000 * seconds:9.1f} ms" for name, seconds in found.items())
    first = next(iter(found))
    print(f"{what:32} {values}  ratio {found[first] / found[base]:.3f}", flush=True)


def images(batch):
    return np.random.default_rng(0).normal(size=(batch, *SHAPE)).astype("float32")


DEPTHS = (50, 101, 152)
EQUIVALENTS = {
    "vgg16": "VGG16",
    "vgg19": "VGG19",
    **{f"resnet{depth}{kind}": f"ResNet{depth}" for depth in DEPTHS for kind in ("_keras", "", "_v1")},
    **{f"resnet{depth}{kind}": f"ResNet{depth}V2" for depth in DEPTHS for kind in ("_v2_keras", "_v2")},
}
LONG = ("resnet1202_cifar", "resnet1202_cifar_b")  # half a minute each time


def small(name):
    """The input of a network as it is declared, or a smaller one where that is an image of ImageNet."""
    shape = architectures.get(name).input_shape
    return shape if shape[0] <= 32 else SHAPE


def layer_by_layer(name):
    """What builds the same layers without blocks: calls of fresh Keras layers, one after the other."""
    unrolled = unroll(architectures.build(name, input_shape=small(name)))
    for step in unrolled.steps:
        step.values = []
    return partial(build_again, unrolled)


def build():
    ratios = {}
    for name in architectures.names():
        if name in LONG:
            continue
        if name in EQUIVALENTS:
            ours = partial(architectures.build, name)
            rival = partial(getattr(keras.applications, EQUIVALENTS[name]), weights=None)
        else:
            ours = partial(architectures.build, name, input_shape=small(name))
            rival = layer_by_layer(name)
        found = smallest({"ours": ours, "rival": rival}, 4)
        ratios[name] = found["ours"] / found["rival"]
        report(f"build {name} by {EQUIVALENTS.get(name, 'layers')}", found, "rival")
        keras.backend.clear_session(free_memory=True)
    print(f"build: {len(ratios)} variants, ratio at most {max(ratios.values()):.3f}", flush=True)


def forward():
    for name, rival in RIVALS.items():
        for batch in (1, 8):
            functions = {}
            for who, model in (("ours", ours(name)), ("rival", rival())):
                functions[who] = partial(model.predict_on_batch, images(batch))
                functions[who]()
            report(f"forward {name} batch {batch}", smallest(functions, 20), "rival")


def train():
    for name, rival in RIVALS.items():
        functions = {}
        for who, model in (("ours", ours(name)), ("rival", rival())):
            model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=False)
            x, y = images(4), np.arange(4)
            functions[who] = lambda model=model, x=x, y=y: model.train_on_batch(x, y)
            functions[who]()
        report(f"train {name} batch 4", smallest(functions, 10), "rival")


def fuse():
    theirs = applications("ResNet50")
    model = convert.from_keras_applications(theirs)
    fused = optimize.fuse(model)
    for batch in (1, 8):
        functions = {}
        for who, network in (("fused", fused), ("unfused", model), ("keras", theirs)):
            functions[who] = partial(network.predict_on_batch, images(batch))
            functions[who]()
        found = smallest(functions, 20)
        report(f"fuse resnet50 batch {batch}", found, "unfused")
        report(f"fuse resnet50 batch {batch}", found, "keras")


def variants():
    for name in architectures.names():
        found = smallest({"ours": lambda name=name: architectures.build(name)}, 1)
        report(f"build {name}", found, "ours")


BENCHMARKS = {"build": build, "forward": forward, "train": train, "fuse": fuse, "variants": variants}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or ("build", "forward", "train", "fuse"):
        BENCHMARKS[wanted]()
