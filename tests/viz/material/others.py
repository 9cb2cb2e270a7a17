"""Networks that others wrote, as docs/make_oracle.py builds them: keras.applications, and small ones of keras-hub."""

import importlib.util
import json
import warnings
from functools import cache
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
KEPT = json.loads((DOCS / "images" / "oracle.json").read_text(encoding="utf-8"))
HUB = [name for name in KEPT if "keras_hub" in name]
SWEPT = (pytest.mark.slow, pytest.mark.sweep)


@cache
def oracle():
    """The script, which needs TensorFlow."""
    spec = importlib.util.spec_from_file_location("make_oracle", DOCS / "make_oracle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def marks(name):
    """The marks of a test of a network that is not run every day."""
    return (*SWEPT, pytest.mark.hub) if name in HUB else SWEPT


def built(name):
    """One of the networks, without weights; the test is skipped where keras-hub is not at hand."""
    import keras

    if name in HUB:
        pytest.importorskip("keras_hub", reason="needs keras-hub", exc_type=ImportError)
    with warnings.catch_warnings(action="ignore"), keras.StatelessScope(initialize_variables=False):
        return dict(oracle().networks())[name]()
