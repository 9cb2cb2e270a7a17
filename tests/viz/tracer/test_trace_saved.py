"""Saved models: read for their structure, with nothing run and nothing unpacked that is not bounded."""

from __future__ import annotations

import json
import struct
import sys
import time
import tracemalloc
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers
from traced_models import application, functional

from convatlas import architectures, viz
from convatlas.viz.errors import SourceError

COUNTED = "its weights are those that the file holds, trainable where no name says otherwise"
NOT_COUNTED = "its weights are not counted"
STRANGER = "`Stranger` is not a class of Keras, and no such class is registered here"
UNKNOWN = f"{STRANGER}; {COUNTED}"
SILENT = "the file does not tell what it returns"


class Stranger(layers.Layer):
    """What is registered where the file is written, and nowhere else."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def call(self, inputs):
        return inputs @ self.kernel

    def get_config(self):
        return super().get_config() | {"units": self.units}


def facts(graph):
    return [(n.path, n.kind, n.outputs[0].shape, n.params, n.note) for n in graph.nodes]


def refusal(path):
    with pytest.raises(SourceError) as caught:
        viz.trace(path)
    return str(caught.value)


def archive(path, config, **more):
    with zipfile.ZipFile(path, "w", **more) as file:
        file.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
    return path


@pytest.fixture(params=[".keras", ".h5"])
def saved(request, tmp_path):
    """Write a model to a file of either kind."""

    def write(model):
        path = tmp_path / f"model{request.param}"
        if request.param == ".h5":
            keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
        else:
            model.save(path)
        return path

    return write


def test_a_file_is_traced_as_the_model_it_was_written_from(saved):
    model = application("MobileNetV3Small")
    model.compile("adam", "mse")
    assert viz.trace(saved(model)) == viz.trace(model)


def test_no_weight_is_read(saved, tmp_path):
    path = saved(keras.Sequential([keras.Input((2000,)), layers.Dense(2000)]))
    tracemalloc.start()
    assert viz.trace(path).params == 2000 * 2001
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2e6


def test_blocks_of_convatlas_are_known(tmp_path):
    path = tmp_path / "lenet5.keras"
    architectures.build("lenet5_study").save(path)
    assert viz.trace(path) == viz.trace("lenet5_study")


def test_an_unknown_layer_is_a_leaf_of_the_shape_that_the_file_tells(saved):
    model = functional(lambda x: layers.Dense(2)(Stranger(5, name="odd")(x)), (4,))
    graph = viz.trace(saved(model))
    assert facts(graph) == [
        ("input_layer", "Input", (None, 4), 0, ""),
        ("odd", "Stranger", (None, 5), 20, UNKNOWN),
        ("dense", "Dense", (None, 2), 12, ""),
    ]
    assert graph.by_path["odd"].setting("units") == "5"
    assert graph.by_path["odd"].macs is None
    assert [(edge.source, edge.target) for edge in graph.edges] == [("input_layer", "odd"), ("odd", "dense")]


def test_a_layer_that_the_user_registered_is_seen_through(saved):
    name = "tests_of_traces>Registered"

    class Registered(Stranger):
        pass

    keras.saving.register_keras_serializable("tests_of_traces")(Registered)
    try:
        model = functional(lambda x: Registered(5, name="odd")(x), (4,))
        graph = viz.trace(saved(model))
        assert graph == viz.trace(model)
        assert graph.by_path["odd/matmul"].params == 20
    finally:
        keras.saving.get_custom_objects().pop(name)


def test_an_unknown_layer_in_a_sequential_model(tmp_path):
    path = tmp_path / "model.keras"
    keras.Sequential([keras.Input((4,)), Stranger(6), layers.Dropout(0.1), layers.Dense(2)]).save(path)
    assert facts(viz.trace(path))[1:] == [
        ("stranger", "Stranger", (None, 6), 24, UNKNOWN),
        ("dropout", "Dropout", (None, 6), 0, ""),
        ("dense", "Dense", (None, 2), 14, ""),
    ]


def test_an_unknown_layer_with_a_name_that_keras_3_refuses(tmp_path):
    path = tmp_path / "model.keras"
    functional(lambda x: layers.Dense(2)(Stranger(5, name="odd_one")(x)), (4,)).save(path)
    with zipfile.ZipFile(path) as file:
        config = file.read("config.json").decode()
    archive(path, config.replace("odd_one", "odd/one"))
    assert [node.path for node in viz.trace(path).nodes] == ["input_layer", "odd_one", "dense"]


def test_an_unknown_layer_whose_shape_is_not_told(tmp_path):
    path = tmp_path / "model.keras"
    keras.Sequential([keras.Input((4,)), Stranger(6)]).save(path)
    assert facts(viz.trace(path))[1:] == [("stranger", "Stranger", (None, None), 24, f"{UNKNOWN}; {SILENT}")]


def test_an_unknown_layer_within_a_wrapper(tmp_path):
    path = tmp_path / "model.keras"
    functional(lambda x: layers.Flatten()(layers.TimeDistributed(Stranger(5))(x)), (3, 4)).save(path)
    note = "`Stranger`, which `TimeDistributed` holds, is not a class of Keras, and no such class is registered here; "
    assert facts(viz.trace(path))[1] == ("time_distributed", "TimeDistributed", (None, 3, 5), 20, note + COUNTED)


def test_a_subclassed_model_is_one_leaf(tmp_path):
    class Net(keras.Model):
        def __init__(self, **options):
            super().__init__(**options)
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    model, path = Net(), tmp_path / "model.keras"
    model(keras.ops.zeros((1, 4)))
    model.save(path)
    graph = viz.trace(path)
    assert [(n.path, n.kind, n.note) for n in graph.nodes] == [
        ("input", "Input", ""),
        ("net", "Net", UNKNOWN.replace("Stranger", "Net")),
    ]


def test_a_subclass_that_keeps_its_layers_as_keras_does_is_seen_through(tmp_path):
    class Net(keras.Model):
        pass

    start = keras.Input((4,))
    path = tmp_path / "model.keras"
    Net(start, layers.Dense(2)(start)).save(path)
    assert facts(viz.trace(path)) == [
        ("input_layer", "Input", (None, 4), 0, ""),
        ("dense", "Dense", (None, 2), 10, ""),
    ]


def test_an_unbuilt_model_takes_an_input_shape(tmp_path):
    path = tmp_path / "model.keras"
    model = keras.Sequential([layers.Dense(2)])
    with pytest.warns(UserWarning, match="not yet been built"):
        model.save(path)
    assert viz.trace(path, input_shape=(4,)).params == 10
    assert refusal(path) == (
        "sequential does not know the shape of its input: give `input_shape`, without the batch, such as (32, 32, 3), "
        "or a list of shapes where there are several inputs"
    )


def test_a_lambda_is_never_run(saved):
    ran = []
    model = functional(lambda x: layers.Dense(2)(layers.Lambda(lambda t: [ran.append(1), t * 2][1])(x)), (4,))
    path = saved(model)
    ran.clear()
    graph = viz.trace(path)
    assert facts(graph)[1] == (
        "lambda",
        "Lambda",
        (None, 4),
        0,
        "`Lambda` is Python code, which is never run from a file",
    )
    assert ran == []


def test_a_lambda_is_not_run_where_the_user_allows_it_elsewhere(tmp_path):
    path = tmp_path / "model.keras"
    functional(lambda x: layers.Lambda(lambda t: t)(x), (4,)).save(path)
    keras.config.enable_unsafe_deserialization()
    try:
        assert "never run" in viz.trace(path).by_path["lambda"].note
    finally:
        keras.src.saving.serialization_lib.global_state.set_global_attribute("safe_mode_saving", None)


def test_no_module_that_a_file_names_is_imported(tmp_path):
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    record = {"class_name": "Evil", "module": "evil_module", "config": {"name": "evil"}, "registered_name": "Evil"}
    path = archive(
        tmp_path / "model.keras",
        {"class_name": "Sequential", "module": "keras", "config": {"name": "s", "layers": [record]}},
    )
    sys.path.insert(0, str(tmp_path))
    try:
        assert refusal(path).startswith("s does not know the shape of its input")
    finally:
        sys.path.remove(str(tmp_path))
    assert "evil_module" not in sys.modules


def test_a_call_that_would_be_run_is_refused(tmp_path):
    node = {"args": [{"class_name": "__tensor__", "config": {"value": [1.0], "dtype": "float32"}}], "kwargs": {}}
    record = {"class_name": "RepeatVector", "module": "keras.layers", "config": {"n": 10**12, "name": "r"}}
    config = {"name": "m", "layers": [record | {"name": "r", "inbound_nodes": [node]}], "input_layers": []}
    path = archive(tmp_path / "model.keras", {"class_name": "Functional", "module": "keras", "config": config})
    assert refusal(path) == f"`source` (={path}) holds no model that can be rebuilt: a call of `r` takes no tensor"


def test_a_layer_with_a_setting_of_another_version_is_a_leaf(tmp_path):
    path = tmp_path / "model.keras"
    functional(lambda x: layers.Dense(2)(layers.Dense(3, name="newer")(x)), (4,)).save(path)
    with zipfile.ZipFile(path) as file:
        config = file.read("config.json").decode()
    archive(path, config.replace('"units": 3', '"units": 3, "sparkle": true'))
    graph = viz.trace(path)
    assert facts(graph)[1][:4] == ("newer", "Dense", (None, 3), 0)
    assert graph.by_path["newer"].note.startswith("`Dense` cannot be made from the file: ")


def test_an_archive_that_claims_fifty_gigabytes_is_refused_before_memory_grows(tmp_path):
    path = archive(tmp_path / "model.keras", "{}")
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    claim = struct.pack("<HHQ", 1, 8, 50 << 30)  # a ZIP64 field with the size
    data[entry + 24 : entry + 28] = b"\xff" * 4
    data[entry + 30 : entry + 32] = struct.pack("<H", len(claim))
    name_end = entry + 46 + len("config.json")
    data[name_end:name_end] = claim
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", end - entry)
    path.write_bytes(bytes(data))
    tracemalloc.start()
    assert refusal(path) == f"`source` (={path}) claims 53,687,091,200 bytes in a file of {len(data)}"
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()


def test_a_configuration_that_unpacks_to_too_much_is_refused(tmp_path):
    path = archive(tmp_path / "model.keras", "{}" + " " * (65 << 20), compression=zipfile.ZIP_DEFLATED)
    assert refusal(path) == (
        f"`source` (={path}) holds a config.json that claims 68,157,442 bytes; at most 67,108,864 are allowed, "
        "more within `viz.limits(text=...)`"
    )


def test_broken_files_give_one_clear_line(tmp_path):
    whole = tmp_path / "whole.keras"
    keras.Sequential([keras.Input((4,)), layers.Dense(2)]).save(whole)
    path = tmp_path / "broken.keras"
    for data in (b"", b"hello", whole.read_bytes()[:-200]):
        path.write_bytes(data)
        assert refusal(path) == f"`source` (={path}) is no Keras file, or a broken one: File is not a zip file"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", "{}")
    assert refusal(path) == f"`source` (={path}) is no Keras file: it holds no config.json"
    for config, reason in (
        ("[]", "a model or layer must have a `class_name` and a `config`"),
        ({"class_name": "A"}, "a model or layer must have a `class_name` and a `config`"),
    ):
        assert refusal(archive(path, config)) == f"`source` (={path}) holds no model that can be rebuilt: {reason}"
    for config, reason in (
        ("{", "is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[" * 100_000, "nests deeper than 200 levels, more within `viz.limits(nesting=...)`"),
    ):
        assert refusal(archive(path, config)) == f"`source` (={path}) holds a configuration that {reason}"
    limit = f"Python's recursion limit (={sys.getrecursionlimit()})"
    assert refusal(archive(path, '{"class_name": "A", "config": {"layers": [' * 290 + "]}}" * 290)) == (
        f"`source` (={path}) nests deeper, or chains more layers, than {limit} allows"
    )


def test_broken_and_other_hdf5_files_give_one_clear_line(tmp_path):
    path = tmp_path / "model.h5"
    path.write_bytes(b"hello")
    assert refusal(path) == (
        f"`source` (={path}) is no HDF5 file, or a broken one: "
        "Unable to synchronously open file (file signature not found)"
    )
    with h5py.File(path, "w") as file:
        file.attrs["other"] = 1
    assert refusal(path) == f"`source` (={path}) holds weights alone: its network has to be named instead"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = "{}"
    assert refusal(path) == (
        f"`source` (={path}) holds no model that can be rebuilt: "
        "a model or layer must have a `class_name` and a `config`"
    )


def link(number):
    """A layer of a chain, as a file keeps it."""
    tensor = {
        "shape": [None, 4],
        "dtype": "float32",
        "keras_history": [f"relu{number - 1}" if number else "start", 0, 0],
    }
    call = {"args": [{"class_name": "__keras_tensor__", "config": tensor}], "kwargs": {}}
    around = {"name": f"relu{number}", "inbound_nodes": [call], "build_config": {"input_shape": [None, 4]}}
    return around | {"module": "keras.layers", "class_name": "ReLU", "config": {"name": f"relu{number}"}}


def chained(path, kind, length):
    """A file with a chain of layers."""
    start = {
        "module": "keras.layers",
        "class_name": "InputLayer",
        "config": {"batch_shape": [None, 4], "name": "start"},
    }
    held = [start | {"name": "start", "inbound_nodes": []}, *map(link, range(length))]
    ends = {"input_layers": [["start", 0, 0]], "output_layers": [[f"relu{length - 1}", 0, 0]]}
    config = {"name": "chain", "layers": held} | (ends if kind == "Functional" else {"build_input_shape": [None, 4]})
    return archive(path, {"module": "keras", "class_name": kind, "registered_name": None, "config": config})


@pytest.mark.parametrize("kind", ["Functional", "Sequential"])
@pytest.mark.parametrize("length", [1200, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_chain_longer_than_the_recursion_limit_is_read(tmp_path, kind, length):
    limit, start = sys.getrecursionlimit(), time.process_time()
    graph = viz.trace(chained(tmp_path / "model.keras", kind, length))
    assert (graph.kind, len(graph.leaves), len(graph.edges)) == (kind, length + 1, length)
    assert sys.getrecursionlimit() == limit < length
    assert time.process_time() - start < length / 100  # Keras' own way builds a Sequential anew for each layer


@pytest.mark.parametrize("kind", ["Functional", "Sequential"])
def test_more_layers_than_the_bound_are_refused_before_they_are_made(tmp_path, kind):
    path = chained(tmp_path / "model.keras", kind, 3)
    with viz.limits(nodes=3):
        assert refusal(path) == (
            f"`source` (={path}) holds 4 layers; at most 3 are allowed, more within `viz.limits(nodes=...)`"
        )


class Deep(layers.Layer):
    """Layers in a layer, with weights that are trained, that are not, and a state of chance."""

    def __init__(self, units=3, **options):
        super().__init__(**options)
        self.units = units
        self.dense, self.norm, self.drop = layers.Dense(units), layers.BatchNormalization(), layers.Dropout(0.1)

    def build(self, input_shape):
        self.dense.build(input_shape)
        self.norm.build((*input_shape[:-1], self.units))
        self.scale = self.add_weight(shape=(self.units,), name="scale")

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def call(self, inputs):
        return self.drop(self.norm(self.dense(inputs))) * self.scale

    def get_config(self):
        return super().get_config() | {"units": self.units}


BOUNDED = """mixed
name         params  trainable
──────────────────────────────
input_layer       0          0
stem            112        112
first             ?          ?
conv2d          128        128
inner             ?          ?
twice             ?          ?
twice:2           0          0
fc               42         42
last              ?          ?
──────────────────────────────
total         ≥ 282      ≥ 282
parameters not known, left out: first (Deep), inner/inside (Deep), twice (Deep), last (Deep)
multiply-adds not known, left out: first (Deep), inner/inside (Deep), twice (Deep), twice:2 (Deep), last (Deep)"""


def mixed():
    """A model with unknown layers at the top, inside another model, frozen, twice, and last."""
    taken = keras.Input((8, 8, 3))
    x = Deep(7, name="first")(layers.Conv2D(4, 3, name="stem")(taken))
    inner = keras.Sequential([keras.Input((4, 4, 2)), layers.Flatten(), Deep(6, name="inside")], name="inner")
    x = inner(layers.Conv2D(2, 3, groups=1)(x))
    twice = Deep(6, name="twice")
    x = layers.Dense(6, name="fc")(twice(twice(x)))
    model = keras.Model(taken, Deep(2, name="last")(x), name="mixed")
    model.get_layer("last").trainable = False
    return model


def compiled(model):
    """With the weights of an optimizer, which are none of the model's."""
    model.compile("adam", "mse", metrics=["mae"])
    model.optimizer.build(model.trainable_variables)
    return model


def test_the_weights_of_unknown_layers_are_counted_from_the_file(saved):
    model = compiled(mixed())
    graph = viz.trace(saved(model))
    assert (graph.params, graph.unweighed) == (model.count_params(), 0)
    for path, layer in (("first", model.get_layer("first")), ("inner/inside", model.get_layer("inner").layers[-1])):
        assert graph.by_path[path].params == layer.count_params()
    last = graph.by_path["last"]
    assert (last.trainable_params, last.non_trainable_params) == (0, model.get_layer("last").count_params())
    assert graph.by_path["twice:2"].shares == "twice"
    assert str(viz.tabulate(graph, columns="params").totals) == str(("total", model.count_params()))


def test_names_tell_which_weights_are_not_trained(tmp_path):
    model, path = mixed(), tmp_path / "model.h5"
    keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
    graph = viz.trace(path)
    assert graph.trainable_params == sum(v.size for v in map(keras.ops.convert_to_numpy, model.trainable_weights))


def without(path):
    """The file without its weights."""
    if path.suffix == ".h5":
        with h5py.File(path, "a") as file:
            del file["model_weights"]
        return path
    with zipfile.ZipFile(path) as file:
        config = file.read("config.json").decode()
    return archive(path, config)


def test_where_the_file_holds_no_weights_sums_are_lower_bounds(saved):
    graph = viz.trace(without(saved(mixed())))
    assert graph.unweighed == graph.folded(1).unweighed == 4
    assert viz.Graph.from_json(graph.to_json()) == graph
    assert repr(graph) == "<Graph of mixed: 10 layers, at least 282 parameters>"
    assert str(viz.tabulate(graph, columns="params,trainable", depth=1)) == BOUNDED
    assert viz.draw(graph).to("text").splitlines()[1] == "≥ 282 parameters · ≥ 5.94 K MACs · input 8 × 8 × 3"
    assert str(viz.compare(graph)).splitlines()[2].split()[3:5] == ["≥", "282"]
    assert "≥ 282" in viz.draw([graph, graph], style="columns").to("svg")


def test_packed_weights_are_not_counted(tmp_path):
    path = tmp_path / "model.keras"
    mixed().save(path)
    with zipfile.ZipFile(path) as file:
        held = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as file:
        for name, data in held.items():
            file.writestr(name, data)
    assert viz.trace(path).unweighed == 4


def test_archives_of_older_keras_which_name_no_layer_are_counted_by_place(tmp_path):
    path = tmp_path / "model.keras"
    model = mixed()
    model.save(path)
    with zipfile.ZipFile(path) as file:
        held = {name: file.read(name) for name in file.namelist()}
    (tmp_path / "weights.h5").write_bytes(held["model.weights.h5"])
    with h5py.File(tmp_path / "weights.h5", "a") as file:
        file.visititems(lambda name, group: group.attrs.pop("name", None) if name.endswith("vars") else None)
    with zipfile.ZipFile(path, "w") as file:
        for name, data in (held | {"model.weights.h5": (tmp_path / "weights.h5").read_bytes()}).items():
            file.writestr(name, data)
    graph = viz.trace(path)
    assert (graph.params, graph.unweighed) == (model.count_params(), 0)


def test_what_an_unknown_layer_of_a_legacy_file_returns_is_not_told(tmp_path):
    start = keras.Input((8, 8, 3))
    x = layers.BatchNormalization(name="norm")(layers.Conv2D(5, 3, name="conv")(Stranger(7, name="odd")(start)))
    model = keras.Model(start, layers.Dense(2, name="fc")(layers.GlobalAveragePooling2D(name="pool")(x)))
    path = tmp_path / "model.h5"
    keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
    with h5py.File(path, "a") as file:
        config = json.loads(file.attrs["model_config"])
        for layer in config["config"]["layers"]:  # as Keras 2 wrote it: no shapes
            layer.pop("build_config", None)
            layer["inbound_nodes"] = [
                [[held["config"]["keras_history"][0], 0, 0, {}] for held in node["args"]]
                for node in layer["inbound_nodes"]
            ]
        file.attrs["model_config"] = json.dumps(config)
    graph = viz.trace(path)
    assert [(n.path, n.outputs[0].shape[1:], n.params) for n in graph.nodes[1:]] == [
        ("odd", (None, None, None), 21),
        ("conv", (None, None, 5), 320),
        ("norm", (None, None, 5), 20),
        ("pool", (5,), 0),
        ("fc", (2,), 12),
    ]
    assert graph.by_path["odd"].note == f"{UNKNOWN}; {SILENT}"
    guessed = viz.trace(without(path))
    assert guessed.by_path["odd"].note == f"{STRANGER}; {NOT_COUNTED}; {SILENT}: drawn as what it takes"


def test_a_file_of_weights_that_is_broken_tells_none(tmp_path):
    path = tmp_path / "model.keras"
    mixed().save(path)
    with zipfile.ZipFile(path) as file:
        config = file.read("config.json").decode()
    for weights in (b"", b"hello" * 100):
        archive(path, config)
        with zipfile.ZipFile(path, "a") as file:
            file.writestr("model.weights.h5", weights)
        assert viz.trace(path).unweighed == 4


def test_more_arrays_than_the_bound_are_not_counted(tmp_path):
    path = tmp_path / "model.keras"
    mixed().save(path)
    with viz.limits(nodes=12):
        assert viz.trace(path).unweighed == 0
    with zipfile.ZipFile(path) as file:
        held = {name: file.read(name) for name in file.namelist()}
    (tmp_path / "weights.h5").write_bytes(held["model.weights.h5"])
    with h5py.File(tmp_path / "weights.h5", "a") as file:
        for number in range(120):
            file.create_group(f"aaa/{number}")
    with zipfile.ZipFile(path, "w") as file:
        for name, data in (held | {"model.weights.h5": (tmp_path / "weights.h5").read_bytes()}).items():
            file.writestr(name, data)
    with viz.limits(nodes=12):
        assert viz.trace(path).unweighed == 4


def test_links_to_other_files_are_not_followed(tmp_path):
    path = tmp_path / "model.h5"
    model = mixed()
    keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
    with h5py.File(path, "a") as file:
        del file["model_weights/first"]
        file["model_weights/first"] = h5py.ExternalLink("/dev/zero", "x")
        file["model_weights/around"] = h5py.SoftLink("/model_weights")
    assert viz.trace(path).unweighed == 1


def endless(path):
    """A file that libhdf5 reads forever: the free space of its heap of texts has no size, so that it never ends."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = "{}" * 50
    content = bytearray(path.read_bytes())
    first = content.index(b"GCOL") + 16
    (size,) = struct.unpack_from("<Q", content, first + 8)
    struct.pack_into("<Q", content, first + 16 + (size + 7) // 8 * 8 + 8, 0)
    path.write_bytes(content)
    return path


def test_a_file_that_would_be_read_forever_is_refused(tmp_path):
    path, started = endless(tmp_path / "model.h5"), time.monotonic()
    with viz.limits(seconds=1):
        assert refusal(path) == (
            f"`source` (={path}) is a broken HDF5 file, or takes too many seconds to read; at most 1 are allowed, "
            "more within `viz.limits(seconds=...)`"
        )
    assert time.monotonic() - started < 10


def test_a_reader_that_crashes_is_told(tmp_path, monkeypatch):
    path = endless(tmp_path / "model.h5")
    monkeypatch.setattr(sys, "executable", "false")
    assert refusal(path) == f"`source` (={path}) is a broken HDF5 file: what reads it ended with status 1"


def test_nothing_is_imported_from_the_current_folder_to_read_a_file(tmp_path, monkeypatch):
    path = tmp_path / "model.h5"
    model = mixed()
    keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
    for name in ("h5py", "json", "convatlas"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    assert viz.trace(path).params == model.count_params()


def test_a_configuration_in_hdf5_of_too_many_bytes_is_refused(tmp_path):
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = np.bytes_(b"x" * 2000)
    with viz.limits(text=1000):
        assert refusal(path) == (
            f"`source` (={path}) holds a configuration of 2,000 bytes; at most 1,000 are allowed, "
            "more within `viz.limits(text=...)`"
        )
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = 3
    assert refusal(path).endswith("holds a configuration that is no text, but int64")


def test_what_is_no_weight_is_none(tmp_path):
    model, path = mixed(), tmp_path / "model.h5"
    keras.src.legacy.saving.legacy_h5_format.save_model_to_hdf5(model, str(path))
    with h5py.File(path, "a") as file:
        group = file["model_weights/first"]
        group.create_dataset("nothing", data=h5py.Empty("f"))
        group.create_dataset("texts", shape=(3,), dtype=h5py.string_dtype())
        group["around"] = file["model_weights"]
    assert viz.trace(path).params == model.count_params()
