"""A network at work: what is told of it is what it did, and nothing of the watching is left."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from convatlas import architectures, viz
from convatlas.viz.errors import ConvatlasError, SourceError
from convatlas.viz.graph import Maps
from convatlas.viz.pictures.explorer.maps import png
from convatlas.viz.pictures.explorer.record import record
from convatlas.viz.tracer import ONE_AT_A_TIME

DATA = np.random.default_rng(0).normal(size=(40, 12, 12, 3)).astype("float32")


class Gate(keras.layers.Layer):
    """Operations between layers, one layer twice, and a layer that it shares with nobody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.conv = keras.layers.Conv2D(4, 3, padding="same", name="conv")
        self.twice = keras.layers.Conv2D(4, 1, name="twice")

    def call(self, x: Any) -> Any:
        y = keras.ops.relu(self.conv(x))
        return self.twice(self.twice(y)) * keras.ops.sigmoid(y)


def network() -> Any:
    keras.utils.set_random_seed(1)
    inputs = keras.Input((12, 12, 3), name="image")
    x = keras.layers.Conv2D(6, 3, activation="relu", name="conv1")(inputs)
    x = keras.ops.tanh(Gate(name="gate")(x))
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(inputs, keras.layers.Dense(5, activation="softmax", name="head")(x), name="net")


@pytest.fixture(scope="module")
def model() -> Any:
    return network()


@pytest.fixture(scope="module")
def seen(model: Any) -> viz.Observation:
    return viz.observe(model, DATA, samples=2, runs=2)


def test_outputs_are_those_of_the_model_and_no_hook_is_left(model: Any) -> None:
    before = [vars(keras.layers.Layer)["__call__"], vars(keras.Operation)["__call__"]]
    plain = np.asarray(model(DATA[:20]))
    found = viz.observe(model, DATA[:20], runs=1)
    assert np.array_equal(found.outputs[0], plain)
    assert np.array_equal(np.asarray(model(DATA[:20])), plain)
    assert [vars(keras.layers.Layer)["__call__"], vars(keras.Operation)["__call__"]] == before


def test_no_hook_is_left_by_a_model_that_fails() -> None:
    class Fails(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            raise RuntimeError("not today")

    before = vars(keras.layers.Layer)["__call__"]
    with pytest.raises(SourceError, match=r"^`model` does not take `data`: not today$"):
        viz.observe(Fails(), DATA, runs=1)
    assert vars(keras.layers.Layer)["__call__"] is before


def test_statistics_are_numpys_on_what_the_layers_gave(model: Any, seen: viz.Observation) -> None:
    for name in ("conv1", "gate", "pool", "head"):
        values = np.asarray(keras.Model(model.input, model.get_layer(name).output)(DATA))
        one = seen.observed[name]
        assert one.mean == pytest.approx(values.mean(dtype=float), rel=1e-4, abs=1e-6)
        assert one.deviation == pytest.approx(values.std(dtype=float), rel=1e-4)
        assert (one.least, one.largest) == (float(values.min()), float(values.max()))
        assert (one.values, one.zeros) == (values.size, np.mean(values == 0))


def test_calls_and_operations_inside_custom_layers_are_seen(model: Any, seen: viz.Observation) -> None:
    gate = model.get_layer("gate")
    given = keras.Model(model.input, model.get_layer("conv1").output)(DATA)
    y = keras.ops.relu(gate.conv(given))
    expected = {
        "gate/conv": gate.conv(given),
        "gate/relu": y,
        "gate/twice": gate.twice(y),
        "gate/twice:2": gate.twice(gate.twice(y)),
        "gate/sigmoid": keras.ops.sigmoid(y),
    }
    for path, values in expected.items():
        assert seen.observed[path].mean == pytest.approx(float(np.mean(np.asarray(values), dtype=float)), abs=1e-5)
    assert {node.path for node in seen.graph.nodes} == {path for path in seen.observed if path}


def test_time_is_told_of_every_layer_and_of_the_whole(seen: viz.Observation) -> None:
    times = {path: one.time for path, one in seen.observed.items()}
    assert all(times[path] for path in ("", "conv1", "gate", "gate/conv", "gate/twice:2", "pool", "head"))
    assert times["gate/relu"] is None  # no call of its own can be timed there
    assert (seen.batch, seen.runs, seen.samples, seen.time) == (32, 2, 40, times[""])


def test_answers_are_the_likeliest_classes(model: Any, seen: viz.Observation) -> None:
    chances = np.asarray(model(DATA[:2]))
    assert [answers[0][0] for answers in seen.answers] == [str(row.argmax()) for row in chances]
    named = viz.observe(model, DATA[:2], runs=1, classes=("a", "b", "c", "d", "e"))
    assert [answers[0][0] for answers in named.answers] == ["abcde"[row.argmax()] for row in chances]


def test_a_dead_unit_and_a_nan_are_found_where_they_begin() -> None:
    model = network()
    kernel, bias = model.get_layer("conv1").get_weights()
    bias[2] = -1e3
    model.get_layer("conv1").set_weights([kernel, bias])
    weights = model.get_layer("gate").get_weights()
    weights[2][0, 0, 0, 0] = np.nan
    model.get_layer("gate").set_weights(weights)
    found = viz.observe(model, DATA, runs=1)
    assert found.faults["conv1"] == "dead: 1 of 6 units give 0 for all 40 samples"
    assert found.faults["gate/twice"] == f"the first NaN: {40 * 100:,} of its values"
    assert set(found.faults) == {"conv1", "gate/twice"}
    assert found.observed["head"].nans == 40 * 5
    assert found.observed["head"].mean is None


class Asks(keras.layers.Layer):
    """A condition, an operation that gives a number, and a weight that a layer is called on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.then, self.other = keras.layers.Dense(3, name="then"), keras.layers.Dense(3, name="other")
        self.root, self.scale = (
            keras.layers.ReLU(name="root"),
            self.add_weight(shape=(3,), initializer="ones", name="scale"),
        )

    def build(self, shape: Any) -> None:
        self.then.build(shape)
        self.other.build(shape)

    def call(self, x: Any) -> Any:
        chosen = keras.ops.cond(keras.ops.sum(x) > 0, lambda: self.then(x), lambda: self.other(x))
        return chosen * self.root(self.scale)


class Outer(keras.Model):
    """A model within a model of one's own, whose call adds to what Keras would do."""

    def __init__(self) -> None:
        super().__init__(name="outer")
        inputs = keras.Input((3,))
        self.inner = keras.Model(inputs, keras.layers.Dense(4, activation="relu", name="deep")(inputs), name="inner")
        self.asks = Asks(name="asks")

    def call(self, x: Any) -> Any:
        return self.inner(self.asks(x)) + 1.0


def broken(path: str, value: float) -> Any:
    """An `Outer` in whose layer at a path one weight is `value`."""
    keras.utils.set_random_seed(3)
    model = Outer()
    model(np.ones((9, 3), "float32"))
    layer = {"asks/then": model.asks.then, "inner/deep": model.inner.layers[-1], "asks": model.asks}[path]
    weight = layer.weights[0]
    values = np.array(weight)
    values.flat[0] = value
    weight.assign(values)
    return model


@pytest.mark.parametrize(
    ("path", "value", "first", "said"),
    [
        ("asks/then", np.nan, "asks/cond/then", "the first NaN: 9 of its values"),
        ("inner/deep", np.inf, "inner/deep", "the first infinity: 9 of its values"),
        ("asks", np.nan, "asks/scale", "the first NaN: 1 of its values"),
    ],
)
def test_faults_are_found_in_conditions_weights_and_models_within(
    path: str, value: float, first: str, said: str
) -> None:
    model, data = broken(path, value), np.ones((9, 3), "float32")
    found = viz.observe(model, data, runs=1)
    assert found.faults == {first: said}
    assert np.array_equal(found.outputs[0], np.asarray(model(data)), equal_nan=True)


def test_what_an_operation_beside_keras_breaks_is_told_of_the_layer_that_calls_it() -> None:
    class Raw(keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__(name="raw")
            self.first = keras.layers.Dense(2, name="first")

        def call(self, x: Any) -> Any:
            return tf.math.log(-1 - tf.math.square(self.first(x)))

    model = keras.Sequential([keras.Input((3,)), Raw(), keras.layers.Dense(2, name="next")])
    assert viz.observe(model, np.ones((4, 3), "float32"), runs=1).faults == {"raw": "the first NaN: 8 of its values"}


def test_numbers_and_the_branch_that_ran_are_seen() -> None:
    found = viz.observe(broken("asks", 4.0), np.ones((9, 3), "float32"), runs=1).observed
    assert (found["asks/sum"].values, found["asks/sum"].mean, found["asks/sum"].maps) == (1, 27.0, None)
    assert (found["asks/scale"].largest, found["asks/root"].largest) == (4.0, 4.0)
    assert found["asks/cond/then"].values == 27
    assert "asks/cond/other" not in found
    assert found["add"].values == 36


def test_columns_tell_what_was_seen_and_ask_for_it_where_nothing_was(model: Any, seen: viz.Observation) -> None:
    table = viz.tabulate(seen, columns=["time", "range", "zeros"], depth=1)
    rows = {row.values[0]: row.values[1:] for row in table.rows}
    assert rows["conv1"] == (
        round(1e9 * (seen.observed["conv1"].time or 0)),
        f"0 to {seen.observed['conv1'].largest:.3g}",
        100 * seen.observed["conv1"].zeros,
    )
    assert viz.tabulate(model, columns=["time", "range"]).rows[0].values[1:] == (None, None)


def test_maps_show_the_most_active_channels_of_the_chosen_samples(model: Any, seen: viz.Observation) -> None:
    values = np.asarray(keras.Model(model.input, model.get_layer("conv1").output)(DATA[:2]))
    maps = seen.observed["conv1"].maps
    assert maps is not None
    order = np.argsort(-np.abs(values).mean(axis=(0, 1, 2)), kind="stable")[:4]
    assert (maps.channels, maps.samples, maps.height, maps.width) == (tuple(order), 2, 10, 10)
    assert (maps.least, maps.largest) == (values[..., order].min(), values[..., order].max())
    levels = np.frombuffer(maps.levels, np.uint8).reshape(maps.size)
    shown = (values[0, :, :, order[0]] - maps.least) / (maps.largest - maps.least) * 14
    assert np.array_equal(levels[:10, :10], np.rint(shown))
    assert set(levels[10]) == {15}


def test_maps_are_pictures_that_others_read() -> None:
    maps = Maps((0,), 1, 2, 3, 0.0, 1.0, bytes([0, 7, 14, 14, 7, 0]))
    with Image.open(io.BytesIO(png(maps))) as picture:
        assert picture.size == (3, 2)
        colours = [picture.convert("RGB").getpixel(place) for place in ((0, 0), (1, 0), (2, 0))]
    assert colours == [(0x44, 0x01, 0x54), (0x24, 0x85, 0x8E), (0xFD, 0xE7, 0x25)]


def test_models_of_several_inputs_and_without_images_are_seen() -> None:
    one, two = keras.Input((4,), name="one"), keras.Input((6, 3), name="two")
    both = keras.layers.Concatenate(name="both")([one, keras.layers.Flatten(name="flat")(two)])
    model = keras.Model({"one": one, "two": two}, {"out": keras.layers.Dense(2, name="out")(both)})
    data = {"one": np.ones((3, 4), "float32"), "two": np.zeros((3, 6, 3), "float32")}
    found = viz.observe(model, data, runs=1)
    assert (found.observed["one"].mean, found.observed["flat"].zeros, found.answers) == (1.0, 1.0, ())
    assert np.array_equal(found.outputs[0], np.asarray(model(data)["out"]))


def test_a_model_that_was_never_called_is_seen_too() -> None:
    found = viz.observe(keras.Sequential([Gate(name="gate"), keras.layers.Flatten(name="flat")]), DATA[:3], runs=1)
    assert {"gate", "gate/relu", "flat"} <= set(found.observed)


def test_layers_inside_compiled_code_are_seen_and_it_stays_compiled() -> None:
    class Compiled(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.head = keras.layers.Dense(2, name="head")

        @tf.function
        def call(self, x: Any) -> Any:
            return self.head(x)

    model = Compiled()
    found = viz.observe(model, np.ones((3, 4), "float32"), runs=1)
    assert found.observed["head"].values == 6
    assert found.observed["head"].time
    assert np.array_equal(found.outputs[0], np.asarray(model(np.ones((3, 4), "float32"))))
    assert not tf.config.functions_run_eagerly()


def test_of_a_data_set_a_network_takes_the_images_and_of_several_inputs_all(tmp_path: Path) -> None:
    from convatlas.viz.observing import Network, data_for

    path = tmp_path / "data.npz"
    np.savez(path, x=np.ones((4, 3), "float32"), y=np.zeros(4))
    single = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    taken, _ = data_for(Network(single), [str(path)], 2)
    assert np.array_equal(taken, np.ones((2, 3), "float32"))
    several = [keras.Input((3,), name="x"), keras.Input((), name="y")]
    both, _ = data_for(Network(keras.Model(several, keras.layers.Dense(2)(several[0]))), [str(path)], 2)
    assert {name: array.shape for name, array in both.items()} == {"x": (2, 3), "y": (2,)}


def test_files_keep_their_weights_and_names_say_that_they_have_none(tmp_path: Path, model: Any) -> None:
    model = architectures.build("lenet5_study")
    model.save(tmp_path / "net.keras")
    data = np.ones((2, 28, 28, 1), "float32")
    found = viz.observe(str(tmp_path / "net.keras"), data, runs=1)
    assert np.array_equal(found.outputs[0], np.asarray(model(data)))
    from convatlas.viz.observing import loaded

    assert loaded("lenet5_study").note == "lenet5_study has weights made at random"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"samples": 0}, "`samples` (=0) must be a whole number of at least 1"),
        ({"runs": 0}, "`runs` (=0) must be a whole number of at least 1"),
        ({"data": DATA[:0]}, "`data` must hold at least one sample, and holds none"),
        ({"data": "digits"}, "`data` must be an array (N, ...), or a list or mapping of them, and holds a str"),
        ({"data": [DATA, DATA[:2]]}, "`data` must hold arrays of one length, and holds lengths 2, 40"),
        ({"model": "missing.keras"}, "`model` (=missing.keras): there is no such file"),
        ({"model": 3}, "`model` must be a Keras model or layer, a name or a path, and is a int"),
    ],
    ids=str,
)
def test_mistakes_are_told_in_one_line(model: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvatlasError) as mistake:
        viz.observe(**{"model": model, "data": DATA, **options})
    assert str(mistake.value) == said


def test_the_page_carries_the_maps_and_allows_no_other_pictures(seen: viz.Observation) -> None:
    page = str(seen.drawing().to("html"))
    assert record(seen.drawing().picture)["seen"][1]["maps"][0].startswith("data:image/png;base64,")
    assert "default-src 'none'" in page
    assert ';img-src data:"' in page
    assert seen._repr_html_().startswith("<iframe ")
    assert "img-src" not in str(viz.draw(replace(seen.graph, observed={})).to("html"))


def test_faults_are_marked_in_the_picture() -> None:
    model = network()
    kernel, bias = model.get_layer("conv1").get_weights()
    model.get_layer("conv1").set_weights([kernel, bias - 1e3])
    found = viz.observe(model, DATA, runs=1)
    drawn = str(viz.draw(found).to("svg"))
    assert "dead: all its units give 0 for all 40 samples" in drawn


class Asking(keras.layers.Layer):
    """Asks from another thread whether a trace could begin there while it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[bool] = []

    def call(self, x: Any) -> Any:
        asking = threading.Thread(target=self.ask)
        asking.start()
        asking.join()
        return x

    def ask(self) -> None:
        free = ONE_AT_A_TIME.lock.acquire(blocking=False)
        self.found.append(free)
        if free:
            ONE_AT_A_TIME.lock.release()


def test_traces_in_other_threads_wait_while_a_network_is_watched() -> None:
    asking = Asking()
    inputs = keras.Input((3,))
    network = keras.Model(inputs, asking(inputs))
    network(np.ones((1, 3), "float32"))
    assert asking.found[-1] is True
    viz.observe(network, np.ones((2, 3), "float32"), runs=1)
    assert asking.found[-1] is False
