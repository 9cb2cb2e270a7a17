"""Import the backend without its greetings, which go straight to the process's standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent() -> Iterator[None]:
    """Inside, nothing reaches standard error, not even from C++."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def load_backend() -> None:
    """Import Keras and its backend, which takes seconds, quietly; called before anything is traced or built."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with silent():
        from .. import tracer  # noqa: F401
