"""How values that a layer or operation was given beside tensors are written: short, and two that differ differently."""

from __future__ import annotations

import dis
import types
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

LONGEST = 80  # characters of a text; a longer one is cut and ends in a sum of all of it
FEW = 8  # numbers of an array that are written out
LARGEST = 1 << 26  # bytes of an array that a sum is made of
OPERATORS = {"BINARY_OP", "BINARY_SUBSCR", "COMPARE_OP", "CONTAINS_OP", "IS_OP", "LOAD_SMALL_INT"}
OPERATORS |= {"UNARY_NEGATIVE", "UNARY_NOT", "UNARY_INVERT"}
DEEPEST = 5  # functions that functions hold


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


def code_sum(function: types.FunctionType) -> str:
    """A sum of what a function does, wherever it is written down and whatever its arguments are called.

    Example:
        >>> doubled, also, tripled = map(code_sum, (lambda x: x * 2, lambda y: y * 2, lambda x: x * 3))
        >>> doubled == also, doubled == tripled
        (True, False)
    """
    return f"#{crc32(repr([*_words(function, DEEPEST)]).encode(errors='surrogatepass')):08x}"


def _words(function: types.FunctionType, depth: int) -> Iterator[str]:
    """What its code names, and what it holds beside its code."""
    yield from _named(function.__code__)
    cells = (cell.cell_contents for cell in function.__closure__ or () if cell != types.CellType())
    for value in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), *cells):
        if isinstance(value, types.FunctionType) and depth:
            yield from _words(value, depth - 1)
        else:
            yield _inner(value)


def _named(code: types.CodeType) -> Iterator[str]:
    """Constants, names and operators in their order, which versions of Python write down in different ways."""
    yield str(code.co_argcount)
    for step in dis.get_instructions(code):
        values = step.argval if isinstance(step.argval, tuple) and step.opcode in dis.haslocal else (step.argval,)
        if step.opcode in dis.haslocal:
            yield from (str(code.co_varnames.index(name)) for name in values if name in code.co_varnames)
        elif isinstance(step.argval, types.CodeType):
            yield from _named(step.argval)
        elif step.opcode in (*dis.hasconst, *dis.hasname):
            yield repr(step.argval)
        elif step.opname in OPERATORS:
            yield step.argrepr or step.opname
        elif "SLICE" in step.opname:
            yield ":"
