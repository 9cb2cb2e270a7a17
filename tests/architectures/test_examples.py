"""The examples of the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

from convatlas import architectures, blocks

MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (blocks, architectures)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", [name for name in blocks.__all__ if inspect.isclass(getattr(blocks, name))])
def test_every_block_has_an_example(name):
    assert ">>> " in getattr(blocks, name).__doc__
