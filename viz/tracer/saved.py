"""Read the structure of a saved model: no weights, and nothing that the file holds is run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import keras

from ..errors import SourceError, first_line

LARGEST = 64 << 20  # bytes of a configuration; that of NASNetLarge has 2 MB


def read_saved(path: Path) -> Any:
    """The model in a `.keras` or `.h5` file, to be called within a `skeleton`.

    Raises:
        SourceError: the file is broken, too large, or holds no model.
    """
    config = _from_archive(path) if path.suffix == ".keras" else _from_hdf5(path)
    try:
        return keras.saving.deserialize_keras_object(config, safe_mode=True)
    except Exception as error:
        raise SourceError(f"`source` (={path}): the model cannot be rebuilt: {first_line(error)}") from error


def _from_archive(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo("config.json").file_size
            if size > LARGEST:
                raise SourceError(f"`source` (={path}): its config.json claims {size} bytes; the most is {LARGEST}")
            with archive.open("config.json") as file:
                return json.loads(file.read(LARGEST))
    except KeyError:
        raise SourceError(f"`source` (={path}) is no Keras file: it holds no config.json") from None
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise SourceError(f"`source` (={path}) is no Keras file, or a broken one: {first_line(error)}") from None


def _from_hdf5(path: Path) -> Any:
    with h5py.File(path, "r") as file:
        return json.loads(file.attrs["model_config"])
