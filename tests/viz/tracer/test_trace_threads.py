"""Traces in several threads equal those in one, and disturb no training."""

from __future__ import annotations

import multiprocessing
import threading

import keras
import numpy as np
import pytest
from keras import layers
from traced_models import MODELS, RawResidual, functional

from convatlas import viz

KINDS = ("raw-tensorflow", "notes-lenet5", "transformer", "siamese")


class Reconstructing(keras.Model):
    """Adds a loss, keeps what it saw, and uses TensorFlow's own functions."""

    def __init__(self):
        super().__init__()
        self.hidden, self.drop, self.head = RawResidual(4), layers.Dropout(0.3, seed=1), layers.Dense(2)

    def call(self, x):
        self.seen = self.hidden(x)
        self.add_loss(keras.ops.mean(keras.ops.square(self.seen)))
        return self.head(self.drop(self.seen))


def trained(during=lambda model: None):
    """The losses of a short training, while `during` runs beside it."""
    keras.utils.set_random_seed(3)
    model = Reconstructing()
    model(np.ones((1, 4)))
    model.compile("sgd", "mse")
    x, y = np.random.default_rng(0).normal(size=(64, 4)), np.zeros((64, 2))
    stop = threading.Event()
    other = threading.Thread(target=lambda: [during(model) for _ in iter(stop.is_set, True)])
    other.start()
    try:
        return model.fit(x, y, batch_size=8, epochs=6, shuffle=False, verbose=0).history["loss"]
    finally:
        stop.set()
        other.join()


def in_threads(work, arguments):
    """What `work` returns for each argument, each in a thread of its own."""
    found = {}
    threads = [
        threading.Thread(target=lambda key=key, given=given: found.__setitem__(key, work(given)))
        for key, given in enumerate(arguments)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found.get(key) for key in range(len(threads))]


@pytest.mark.parametrize("look", [viz.trace, lambda model: viz.draw(model).to("svg"), lambda m: str(viz.tabulate(m))])
def test_eight_threads_see_what_one_sees(look):
    models = [MODELS[name][0]() for name in KINDS]
    expected = list(map(look, models))
    assert in_threads(look, [*models, *models]) == [*expected, *expected]
    assert in_threads(look, models[:1] * 8) == expected[:1] * 8


def test_a_training_beside_traces_of_its_model_is_as_if_alone():
    assert trained(viz.trace) == trained()


def test_a_training_beside_traces_of_other_models_is_as_if_alone():
    other = functional(lambda x: RawResidual(4)(x), (4,))
    assert trained(lambda model: viz.trace(other)) == trained()


def test_what_a_training_sets_meanwhile_stays():
    class Compiling(Reconstructing):
        def call(self, x):
            other = threading.Thread(target=lambda: model.compile("adam", "mae"))
            other.start()
            other.join()
            return super().call(x)

    model = Compiling()
    viz.trace(model, input_shape=(4,))
    assert (model.optimizer.name, model.loss, model.built) == ("adam", "mae", False)


def _drawn(queue):
    queue.put(viz.draw(MODELS["raw-tensorflow"][0]()).to("svg"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_another_process_draws(way):
    context = multiprocessing.get_context(way)
    expected = viz.draw(MODELS["raw-tensorflow"][0]()).to("svg")
    queue = context.Queue()
    process = context.Process(target=_drawn, args=(queue,))
    process.start()
    try:
        assert queue.get(timeout=120) == expected
        process.join(timeout=60)
    finally:
        process.kill()
    assert process.exitcode == 0
