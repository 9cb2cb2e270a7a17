"""Import the backend without its greetings, which go straight to the process's standard error, and in less time."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from ...files import ConvatlasError, shown, suggestion
from ..keeping import keras_file, keras_settings


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


@contextmanager
def for_good() -> Iterator[None]:
    """Inside, memory is not searched for what could be freed, and later never what is made here, which stays."""
    if not gc.isenabled():
        yield
        return
    # Importing TensorFlow and taking it apart at the end of the process need a quarter less time by that.
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


BACKENDS = {"tensorflow": "tensorflow", "jax": "jax", "torch": "torch", "openvino": "openvino"}  # and their modules


def load_backend() -> None:
    """Import Keras and its backend, which takes seconds, quietly; called before anything is traced or built.

    Raises:
        ConvatlasError: there is no such backend, or it is not installed.
    """
    if "keras" in sys.modules:
        return
    _check_backend()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with silent(), for_good():
        from .. import tracer  # noqa: F401


def _wanted() -> tuple[str, str]:
    """The backend that Keras will take, and what says so."""
    if name := os.environ.get("KERAS_BACKEND"):
        return name, "`KERAS_BACKEND`"
    file, settings = shown(keras_file()), keras_settings()
    if not isinstance(settings, dict):
        raise ConvatlasError(f"{file} must hold settings by name, and holds a {type(settings).__name__}")
    return str(settings.get("backend", "tensorflow")), f"{file}: `backend`"


def _check_backend() -> None:
    """Refuse what Keras would fail on in many words."""
    name, said_by = _wanted()
    where = f"{said_by} (={shown(name)})"
    if name not in BACKENDS:
        raise ConvatlasError(f"{where} must be one of {', '.join(BACKENDS)}{suggestion(name, BACKENDS)}")
    if find_spec(BACKENDS[name]) is None:
        raise ConvatlasError(f"{where} is not installed: pip install {name}")
