"""Networks with their weights: from a file, a run of a training, a reference, or, at random, by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import keras

from ...files import check_plain, shown
from ..errors import SourceError, first_line
from ..sources import REFERENCE, value_of
from ..tracer import is_layer

DECLARED = (".toml", ".json")
OTHERS = "it must be a .keras file, a run's folder, module:attribute, or the name or declaration of a network"
WITHOUT_WEIGHTS = {  # endings of files that others read, and why they cannot be seen at work
    ".arch.json": "is an exported graph, which has no weights",
    ".h5": "is an old HDF5 file, whose code would be run: load it yourself and save it as .keras",
    ".hdf5": "is an old HDF5 file, whose code would be run: load it yourself and save it as .keras",
}
SEED = 0  # of weights made at random


@dataclass(frozen=True)
class Network:
    """A network with its weights, and how images come in where that is known.

    Attributes:
        model: a Keras model or layer.
        classes: names of what it tells apart.
        placing: how images are brought to its size.
        scaling: from pixels to what it takes.
        note: what a reader should know.
    """

    model: Any
    classes: tuple[str, ...] = ()
    placing: str = "stretch"
    scaling: Callable[[Any], Any] | None = None
    note: str = ""

    @property
    def image_shape(self) -> tuple[int, int, int] | None:
        """(height, width, channels) of its one input, None where that is no image of a known size."""
        inputs: list[Any] = list(getattr(self.model, "inputs", None) or ())
        sizes = list(inputs[0].shape[1:]) if len(inputs) == 1 else []
        if len(sizes) != 3 or None in sizes:
            return None
        height, width, channels = sizes
        return height, width, channels


def loaded(source: Any) -> Network:
    """The network that a text or path names, with its weights.

    Raises:
        SourceError: there is none, or it cannot be read.
    """
    if not isinstance(source, (str, os.PathLike)):
        raise SourceError(f"`model` must be a Keras model or layer, a name or a path, and is a {type(source).__name__}")
    text, path = os.fspath(source), Path(source)
    if path.is_dir():
        return _of_run(path)
    if path.suffix.lower() == ".keras":
        return _of_file(path)
    for ending, reason in WITHOUT_WEIGHTS.items():
        if text.lower().endswith(ending):
            raise SourceError(f"`model` (={shown(text)}) {reason}; {OTHERS}")
    return _of_reference(text) if REFERENCE.fullmatch(text) else _at_random(text)


def _of_run(folder: Path) -> Network:
    from ...architectures.recipes import RecipeError, evaluating
    from ...architectures.recipes.run import Run

    with _told(f"`model` (={shown(folder)}): "):
        try:
            found = evaluating.trained(Run.at(folder))
        except RecipeError as error:
            raise SourceError(str(error).replace("`run`", "`model`", 1)) from error
    return Network(found.model, found.classes, found.recipe.placing, found.scaling)


def _of_file(path: Path) -> Network:
    from ... import blocks  # noqa: F401 - registers the layers that the file may name

    if not os.path.lexists(path):
        raise SourceError(f"`model` (={shown(path)}): there is no such file")
    with _told(f"`model` (={shown(path)}) cannot be read: "):
        check_plain(path)
    if not is_zipfile(path):  # Keras would say that there is no such file
        raise SourceError(f"`model` (={shown(path)}) is no Keras file, or a broken one; {OTHERS}")
    with _told(f"`model` (={shown(path)}) cannot be read: "):
        return Network(keras.saving.load_model(path, compile=False, safe_mode=True))


def _of_reference(text: str) -> Network:
    found = value_of(text, lambda call: call())
    if not is_layer(found):
        raise SourceError(f"`{text}` is no Keras model, but a {type(found).__name__}")
    return Network(found)


def _at_random(name: str) -> Network:
    from ...architectures import build, load

    keras.utils.set_random_seed(SEED)
    with _told("" if name.endswith(DECLARED) else f"`model` (={shown(name)}): "):
        declared = load(name) if name.endswith(DECLARED) else name
        return Network(build(declared), note=f"{name} has weights made at random")


@contextmanager
def _told(before: str) -> Iterator[None]:
    try:
        yield
    except SourceError:
        raise
    except Exception as error:  # a file may be broken in many ways
        raise SourceError(f"{before}{first_line(error)}") from error
