"""Data of one or several inputs, in parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ConvatlasError


def part_of(data: Any, start: int, end: int | None, *, shapes: bool = False) -> Any:
    """Samples `start` to `end` of every array; or, of each, its shape without the batch."""
    if isinstance(data, Mapping):
        return {name: part_of(one, start, end, shapes=shapes) for name, one in data.items()}
    if isinstance(data, (list, tuple)):
        return [part_of(one, start, end, shapes=shapes) for one in data]
    return tuple(data.shape[1:]) if shapes else data[start:end]


def length_of(data: Any) -> int:
    """How many samples there are.

    Raises:
        ConvatlasError: it holds no arrays, or arrays of several lengths.
    """
    found = {len(array) for array in arrays_in(data)}
    if len(found) != 1:
        lengths = ", ".join(map(str, sorted(found))) or "none"
        raise ConvatlasError(f"`data` must hold arrays of one length, and holds lengths {lengths}")
    return found.pop()


def batches_of(data: Any, size: int) -> Iterator[Any]:
    """The data, `size` samples at a time."""
    for start in range(0, length_of(data), size):
        yield part_of(data, start, start + size)


def arrays_in(data: Any) -> Iterator[Any]:
    """The arrays, each by itself.

    Raises:
        ConvatlasError: there is something else.
    """
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        for one in data:
            yield from arrays_in(one)
    elif getattr(data, "shape", ()):
        yield data
    else:
        found = type(data).__name__
        raise ConvatlasError(f"`data` must be an array (N, ...), or a list or mapping of them, and holds a {found}")
