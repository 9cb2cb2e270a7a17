"""Kinds of layers lead to where they are documented: on the site itself, and on others by intersphinx."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("sphinx")

from convatlas.viz.sphinxext.linking import names_of

from .conftest import Built, build, write

KERAS = {
    "conf.py": 'project, version = "keras", "3"\n',
    "index.rst": """
Keras
=====

.. py:class:: keras.layers.Conv2D

.. py:function:: keras.ops.relu

.. py:class:: elsewhere.Shown
""",
}
SITE = {
    "conf.py": """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project, version = "mine", "1"
extensions = ["convatlas.viz.sphinxext", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"]
intersphinx_mapping = {"keras": ("https://keras.example/api/", "../keras/_build/html/objects.inv")}
exclude_patterns = ["_build"]
nitpicky = True
autodoc_typehints = "none"
autodoc_inherit_docstrings = False
""",
    "nets/__init__.py": "from nets._blocks import Block\n",
    "nets/_blocks.py": '''
import keras
class Block(keras.layers.Layer):
    """A block."""
    def __init__(self, **options):
        super().__init__(**options)
        self.conv = keras.layers.Conv2D(4, 3)
        self.norm = keras.layers.BatchNormalization()
    def call(self, x):
        """Call."""
        return keras.ops.relu(self.norm(self.conv(x)))
def net():
    return keras.Sequential([keras.Input((8, 8, 3)), Block(name="one")], name="net")
''',
    "index.rst": """
Site
====

.. toctree::

   api/blocks
   deep/down/table
""",
    "api/blocks.rst": "Blocks\n======\n\n.. py:class:: nets.Block\n",
    "deep/down/table.rst": "Table\n=====\n\n.. layer-table:: nets._blocks:net\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked")
    write(folder / "site", SITE)
    write(folder / "keras", KERAS)
    assert build(folder / "keras", "html", "-W").status == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("builder", "file", "block"),
    [
        ("html", "deep/down/table.html", "../../api/blocks.html#nets.Block"),
        ("dirhtml", "deep/down/table/index.html", "../../../api/blocks/#nets.Block"),
    ],
)
def test_kinds_lead_to_their_pages_and_others_are_words(folder: Path, builder: str, file: str, block: str) -> None:
    linked = build(folder / "site", builder, "-W")
    assert linked.status == 0, linked.output
    assert links(linked, builder, file) == {
        "Conv2D": "https://keras.example/api/index.html#keras.layers.Conv2D",
        "Relu": "https://keras.example/api/index.html#keras.ops.relu",
        "Block": block,
    }
    assert ">BatchNormalization<" in linked.page(file, builder)


def links(linked: Built, builder: str, file: str) -> dict[str, str]:
    """Where the words of the table lead."""
    table = re.search("<table.*?</table>", linked.page(file, builder), re.DOTALL)
    assert table
    found = re.findall(r'<a class="reference (?:in|ex)ternal" href="([^"]+)"[^>]*><span>(\w+)</span>', table[0])
    return {word: target for target, word in found}


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("keras.src.layers.convolutional.conv2d.Conv2D", "keras.layers.Conv2D"),
        ("keras.layers.Conv2D", "tf.keras.layers.Conv2D"),
        ("keras.ops.LogSoftmax", "keras.ops.log_softmax"),
        ("nets._blocks.Block", "nets.Block"),
        ("convatlas.blocks.ConvUnit", "convatlas.blocks.ConvUnit"),
    ],
)
def test_public_names_are_among_those_tried(target: str, name: str) -> None:
    assert name in names_of(target)
