"""Fuzzers of folders, of images and of runs: each case is an archive, unpacked and read."""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from convatlas.architectures import recipes
from convatlas.architectures.recipes import datasets
from convatlas.architectures.recipes.evaluating import trained
from convatlas.architectures.recipes.run import Run
from fuzz.mutations import TEXTS, mutated, torn

KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
MODES = ("RGB", "L", "P", "RGBA", "1", "I", "F", "CMYK")
TOLD = ("run.json", "history.json", "split.json", "metrics.json")


def images(chance: random.Random) -> bytes:
    """Folders of classes with images of many kinds, some of them torn."""
    parts: dict[str, bytes] = {}
    for label in chance.sample(("cat", "dog", "=1", "<b>", "train", "val", ".x", "한"), chance.randint(1, 4)):
        for number in range(chance.randint(1, 4)):
            kind = chance.choice(KINDS)
            content = _image(kind, chance)
            ending = chance.choice((kind.lower(), kind.lower(), "png", "jpg", "txt"))
            parts[f"{label}/{number}.{ending}"] = torn(content, chance) if chance.random() < 0.5 else content
    return _packed(parts)


def _image(kind: str, chance: random.Random) -> bytes:
    size = chance.choice(((1, 1), (8, 8), (7, 3), (40, 2)))
    file = io.BytesIO()
    try:
        Image.new(chance.choice(MODES), size, chance.randrange(2)).save(file, kind)
    except (OSError, KeyError, ValueError):  # kinds that lack a mode
        Image.new("L", size).save(file, "PNG")
    return file.getvalue()


def images_read(path: Path) -> None:
    """The images, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(path, Path(folder))
        datasets.load(Path(folder))


@cache
def _run() -> dict[str, bytes]:
    """What a training left."""
    rng = np.random.default_rng(0)
    labels = np.arange(20) % 2
    with tempfile.TemporaryDirectory() as folder:
        recipes.train(
            "lenet5", data=((rng.integers(0, 256, (20, 12, 12)), labels),) * 2, epochs=1, output=folder, verbose=0
        )
        return {file.name: file.read_bytes() for file in Path(folder).iterdir() if file.is_file()}


def runs(chance: random.Random) -> bytes:
    """The folder of a run with files changed, exchanged or taken away."""
    parts = {name: content for name, content in _run().items() if name != "index.html"}
    for name in chance.sample(sorted(parts), chance.randint(1, 3)):
        if name in TOLD and chance.random() < 0.8:
            parts[name] = json.dumps(mutated(json.loads(parts[name]), chance)).encode("utf-8", "surrogatepass")
        else:
            parts[name] = chance.choice((torn(parts[name], chance), chance.choice(TEXTS).encode(errors="replace"), b""))
        if chance.random() < 0.1:
            del parts[name]
    return _packed(parts)


def run_read(path: Path) -> None:
    """The run's network as it would be used, or why it cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(path, Path(folder))
        trained(Run.at(folder))


def _packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _unpack(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
