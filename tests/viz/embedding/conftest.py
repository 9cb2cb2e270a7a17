"""A foreign site with models of its own, written to a folder and built by Sphinx in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from building_once import built_once

PAGES = {
    "conf.py": """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project, version, copyright = "foreign", "1", "nobody"
extensions = ["convatlas.viz.sphinxext", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
exclude_patterns = ["_build"]
numfig = True
nitpicky = True
nitpick_ignore_regex = [("py:class", "keras.*")]
latex_documents = [("index", "foreign.tex", "foreign", "nobody", "manual")]
man_pages = [("index", "foreign", "foreign", ["nobody"], 1)]
texinfo_documents = [("index", "foreign", "foreign", "nobody", "foreign", "A site", "Miscellaneous")]
architecture_cache = "_build/graphs"
architecture_autodoc = {"depth": 1}
architecture_autodoc_inputs = {"mymodels.Block": "(8, 8, 3)", "mymodels.build(classes=2)": None}
""",
    "helper.py": "def units():\n    return 5\n",
    "mymodels.py": '''
import os
import signal

import keras
from helper import units


class Block(keras.layers.Layer):
    """A block of one's own."""

    def __init__(self, **options):
        super().__init__(**options)
        self.conv = keras.layers.Conv2D(4, 3, padding="same")

    def call(self, x):
        """Give features."""
        return self.conv(x)


def crash():
    os.kill(os.getpid(), signal.SIGKILL)


def build(classes=1):
    """A model of one's own.

    .. layer-table:: mymodels:build
    """
    print("noise on standard output")
    layers = [keras.Input((8,)), keras.layers.Dense(units(), name="hidden"), keras.layers.Dense(classes, name="last")]
    return keras.Sequential(layers, name="mine")


def blocks() -> "keras.Model":
    """Two blocks in a row."""
    return keras.Sequential([keras.Input((8, 8, 3)), Block(name="first"), Block(name="second")], name="blocks")


def innocent():
    """Returns no model, and is not called."""
    raise AssertionError("nobody calls this")


def hostile():
    layers = [
        keras.layers.Conv2D(4, 3, name="<img src=x onerror=alert(1)>"),
        keras.layers.Dense(3, name='"quotes" and back\\\\slashes'),
        keras.layers.Dense(2, name="\ud569\uc131\uacf1 *star* `tick` {brace} $x_1$ & %"),
    ]
    return keras.Sequential([keras.Input((8, 8, 3)), *layers], name="\uc2e0\uacbd\ub9dd <b>\'x\' \\\\ & |pipe|")
''',
    "index.rst": """
Site
====

A ResNet-50 has :architecture-stat:`resnet50 params` parameters.

.. architecture:: resnet18
   :caption: A *ResNet*
   :name: fig-resnet
   :alt: a chain of residual blocks

See :numref:`fig-resnet`.

.. toctree::

   mine
   tables
   deep/below
   api
   names
   plain
""",
    "plain.rst": "Plain\n=====\n\nNothing of ours.\n",
    "mine.rst": """
Mine
====

.. architecture:: mymodels:build(classes=3)
   :depth: 1

.. autofunction:: mymodels.build
""",
    "tables.rst": """
Tables
======

.. layer-table:: lenet5
   :columns: output_shape, params
   :caption: Layers of *LeNet*
   :name: tab-lenet

.. family-table:: resnet18 resnet34

.. architecture-diff:: vgg16 vgg19
""",
    "deep/below.rst": """
Below
=====

.. architecture:: lenet5
   :direction: LR

.. architecture:: lenet5_study
   :interactive:
   :caption: An explorer
   :name: fig-explorer

.. layer-table:: mymodels:blocks
   :columns: kind, params

.. architecture-diff:: vgg11 vgg13
   :picture:
   :caption: What VGG-13 adds
   :name: fig-diff

.. architecture:: lenet5 lenet5_study
   :style: columns
""",
    "api.rst": """
API
===

.. autosummary::

   mymodels.innocent
   mymodels.blocks

.. automodule:: mymodels
   :members: Block, blocks, innocent
   :undoc-members:
""",
    "names.rst": r"""
Names
=====

.. architecture:: mymodels:hostile
   :caption: Names with "quotes", <script>alert(1)</script>, \\ and 한국어
   :alt: "quotes" & <script>alert(1)</script>

.. architecture:: mymodels:hostile
   :interactive:

.. layer-table:: mymodels:hostile
   :columns: kind, input_shape, output_shape, kernel, strides, params, trainable, macs, memory, receptive_field, dtype
   :caption: A very long caption about a very wide table, that says much more than any reader of tables wants to know

.. architecture-diff:: mymodels:hostile mymodels:blocks
   :picture:
""",
}


@dataclass(frozen=True)
class Built:
    """A built site: where it is, and what Sphinx said."""

    folder: Path
    output: str
    status: int

    def page(self, name: str, builder: str = "html") -> str:
        return (self.folder / "_build" / builder / name).read_text(encoding="utf-8")


def write(folder: Path, pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")


def environment() -> dict[str, str]:
    return os.environ | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def build(folder: Path, builder: str = "html", *options: str, output: str = "") -> Built:
    trees = () if "-d" in options else ("-d", "_build/doctrees")
    command = [sys.executable, "-m", "sphinx", "-b", builder, *trees, *options, ".", output or f"_build/{builder}"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300, env=environment()
    )
    return Built(folder, done.stdout + done.stderr, done.returncode)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Built]) -> Built:
    """What `make` builds in a folder, made by the first of pytest's workers that asks."""

    def told(folder: Path) -> tuple[str, int]:
        built = make(folder)
        return built.output, built.status

    return Built(*built_once(factory, name, told))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> Built:
        write(folder, PAGES)
        return build(folder, "html", "-W", "-j", "2")

    return once(tmp_path_factory, "site", make)
