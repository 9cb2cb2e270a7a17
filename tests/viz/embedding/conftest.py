"""A foreign site with models of its own, written to a folder and built by Sphinx in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGES = {
    "conf.py": """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project, version, copyright = "foreign", "1", "nobody"
extensions = ["convatlas.viz.sphinxext", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
numfig = True
""",
    "helper.py": "def units():\n    return 5\n",
    "mymodels.py": '''
import keras
from helper import units


def build(classes=1):
    """A model of one's own.

    .. layer-table:: mymodels:build
    """
    print("noise on standard output")
    layers = [keras.Input((8,)), keras.layers.Dense(units(), name="hidden"), keras.layers.Dense(classes, name="last")]
    return keras.Sequential(layers, name="mine")
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
""",
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


def build(folder: Path, builder: str = "html", *options: str) -> Built:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        builder,
        "-d",
        "_build/doctrees",
        *options,
        ".",
        f"_build/{builder}",
    ]
    environment = os.environ | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=environment)
    return Built(folder, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("site")
    write(folder, PAGES)
    return build(folder, "html", "-W", "-j", "2")
