"""The examples of the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import convatlas.files
from convatlas import architectures, blocks, viz

PACKAGES = (convatlas.files, blocks, architectures, viz)
MODULES = [
    module.name
    for package in PACKAGES
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith((".__main__", ".worker"))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", [name for name in blocks.__all__ if inspect.isclass(getattr(blocks, name))])
def test_every_block_has_an_example(name):
    assert ">>> " in getattr(blocks, name).__doc__
