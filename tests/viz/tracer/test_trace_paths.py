"""Paths that a file names are never opened: planted pipes would hold whoever opened them, planted files tell."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import h5py
import pytest

from convatlas import viz
from convatlas.architectures import load
from convatlas.files import ConvatlasError

LOOKUPS = ("StringLookup", "IntegerLookup", "TextVectorization")
NOTE = "its weights are not counted"


@pytest.fixture(params=["pipe", "file"])
def planted(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What a hostile file names."""
    path = tmp_path / "words.txt"
    if request.param == "file":
        path.write_text("secret\n")
    elif hasattr(os, "mkfifo"):
        os.mkfifo(path)
    else:
        pytest.skip("needs pipes")
    return str(path)


def layer(kind: str, **config: Any) -> dict[str, Any]:
    return {
        "module": "keras.layers",
        "class_name": kind,
        "config": {"name": "looks", **config},
        "registered_name": None,
    }


def network(record: dict[str, Any]) -> dict[str, Any]:
    """A model of one layer, as Keras writes it."""
    start = layer("InputLayer", batch_shape=[None, 1], dtype="string")
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "net", "layers": [start | {"config": start["config"] | {"name": "start"}}, record]},
        "registered_name": None,
    }


def written(path: Path, config: Any) -> Path:
    if path.suffix == ".h5":
        with h5py.File(path, "w") as file:
            file.attrs["model_config"] = json.dumps(config)
        return path
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    return path


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("kind", LOOKUPS)
def test_vocabularies_of_files_are_not_opened(kind: str, ending: str, planted: str, tmp_path: Path) -> None:
    graph = viz.trace(written(tmp_path / f"m{ending}", network(layer(kind, vocabulary=planted))))
    leaf = graph.by_path["looks"]
    assert leaf.kind == kind
    assert leaf.note.startswith("`vocabulary` (=/")
    assert "names a file, which is never opened" in leaf.note
    assert NOTE in leaf.note
    assert "secret" not in graph.to_json().replace(planted, "")


def test_a_layer_inside_another_opens_nothing_either(planted: str, tmp_path: Path) -> None:
    wrapped = layer("TimeDistributed", layer=layer("StringLookup", vocabulary=planted))
    graph = viz.trace(written(tmp_path / "m.keras", network(wrapped)))
    assert "never opened" in graph.by_path["looks"].note


@pytest.mark.parametrize("kind", ["TFSMLayer", "TorchModuleWrapper"])
def test_no_model_is_loaded_from_elsewhere(kind: str, tmp_path: Path) -> None:
    graph = viz.trace(written(tmp_path / "m.keras", network(layer(kind, module="gAR9"))))
    assert graph.by_path["looks"].note.startswith(f"`{kind}` loads a model from elsewhere, which is never done")


def test_lists_of_words_are_read(tmp_path: Path) -> None:
    graph = viz.trace(written(tmp_path / "m.keras", network(layer("StringLookup", vocabulary=["cat", "dog"]))))
    assert (graph.by_path["looks"].kind, graph.by_path["looks"].note) == ("StringLookup", "")


DECLARED = """
name = "mine"
input_shape = [8, 8, 3]
classes = 2
stages = []
head = []
[[stem]]
"""


@pytest.mark.parametrize("kind", LOOKUPS)
def test_vocabularies_of_declarations_are_refused(kind: str, planted: str, tmp_path: Path) -> None:
    file = tmp_path / "d.toml"
    file.write_text(f'{DECLARED}layer = "{kind}"\nvocabulary = "words.txt"\n')
    with pytest.raises(ConvatlasError) as caught:
        load(file)
    assert str(caught.value) == f"{file}: `stem[0]`: `vocabulary` (=words.txt) names a file, which is never opened"


def test_declarations_load_no_other_model(tmp_path: Path) -> None:
    file = tmp_path / "d.toml"
    file.write_text(f'{DECLARED}layer = "TFSMLayer"\nfilepath = "elsewhere"\n')
    with pytest.raises(ConvatlasError) as caught:
        load(file)
    assert str(caught.value) == f"{file}: `stem[0]`: `filepath` (=elsewhere) names a file, which is never opened"


def test_objects_within_declarations_open_nothing_either(planted: str, tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    stem = [{"layer": "Dense", "units": 2, "activation": layer("StringLookup", vocabulary="words.txt")}]
    file.write_text(
        json.dumps({"name": "m", "input_shape": [8, 8, 3], "classes": 2, "stem": stem, "stages": [], "head": []})
    )
    with pytest.raises(ConvatlasError) as caught:
        load(file)
    assert str(caught.value) == f"{file}: `stem[0]`: `vocabulary` (=words.txt) names a file, which is never opened"
