"""Threads and processes beside models with code of their own: `tf.function`, state in Python, steps of training."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from traced_models import MODELS, RawResidual

from convatlas import viz
from convatlas.files import cached_property

THREADS = 8
PATIENCE = 120  # seconds


class Stateful(layers.Layer):
    """Makes a layer in `build`, and counts in Python what is done to it."""

    def __init__(self, units: int, **options: Any) -> None:
        super().__init__(**options)
        self.units, self.inner, self.calls = units, [], 0

    def build(self, shape: Any) -> None:
        self.inner.append(layers.Dense(self.units, name=f"dense{len(self.inner)}"))
        self.inner[-1].build(shape)
        self.scale = self.add_weight(shape=(self.units,), initializer="ones", name="scale")

    def call(self, x: Any) -> Any:
        self.calls += 1
        for layer in self.inner:
            x = layer(x)
        return x * self.scale


class Counting(keras.Model):
    """Subclassed, of two such layers."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.drop, self.last = Stateful(4), layers.Dropout(0.2), Stateful(3)

    def call(self, x: Any) -> Any:
        return self.last(self.drop(self.first(x)))


class Compiled(keras.Model):
    """Its call is a `tf.function`."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.beside, self.head = RawResidual(4), layers.Dense(4), layers.Dense(2)

    @tf.function
    def call(self, x: Any) -> Any:
        return self.head(tf.nn.relu(self.beside(self.hidden(x))) + x)


class Stepping(keras.Model):
    """Trains by a step of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.kept, self.drop = RawResidual(4), Stateful(4), layers.Dropout(0.3, seed=1)
        self.head, self.steps = layers.Dense(2, dtype="float32"), 0

    def call(self, x: Any, training: bool = False) -> Any:
        return self.head(self.drop(self.kept(self.hidden(x)), training=training))

    def train_step(self, data: Any) -> dict[str, Any]:
        self.steps += 1
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
            scaled = self.optimizer.scale_loss(loss)
        gradients = tape.gradient(scaled, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


def in_threads(work: Callable[[Any], Any], given: list[Any]) -> list[Any]:
    found: list[Any] = [None] * len(given)

    def put(place: int) -> None:
        found[place] = work(given[place])

    threads = [threading.Thread(target=put, args=(place,)) for place in range(len(given))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def traced(model: Any) -> str:
    return viz.trace(model, input_shape=(4,)).to_json()


@pytest.mark.parametrize("kind", [Counting, Compiled])
def test_models_that_are_not_built_are_seen_alike_and_left_so(kind: type[keras.Model]) -> None:
    expected, one = traced(kind()), kind()
    assert in_threads(traced, [kind() for _ in range(THREADS)]) == [expected] * THREADS
    assert in_threads(traced, [one] * THREADS) == [expected] * THREADS
    assert not one.built
    if isinstance(one, Counting):
        assert (one.first.inner, one.first.calls, one.last.inner) == ([], 0, [])
    one(np.ones((1, 4), "float32"))
    assert in_threads(traced, [one] * THREADS) == [expected] * THREADS


def test_models_that_share_layers_are_seen_alike() -> None:
    raw, kept, (one, other) = RawResidual(4), Stateful(4, name="kept"), (keras.Input((4,)), keras.Input((4,)))
    models = [keras.Model(one, layers.Dense(2)(kept(raw(one)))), keras.Model(other, layers.Dense(3)(raw(kept(other))))]
    calls = kept.calls
    assert in_threads(traced, models * 4) == list(map(traced, models)) * 4
    assert (kept.calls, len(kept.inner)) == (calls, 1)


def trained(policy: str, eager: bool, during: Callable[[keras.Model], object] | None = None) -> tuple[Any, ...]:
    """The losses of a short training, and what its layers counted in Python, while `during` runs beside it."""
    keras.utils.set_random_seed(3)
    keras.config.set_dtype_policy(policy)
    try:
        model = Stepping()
        model.compile(optimizer=keras.optimizers.SGD(0.1), run_eagerly=eager)
        x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
        model(x[:1])
        stop, looks = threading.Event(), [0]

        def beside() -> None:
            while during and not stop.is_set():
                during(model)
                looks[0] += 1

        other = threading.Thread(target=beside)
        other.start()
        try:
            options: dict[str, Any] = {"batch_size": 8, "epochs": 6, "shuffle": False, "verbose": 0}
            losses = model.fit(x, np.zeros((64, 2), "float32"), **options).history["loss"]
        finally:
            stop.set()
            other.join()
        assert bool(during) == bool(looks[0])
        return losses, model.steps, len(model.kept.inner)
    finally:
        keras.config.set_dtype_policy("float32")


BESIDE: dict[str, Callable[[keras.Model], object]] = {
    "trace": viz.trace,
    "draw": lambda model: viz.draw(model).to("svg"),
    "observe": lambda model: viz.observe(model, np.ones((8, 4), "float32"), samples=1, runs=1),
}


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "eager"), [("mixed_float16", True), ("mixed_bfloat16", False), ("float32", False)])
def test_a_training_by_steps_of_its_own_is_as_if_alone(policy: str, eager: bool) -> None:
    alone = trained(policy, eager)
    assert {name: trained(policy, eager, during) for name, during in BESIDE.items()} == dict.fromkeys(BESIDE, alone)


NAMES = ("raw-tensorflow", "notes-lenet5", "siamese")
made: dict[str, keras.Model] = {}


def drawn(name: str) -> str:
    """A model's picture, made where there is none yet: TensorFlow computes no weights in a fork of what did."""
    if name in MODELS and name not in made:
        made[name] = MODELS[name][0]()
    return str(viz.draw(made.get(name, name)).to("svg"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_pools_of_processes_draw(way: str) -> None:
    if way not in multiprocessing.get_all_start_methods():
        pytest.skip(f"{way} is not to be had here")
    names = [*NAMES, "vgg16", "lenet5"]
    expected = list(map(drawn, names))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(way)) as pool:
        assert list(pool.map(drawn, names, timeout=PATIENCE)) == expected


def test_threads_work_out_what_is_kept_without_a_lock() -> None:
    meeting = threading.Barrier(2, timeout=PATIENCE)

    class Slow:
        @cached_property
        def met(self) -> int:
            return meeting.wait() * 0 + 1

    assert in_threads(lambda each: each.met, [Slow(), Slow()]) == [1, 1]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forks_amid_traces_hang_on_no_lock() -> None:
    expected, stop = [drawn(name) for name in NAMES], threading.Event()
    busy = [threading.Thread(target=lambda: [drawn(n) for _ in iter(stop.is_set, True) for n in NAMES]) for _ in "123"]
    for thread in busy:
        thread.start()
    try:
        assert [_forked(expected) for _ in range(10)] == [0] * 10
    finally:
        stop.set()
        for thread in busy:
            thread.join()


def _forked(expected: list[str]) -> int:
    """How a child ended that draws the same."""
    child = os.fork()
    if not child:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        os._exit([drawn(name) for name in NAMES] != expected)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
