"""How values that a layer or operation was given beside tensors are written: short, and two that differ differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

LONGEST = 80  # characters of a text; a longer one is cut and ends in a sum of all of it
FEW = 8  # numbers of an array that are written out
LARGEST = 1 << 26  # bytes of an array that a sum is made of


def written(value: Any) -> str:
    """A value as text; what is in lists and tuples with commas between.

    Example:
        >>> written((slice(None), 0)), written((slice(1, None, 2), ..., None)), written([[1, 1], [0, 0]])
        (':, 0', '1::2, ..., None', '[1, 1], [0, 0]')
    """
    text = _inner(value)
    return bounded(text[1:-1] if isinstance(value, (list, tuple)) else text, LONGEST)


def bounded(text: str, longest: int) -> str:
    """The text, or its start and a sum of all of it where it is longer."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 13]}... #{crc32(text.encode(errors='surrogatepass')):08x}"


def _inner(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is ...:
        return "..."
    if isinstance(value, slice):
        return _slice(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_inner, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_inner(held)}' for key, held in value.items())}}}"
    if value is None or isinstance(value, (int, float, complex, str)):
        return str(value)
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return _array(value)
    return str(getattr(value, "__name__", type(value).__name__))


def _slice(value: slice) -> str:
    start, stop, step = ("" if part is None else _inner(part) for part in (value.start, value.stop, value.step))
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def _array(value: Any) -> str:
    """The few numbers of an array, else its type and shape and a sum of its bytes; type and shape where it has none.

    Of weights, which training changes, nothing but the shape is told.
    """
    shape = "x".join("?" if size is None else str(size) for size in value.shape)
    said = f"{getattr(value.dtype, 'name', value.dtype)} {shape}".strip()
    if hasattr(value, "trainable"):
        return f"weight {shape}".strip()
    try:
        import numpy

        array = numpy.asarray(value)
    except Exception:  # a tensor of a graph, or one that lies on another device
        return said
    if array.dtype == object or array.nbytes > LARGEST:
        return said
    if array.size <= FEW:
        return _listed(array)
    return f"{said} #{crc32(array.tobytes()):08x}"


def _listed(array: Any) -> str:
    if array.ndim == 0:
        return "true" if array.dtype == bool and array else "false" if array.dtype == bool else str(array[()])
    return f"[{', '.join(map(_listed, array))}]"
