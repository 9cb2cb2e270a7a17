"""What is told of a mistake: in one line, in the words of the command line, with its place in the user's code."""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...files import one_line, said, shown
from ..errors import ConvatlasError
from .terminal import tell

FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO)  # what a disk says that takes no more
OF_PYTHON = {  # what Python is asked for, and how the command line is given that
    "give `input_shape`, without the batch, such as (32, 32, 3), or a list of shapes where there are several inputs": (
        "give --input-shape, without the batch, such as 32x32x3"
    ),
    "go on with `resume`": "go on with --resume",
    "give `input_shape=[...]`, a shape each, without the batch": "name a function that returns it built with all",
}
MOST_WARNINGS = 20  # that are told


def line_of(error: BaseException) -> str:
    """What went wrong, in one line; for what is no mistake of the user also how to see more."""
    told: Any = getattr(error, "format_message", None)  # typer's own complaints
    if told:
        return one_line(told())
    if isinstance(error, ConvatlasError):
        return one_line(in_words(said(error)) + _place(error))
    if isinstance(error, OSError) and error.errno in FULL and error.filename is None:
        return f"standard output: {str(error.strerror).lower()}"
    return f"{type(error).__name__}: {one_line(said(error))} (--debug shows where)"


def in_words(message: str) -> str:
    """A message with what it asks for as the command line takes it."""
    for python, words in OF_PYTHON.items():
        message = message.replace(python, words)
    return message


def _place(error: BaseException) -> str:
    """Where in the user's code an error comes from, unless it says so itself."""
    from ..embedding import place_of

    file, line = place_of(error) if error.__cause__ else ("", 0)
    return f" ({_short(file)}, line {line})" if file and f"line {line}" not in said(error) else ""


def _short(file: str) -> str:
    """A file as seen from the current folder where it is in that."""
    inside = os.path.relpath(file)
    return shown(file if inside.startswith("..") else inside)


@contextmanager
def warnings_told() -> Iterator[None]:
    """Inside, a warning of a user's module is one printable line on standard error, and there are not too many."""
    told: list[str] = []

    def show(message: Any, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any) -> None:
        told.append(filename)
        if len(told) <= MOST_WARNINGS:
            tell(f"{_short(filename)}, line {lineno}: {category.__name__}: {one_line(said(message))}")
        elif len(told) == MOST_WARNINGS + 1:
            tell("further warnings are not told")

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
