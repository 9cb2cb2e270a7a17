"""Arrays of images in `.npz` files."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from ...files import Unreadable, beyond, bound, check_plain, first_line, shown
from .errors import RecipeError

KEYS = ("x_train", "y_train", "x_test", "y_test")


def from_npz(path: Path) -> tuple[Any, Any]:
    """Arrays as Keras names them in its files, or `x` and `y` alone; nothing that would run code is loaded.

    Raises:
        RecipeError: there is no such file, it is broken, or it holds other arrays.
    """
    arrays = arrays_in(path, {*KEYS, "x", "y"})
    if set(arrays) >= set(KEYS):
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    if set(arrays) >= {"x", "y"}:
        return arrays["x"], arrays["y"]
    held = ", ".join(sorted(arrays)) or "nothing"
    raise RecipeError(f"`data` (={path}) must hold x and y, or {', '.join(KEYS)}; it holds {held}")


def arrays_in(path: Path, wanted: Collection[str] | None = None) -> dict[str, Any]:
    """The arrays of a file by name, those that are not `wanted` as None.

    Raises:
        RecipeError: there is no such file, it is broken, too large, or would run code.
    """
    if path.is_dir():
        raise RecipeError(f"`data` (={path}) is a folder, no .npz file")
    try:
        check_plain(path, "data")
        return _arrays(path, wanted)
    except Unreadable as error:
        raise RecipeError(f"`data` (={shown(path)}) {error}") from None
    except OSError as error:
        raise RecipeError(f"`data` (={path}): {error.strerror or 'no .npz file'}") from None
    except ValueError as error:
        raise RecipeError(f"`data` (={path}): {first_line(error)}") from None
    except Exception as error:  # of zip, zlib, struct, tokenize and others, as the file is broken
        raise RecipeError(f"`data` (={path}) is no .npz file: {error or type(error).__name__}") from None


def _arrays(path: Path, wanted: Collection[str] | None) -> dict[str, Any]:
    """The arrays that are wanted, read, and the names of the others."""
    with path.open("rb") as file:
        begins = file.read(6)
    if begins == b"\x93NUMPY":
        raise ValueError("a single array; np.savez writes several, by name")
    if begins[:2] != b"PK":
        raise zipfile.BadZipFile("it is no archive" if begins else "it is empty")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        claimed = sum(info.file_size for info in archive.zip.infolist()) if archive.zip else 0
        if claimed > bound("data"):
            raise Unreadable(beyond("data", f"claims {claimed:,} bytes"))
        return {name: _array(archive, name) if wanted is None or name in wanted else None for name in archive.files}


def _array(archive: Any, name: str) -> Any:
    """An array of numbers.

    Raises:
        ValueError: it is none, or holds objects of Python, which would run code.
    """
    try:
        array = archive[name]
    except ValueError as error:
        reason = "holds objects of Python, no numbers" if "allow_pickle" in str(error) else str(error)
        raise ValueError(f"{name} {reason}") from None
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{name} is no array")
    return array
