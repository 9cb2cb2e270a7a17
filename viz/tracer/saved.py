"""Read the structure of a saved model: no weights, and nothing that the file holds is run."""

from __future__ import annotations

import json
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

from ..errors import SourceError, first_line
from .configs import model_of
from .internals import SafeModeScope

CONFIG = "config.json"
LARGEST = 64 << 20  # bytes of a configuration; that of NASNetLarge has one million
BOMB = 1 << 30  # bytes from which an archive has to be nearly as large as what it claims to hold
EXPANSION = 100


def read_saved(path: Path) -> Any:
    """The model in a `.keras` or `.h5` file, to be called within a `skeleton`.

    What cannot be made from the file, or must not, such as a Lambda, is a leaf with a note.

    Raises:
        SourceError: the file is broken, too large, or holds no model.
    """
    try:
        config = json.loads(_archived(path) if path.suffix.lower() == ".keras" else _attached(path))
        with warnings.catch_warnings(action="ignore"), SafeModeScope(True):
            return model_of(config)
    except (SourceError, OSError):
        raise
    except RecursionError:
        limit = f"Python's recursion limit (={sys.getrecursionlimit()})"
        raise SourceError(f"`source` (={path}) nests deeper, or chains more layers, than {limit} allows") from None
    except Exception as error:  # Keras fails in many ways on what is no configuration
        raise SourceError(f"`source` (={path}) holds no model that can be rebuilt: {first_line(error)}") from error


def _archived(path: Path) -> bytes:
    """The configuration in a `.keras` archive, the one part of it that is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            claimed = sum(info.file_size for info in archive.infolist())
            if claimed > max(BOMB, EXPANSION * path.stat().st_size):
                raise SourceError(f"`source` (={path}) claims {claimed:,} bytes in a file of {path.stat().st_size:,}")
            size = archive.getinfo(CONFIG).file_size
            if size > LARGEST:
                raise SourceError(
                    f"`source` (={path}): its {CONFIG} claims {size:,} bytes; at most {LARGEST:,} are read"
                )
            with archive.open(CONFIG) as file:
                return file.read(LARGEST)
    except KeyError:
        raise SourceError(f"`source` (={path}) is no Keras file: it holds no {CONFIG}") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"`source` (={path}) is no Keras file, or a broken one: {first_line(error)}") from None


def _attached(path: Path) -> str | bytes:
    """The configuration in an HDF5 file, an attribute of its root."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            if "model_config" not in file.attrs:
                raise SourceError(f"`source` (={path}) holds weights alone: its network has to be named instead")
            size = file.attrs.get_id("model_config").get_storage_size()
            if size > LARGEST:
                raise SourceError(
                    f"`source` (={path}): its configuration has {size:,} bytes; at most {LARGEST:,} are read"
                )
            found: str | bytes = file.attrs["model_config"]
            return found
    except OSError as error:
        raise SourceError(f"`source` (={path}) is no HDF5 file, or a broken one: {first_line(error)}") from None
