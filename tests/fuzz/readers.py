"""For each reader: whole files to start from, and what is done with a file that was changed."""

from __future__ import annotations

import copy
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import tomli_w

from convatlas import architectures, viz
from convatlas.architectures.recipes import datasets
from fuzz import documents, folders, outputs, weights
from fuzz.mutations import mutated, torn


@dataclass(frozen=True)
class Reader:
    """A reader under test: the file's ending, what makes a changed file, what reads it."""

    ending: str
    make: Callable[[random.Random], bytes]
    read: Callable[[Path], Any]


def _drawn(path: Path) -> None:
    drawing = viz.draw(path)
    drawing.to("svg")
    drawing.to("mermaid")
    str(viz.tabulate(path))


def _sometimes_torn(text: str, chance: random.Random) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    return torn(content, chance) if chance.random() < 0.3 else content


@cache
def _graph() -> Any:
    return json.loads(viz.trace("resnet18_study").to_json())


@cache
def _model() -> Any:
    inputs = keras.Input((16, 16, 3))
    one = keras.layers.Conv2D(4, 3, padding="same", name="one")(inputs)
    two = keras.layers.ReLU(name="two")(one)
    inner = keras.Sequential([keras.Input((16, 16, 4)), keras.layers.Conv2D(4, 1), keras.layers.BatchNormalization()])
    joined = keras.layers.Add(name="joined")([inner(two), one])
    return keras.Model(inputs, keras.layers.Dense(3)(keras.ops.mean(joined, (1, 2))))


@cache
def _saved() -> tuple[bytes, Any, bytes]:
    """A whole file, its configuration, and its weights."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "model.keras")
        _model().save(path)
        with zipfile.ZipFile(path) as archive:
            weights = archive.read("model.weights.h5")
            return path.read_bytes(), json.loads(archive.read("config.json")), weights


def _config(chance: random.Random) -> Any:
    """The configuration of the model; of two layers the classes are unknown now and then, so that weights count."""
    config = copy.deepcopy(_saved()[1])
    if chance.random() < 0.5:
        for layer in chance.sample(config["config"]["layers"][1:], 2):
            layer |= {"module": "mine", "registered_name": "Mystery"}
    return mutated(config, chance)


def _keras_file(chance: random.Random) -> bytes:
    whole, _, weights = _saved()
    if chance.random() < 0.2:
        return torn(whole, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        archive.writestr("config.json", _sometimes_torn(json.dumps(_config(chance)), chance))
        if chance.random() < 0.7:
            archive.writestr("model.weights.h5", torn(weights, chance) if chance.random() < 0.7 else weights)
    return file.getvalue()


def _h5_file(chance: random.Random) -> bytes:
    file = io.BytesIO()
    with h5py.File(file, "w") as archive:
        archive.attrs["model_config"] = json.dumps(_config(chance))[:60_000]  # as much as an attribute holds
        for layer in _model().layers:
            for weight in layer.weights:
                archive[f"model_weights/{layer.name}/{weight.path}"] = keras.ops.convert_to_numpy(weight)
    return torn(file.getvalue(), chance) if chance.random() < 0.3 else file.getvalue()


def _declaration(chance: random.Random) -> Any:
    name = chance.choice(("lenet5_study", "resnet18_study", "googlenet_study"))
    return mutated(architectures.get(name).to_dict(), chance)


def _toml(record: Any) -> str:
    try:
        return tomli_w.dumps(record)
    except (TypeError, ValueError, AttributeError):  # what TOML has no word for
        return "name = " + repr(record)[:1000]


THEME = {
    "name": "mine", "base": "light", "colours": {"line": "#112233", "convolution": "#ffd700"},
    "dark": {"back": "#000000"}, "kinds": {"Wavelet": "convolution"},
}  # fmt: skip


def _npz(chance: random.Random) -> bytes:
    file = io.BytesIO()
    images = np.zeros(
        (6, *chance.choice(((8, 8), (8, 8, 3), (0, 8), (2,)))), chance.choice(("uint8", "float32", "<U3"))
    )
    np.savez(file, x=images, y=np.arange(chance.choice((6, 5, 0))) % 2)
    return torn(file.getvalue(), chance) if chance.random() < 0.7 else file.getvalue()


READERS = {
    "graphs": Reader(".arch.json", lambda c: _sometimes_torn(json.dumps(mutated(_graph(), c)), c), _drawn),
    "toml": Reader(".toml", lambda c: _sometimes_torn(_toml(_declaration(c)), c), _drawn),
    "json": Reader(".json", lambda c: _sometimes_torn(json.dumps(_declaration(c)), c), _drawn),
    "keras": Reader(".keras", _keras_file, _drawn),
    "hdf5": Reader(".h5", _h5_file, _drawn),
    "themes": Reader(
        ".toml",
        lambda c: _sometimes_torn(_toml(mutated(THEME, c)), c),
        lambda path: viz.draw("lenet5_study", theme=path).to("svg"),
    ),
    "npz": Reader(".npz", _npz, datasets.load),
    "weights": Reader(".weights.h5", weights.h5, weights.read),
    "saved weights": Reader(".keras", weights.kept, weights.read),
    "images": Reader(".zip", folders.images, folders.images_read),
    "runs": Reader(".zip", folders.runs, folders.run_read),
    "fences": Reader(".json", documents.fences, documents.fence_read),
    "committed": Reader(".json", documents.committed, documents.committed_read),
    "differences": Reader(".json", outputs.names, outputs.differences_are_read_back),
    "tables": Reader(".json", outputs.names, outputs.tables_are_read_back),
    "pictures": Reader(".json", outputs.names, outputs.pictures_are_read_back),
}
