"""Fuzzers of files of weights: torn bytes, and groups, arrays and links that are not where they should be."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np

from convatlas import architectures
from convatlas.architectures.weights import load_weights
from fuzz.mutations import TEXTS, torn

ARRAYS: tuple[Any, ...] = (
    *(np.zeros(3, kind) for kind in ("int8", "float16", "S3", "c8", "bool")),
    *(np.zeros((0, 4)), np.float32(1), np.zeros((5, 5, 1, 6)), np.array(["x"], h5py.string_dtype())),
)


@cache
def _model() -> keras.Model:
    return architectures.build("lenet5_study")


@cache
def _whole() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.weights.h5")
        _model().save_weights(path)
        return path.read_bytes()


def h5(chance: random.Random) -> bytes:
    """The content of a `.weights.h5`."""
    if chance.random() < 0.3:
        return torn(_whole(), chance)
    file = io.BytesIO(_whole())
    with h5py.File(file, "r+") as archive:
        for _ in range(chance.randint(1, 3)):
            _change(archive, chance)
    return torn(file.getvalue(), chance) if chance.random() < 0.2 else file.getvalue()


def _change(archive: h5py.File, chance: random.Random) -> None:
    paths: list[str] = []
    archive.visit(paths.append)
    if not paths:
        return
    path = chance.choice(paths)
    above, way = archive[path].parent, chance.randrange(8)
    name = path.rpartition("/")[2]
    if way == 0 and isinstance(archive[path], h5py.Group):
        archive[path].attrs["name"] = chance.choice((*TEXTS[4:12], 5, np.zeros(3), b"\xff"))
        return
    del above[name]
    if way == 1:
        above[name] = chance.choice(ARRAYS)
    elif way == 2:
        above[name] = h5py.SoftLink(chance.choice(("/", "/layers", f"/{path}", "/none")))
    elif way == 3:
        above[name] = h5py.ExternalLink(chance.choice(("other.h5", "/dev/zero", "/etc/passwd")), "/layers")
    elif way == 4:
        above.create_dataset(name, (64,), "uint8", external=[("/etc/passwd", 0, 64)])
    elif way == 5:
        above.create_dataset(name, (10**9, 10**4), "float32", chunks=(10, 10))
    elif way == 6:
        above[name] = archive
    elif way == 7:
        above.create_group(name).create_group(chance.choice(("vars", "inner", "0")))


def kept(chance: random.Random) -> bytes:
    """The content of a `.keras`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        if chance.random() < 0.95:
            archive.writestr("model.weights.h5", h5(chance))
        archive.writestr("config.json", _model().to_json())
    return torn(file.getvalue(), chance) if chance.random() < 0.2 else file.getvalue()


def read(path: Path) -> None:
    """The weights in a model, or why they are not."""
    load_weights(_model(), path)
