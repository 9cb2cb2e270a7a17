"""Files of weights as Keras writes them: arrays alone are read, and nothing that lies outside of the file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import h5py

from ..files import ConvatlasError, Unreadable, beyond, bound, check_plain, first_line, shown

INSIDE = "model.weights.h5"  # of a `.keras` file
NUMBERS = "fiubV"  # kinds of arrays; the last are those of bfloat16


def arrays_in(path: Path) -> dict[str, list[Any]]:
    """The arrays of every layer of a `.weights.h5` or `.keras` file, by the layer's path.

    Raises:
        ConvatlasError: the file is broken, too large, nests too deep, or has parts that are links to others.
    """
    owner = f"`weights` (={shown(repr(str(path)))})"
    try:
        check_plain(path, "data")
        with h5py.File(_opened(path)) as file:
            return dict(_by_layer(_part(file, "layers", h5py.Group), (), 0))
    except Unreadable as error:
        raise ConvatlasError(f"{owner} {error}") from None
    except Exception as error:  # of zip, zlib and HDF5, as the file is broken
        raise ConvatlasError(f"{owner} cannot be read as weights of Keras: {first_line(error)}") from None


def _opened(path: Path) -> Any:
    if path.suffix == ".h5":
        return path
    with ZipFile(path) as archive:
        claimed = archive.getinfo(INSIDE).file_size
        if claimed > bound("data"):
            raise Unreadable(beyond("data", f"claims {claimed:,} bytes"))
        return BytesIO(archive.read(INSIDE))


def _by_layer(group: Any, above: tuple[str, ...], depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Layer by layer; lists of layers have no name of their own."""
    if depth > bound("nesting"):
        raise Unreadable(beyond("nesting", f"nests more than {bound('nesting'):,} groups"))
    own = _part(group, "vars", h5py.Group) if "vars" in group else None
    path = above if own is None else (*above, _name(own))
    if own:
        yield "/".join(path), [_array(_part(own, str(place), h5py.Dataset)) for place in range(len(own))]
    for key in group:
        if key != "vars":
            yield from _by_layer(_part(group, key, h5py.Group), path, depth + 1)


def _part(group: Any, key: str, kind: type) -> Any:
    """A part of a group that lies in it."""
    link = group.get(key, getlink=True)
    if isinstance(link, h5py.SoftLink | h5py.ExternalLink):
        raise Unreadable(f"leads elsewhere: {shown(key)} is a link")
    part = group[key]
    if not isinstance(part, kind):
        raise Unreadable(f"is none of Keras: {shown(key)} is no {kind.__name__.lower()}")
    return part


def _name(own: Any) -> str:
    name = own.attrs["name"]
    if not isinstance(name, str):
        raise Unreadable(f"is none of Keras: {shown(own.name)} has a name that is no text")
    return name


def _array(data: Any) -> Any:
    """The numbers of an array, which lie in the file itself."""
    if data.is_virtual or data.external:
        raise Unreadable(f"leads elsewhere: {shown(data.name)} lies in other files")
    if data.dtype.kind not in NUMBERS:
        raise Unreadable(f"is none of Keras: {shown(data.name)} holds no numbers")
    if data.nbytes > bound("data"):
        raise Unreadable(beyond("data", f"claims {data.nbytes:,} bytes"))
    return data[()]
