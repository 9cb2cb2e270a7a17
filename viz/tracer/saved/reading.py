"""Read the structure of a saved model: no weights, and nothing that the file holds is run."""

from __future__ import annotations

import lzma
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ....files import Unreadable, attribute_of, beyond, bound, parsed_json, uncollected
from ...errors import first_line
from ..internals import SafeModeScope
from ..replaying.threads import ONE_AT_A_TIME
from .configs import layers_in, model_of
from .stored import held_by

CONFIG = "config.json"
BOMB = 1 << 30  # bytes from which an archive has to be nearly as large as what it claims to hold
EXPANSION = 100
CALLS = 2  # of Keras for each layer of a chain
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)


def read_saved(path: Path) -> Any:
    """The model in a `.keras` or `.h5` file, to be called within a `skeleton`.

    What cannot be made from the file, or must not, such as a Lambda, is a leaf with a note.

    Raises:
        Unreadable: the file is broken, too large, or holds no model.
    """
    text = _archived(path) if path.suffix.lower() == ".keras" else _attached(path)
    try:
        config = parsed_json(text)
    except Unreadable as error:
        raise Unreadable(f"holds a configuration that {error}") from None
    number = _checked(layers_in(config))
    try:
        with uncollected(), warnings.catch_warnings(action="ignore"), SafeModeScope(True), _room_for(number):
            return model_of(config, partial(held_by, path))
    except RecursionError:
        limit = f"Python's recursion limit (={sys.getrecursionlimit()})"
        raise Unreadable(f"nests deeper, or chains more layers, than {limit} allows") from None
    except Exception as error:  # Keras fails in many ways on what is no configuration
        raise Unreadable(f"holds no model that can be rebuilt: {first_line(error)}") from error


def _checked(layers: int) -> int:
    if layers > bound("nodes"):
        raise Unreadable(beyond("nodes", f"holds {layers:,} layers"))
    return layers


@contextmanager
def _room_for(layers: int) -> Iterator[None]:
    """Inside, Python's recursion has room for a chain of so many layers, of which Keras follows one in the other."""
    with ONE_AT_A_TIME:
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(usual + CALLS * layers)
        try:
            yield
        finally:
            sys.setrecursionlimit(usual)


def _archived(path: Path) -> bytes:
    """The configuration in a `.keras` archive, the one part of it that is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(sum(info.file_size for info in archive.infolist()), path.stat().st_size)
            size = archive.getinfo(CONFIG).file_size
            if size > bound("text"):
                raise Unreadable(beyond("text", f"holds a {CONFIG} that claims {size:,} bytes"))
            with archive.open(CONFIG) as file:
                return file.read(bound("text"))
    except KeyError:
        raise Unreadable(f"is no Keras file: it holds no {CONFIG}") from None
    except BROKEN as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"is no Keras file, or a broken one: {first_line(error)}") from None


def _check_size(claimed: int, real: int) -> None:
    if claimed > max(BOMB, EXPANSION * real):
        raise Unreadable(f"claims {claimed:,} bytes in a file of {real:,}")


def _attached(path: Path) -> str:
    """The configuration in an HDF5 file, an attribute of its root."""
    text = attribute_of(path, "model_config")
    if not text:
        raise Unreadable("holds weights alone: its network has to be named instead")
    return text
