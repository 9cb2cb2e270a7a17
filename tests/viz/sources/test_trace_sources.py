"""Every kind of source, and what is said of one that cannot be found, read or built."""

from __future__ import annotations

import subprocess
import sys

import keras
import pytest
from keras import layers

from convatlas import architectures, viz
from convatlas.viz.errors import SourceError

MODULE = '''
"""Networks of a user's."""
import keras
from keras import layers

WEIGHTS = []
SIZE = 3

def build(classes=2, hidden=(4,), name="net"):
    """A network whose weights must not be allocated."""
    model = keras.Sequential([keras.Input((5,)), *[layers.Dense(n) for n in hidden], layers.Dense(classes)], name=name)
    WEIGHTS.extend(model.weights)
    return model

def broken():
    raise RuntimeError("no network here\\nnor there")

def quits():
    raise SystemExit("bye")

def clears():
    keras.utils.clear_session()
    return build()

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs):
        return self.dense(inputs)

class Shelf:
    model = build()

def declared():
    from convatlas import architectures
    return architectures.get("lenet5_study")
'''


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current folder with the module `nets_of_mine`."""
    (tmp_path / "nets_of_mine.py").write_text(MODULE)
    (tmp_path / "fails_at_once.py").write_text("import keras\n1 / 0\n")
    (tmp_path / "needs_more.py").write_text("import not_installed_anywhere\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("nets_of_mine", "fails_at_once", "needs_more"):
        sys.modules.pop(name, None)


def refusal(source, **options):
    with pytest.raises(SourceError) as caught:
        viz.trace(source, **options)
    return str(caught.value)


def test_a_name_an_architecture_and_a_graph():
    graph = viz.trace("lenet5_study")
    assert graph.params == 61706
    assert viz.trace(architectures.get("lenet5_study")) == graph
    assert viz.trace(graph) is graph
    assert viz.trace("vgg16", input_shape=(64, 64, 3)).leaves[0].outputs[0].shape == (None, 64, 64, 3)


def test_an_exported_graph(tmp_path):
    graph = viz.trace("lenet5_study")
    path = tmp_path / "lenet.arch.json"
    path.write_text(graph.to_json(), encoding="utf-8")
    assert viz.trace(path) == graph
    assert viz.trace(str(path)) == graph


@pytest.mark.parametrize("ending", [".toml", ".json"])
def test_a_declaration(tmp_path, ending):
    path = tmp_path / f"lenet{ending}"
    architectures.save(architectures.get("lenet5_study"), path)
    assert viz.trace(path) == viz.trace("lenet5_study")


def test_a_callable_a_model_and_a_class_of_a_module(here):
    assert viz.trace("nets_of_mine:build").params == 5 * 4 + 4 + 4 * 2 + 2
    assert viz.trace("nets_of_mine:Shelf.model").params == 34
    assert viz.trace("nets_of_mine:Net", input_shape=(3,)).params == 8
    assert viz.trace("nets_of_mine:declared").params == 61706
    assert str(here) not in sys.path


def test_arguments_of_a_callable(here):
    graph = viz.trace("nets_of_mine:build(classes=3, hidden=(6, 7), name='x')")
    assert (graph.name, graph.params) == ("x", 36 + 49 + 24)


def test_a_callable_allocates_no_weights(here):
    viz.trace("nets_of_mine:build")
    weights = sys.modules["nets_of_mine"].WEIGHTS
    assert [variable._value is None for variable in weights] == [False] * 4 + [True] * 4


def test_names_of_layers_are_counted_on_as_if_nothing_had_been_built(here):
    refusal("nets_of_mine:SIZE")  # imports the module, which builds a model of its own
    first = layers.Dense(2).name
    viz.trace("nets_of_mine:build")
    viz.trace("nets_of_mine:clears")
    viz.trace("lenet5_study")
    number = int(first.rpartition("_")[2] or 0) if "_" in first else 0
    assert layers.Dense(2).name == f"dense_{number + 1}"


def test_the_current_folder_is_importable_from_a_fresh_process(here):
    code = "from convatlas import viz; print(viz.trace('nets_of_mine:build').params)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=here)
    assert done.stdout == "34\n"


def test_what_is_unknown_is_told_with_what_is_near(here):
    assert refusal("lenet5_studi").startswith("lenet5_studi is unknown, did you mean lenet5_study")
    assert refusal("nets_of_min:build") == f"there is no module `nets_of_min` in {here} or among the installed packages"
    assert refusal("src/nets/models.py:build(n=2)") == (
        "`source` (=src/nets/models.py:build(n=2)) names a file: write nets.models:build(n=2), as it is imported"
    )
    assert refusal("nets_of_mine:biuld") == (
        "`nets_of_mine:biuld`: module `nets_of_mine` has no `biuld`, did you mean build?"
    )
    told = refusal("nets_of_mine:Shelf.modle")
    assert told == "`nets_of_mine:Shelf.modle`: module `nets_of_mine` has no `Shelf.modle`, did you mean Shelf?"


def test_what_is_no_model_is_told(here):
    what = "must be a Keras model or layer, a Graph, a name or a path, and is"
    assert refusal(3) == f"`source` {what} of type int"
    assert refusal(keras.Sequential) == f"`source` {what} the class Sequential"
    assert refusal("nets_of_mine:SIZE") == f"`nets_of_mine:SIZE` {what} of type int"
    assert refusal("nets_of_mine:Shelf") == f"`nets_of_mine:Shelf` {what} of type Shelf"
    assert refusal("  ") == "`source` (='  ') must name a network, a file or `module:attribute`"


def test_what_fails_is_told_in_one_line(here):
    assert refusal("nets_of_mine:broken") == "`nets_of_mine:broken` raised RuntimeError: no network here"
    assert refusal("nets_of_mine:quits") == "`nets_of_mine:quits` raised SystemExit: bye"
    assert (
        refusal("fails_at_once:x") == "module `fails_at_once` fails when imported: ZeroDivisionError: division by zero"
    )
    assert refusal("needs_more:x") == (
        "module `needs_more` fails when imported: ModuleNotFoundError: No module named 'not_installed_anywhere'"
    )
    assert refusal("nets_of_mine:build(colour=1)") == (
        "`nets_of_mine:build(colour=1)` raised TypeError: build() got an unexpected keyword argument 'colour'"
    )


@pytest.mark.parametrize(
    "arguments", ["(3)", "(classes=SIZE)", "(**{'classes': 3})", "(classes=3", "(classes=exit())", "()()", "(x=[0]*9)"]
)
def test_arguments_are_names_with_plain_values(here, arguments):
    assert refusal(f"nets_of_mine:build{arguments}") == (
        f"`nets_of_mine:build{arguments}`: arguments must be names with plain values, such as "
        "nets_of_mine:build(classes=10)"
    )


def test_files_that_are_not_there_or_of_no_kind(here):
    (here / "notes.txt").write_text("")
    endings = "a file must end in .keras, .h5, .hdf5, .toml, .arch.json, .json"
    assert refusal("nowhere/net.keras") == "`source` (=nowhere/net.keras): there is no folder nowhere"
    assert refusal("net.keras") == f"`source` (=net.keras): there is no such file in {here}"
    assert refusal("notes.txt") == f"`source` (=notes.txt) has an unknown ending; {endings}"
    assert refusal(here) == f"`source` (={here}) is a folder; {endings}"
    (here / "run").mkdir()
    (here / "run/best.keras").touch()
    assert refusal("run/") == "`source` (=run/) is the folder of a run: name the network in it, run/best.keras"


def test_inputs_that_do_not_fit_an_architecture():
    assert refusal("vgg16", input_shape=(8, 8, 3)).startswith("vgg16 with `input_shape` (=(8, 8, 3)): stage4/pool: ")


def test_an_exported_graph_keeps_its_shapes(tmp_path):
    path = tmp_path / "g.arch.json"
    path.write_text(viz.trace("lenet5_study").to_json())
    told = "`input_shape` (=(8, 8, 3)) must be None for 'lenet5_study': a graph has its shapes"
    assert refusal(viz.trace("lenet5_study"), input_shape=(8, 8, 3)) == told
    assert refusal(path, input_shape=(8, 8, 3)) == f"{told}"


def test_an_exported_graph_that_is_none(tmp_path):
    path = tmp_path / "g.arch.json"
    path.write_text("[1]")
    assert refusal(path) == f'`source` (={path}): not a graph: the key "format" must be "convatlas-graph"'
    path.write_bytes(b"\xff\xfe")
    assert refusal(path) == f"`source` (={path}) is no UTF-8 text: byte 0 is 0xff"


def test_a_text_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "g.arch.json"
    with path.open("wb") as file:
        file.truncate(50 << 30)
    assert refusal(path) == (
        f"`source` (={path}) has 53,687,091,200 bytes; at most 67,108,864 are allowed, "
        "more within `viz.limits(text=...)`"
    )


def test_keras_is_imported_only_where_a_source_needs_it(tmp_path):
    path = tmp_path / "g.arch.json"
    path.write_text(viz.trace("lenet5_study").to_json())
    code = f"import sys; from convatlas import viz; viz.trace({str(path)!r}); print('keras' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
