"""A site of five models, one of which ends its process, and of usual mistakes: each is told, the rest is built."""

from __future__ import annotations

import re
import zipfile

import pytest

pytest.importorskip("sphinx")

from .conftest import Built, build, once, write

pytestmark = pytest.mark.slow
MODEL = ".. architecture:: pkg.models:{}\n"
FILES = {
    "conf.py": """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent / "src"))
project, version, copyright = "five", "1", "nobody"
extensions = ["convatlas.viz.sphinxext", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
architecture_cache = "_build/graphs"
architecture_autodoc = {"depth": 1}
architecture_autodoc_inputs = {
    "pkg.models.Blok": "8,8,3",
}
""",
    "src/pkg/__init__.py": "",
    "src/pkg/models.py": '''
import ctypes

import keras


def dense(units):
    return keras.Sequential([keras.Input((8,)), keras.layers.Dense(units)], name=f"dense{units}")


def segfault():
    ctypes.string_at(0)


class Block(keras.layers.Layer):
    """A block."""

    def __init__(self, **options):
        super().__init__(**options)
        self.conv = keras.layers.Conv2D(4, 3)

    def call(self, x):
        return self.conv(x)
''',
    "index.rst": "Site\n====\n\n"
    + "\n".join(map(MODEL.format, ("dense(units=1)", "dense(units=2)", "segfault", "dense(units=4)", "dense(units=5)")))
    + "\n.. toctree::\n\n   wrong\n   api\n",
    "wrong.rst": "Wrong\n=====\n\n.. architecture:: src/pkg/models.py:dense\n\n"
    ".. architecture:: nowhere.models:build\n\n" + MODEL.format("Block"),
    "api.rst": "API\n===\n\n.. autoclass:: pkg.models.Block\n",
}
WARNINGS = """\
index.rst:8: WARNING: architecture: it ends the process by SIGSEGV (Segmentation fault) [architecture.build]
wrong.rst:4: WARNING: architecture: `source` (=src/pkg/models.py:dense) names a file: write pkg.models:dense, as it is \
imported [architecture.build]
wrong.rst:6: WARNING: architecture: there is no module `nowhere` in . or among the installed packages \
[architecture.build]
wrong.rst:8: WARNING: architecture: block does not know the shape of its input: give `:input-shape:`, without the \
batch, such as (32, 32, 3), or a list of shapes where there are several inputs [architecture.build]
conf.py:10: WARNING: architecture_autodoc_inputs: no page documents pkg.models.Blok, did you mean pkg.models.Block? \
[architecture.autodoc]
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder):
        write(folder, FILES)
        return build(folder, "html", "-q")

    return once(tmp_path_factory, "faults", make)


def test_every_mistake_is_told_where_it_is_in_the_words_of_that_place(faulty: Built) -> None:
    told = faulty.output.replace(f"{faulty.folder}/", "").replace(str(faulty.folder), ".")
    warnings = [line for line in told.splitlines(keepends=True) if "WARNING: architecture" in line]
    assert "".join(warnings) == WARNINGS


def test_the_other_models_are_drawn(faulty: Built) -> None:
    alternatives = re.findall('<img alt="([^:"]*): ', faulty.page("index.html"))
    assert alternatives == ["dense1", "dense2", "dense4", "dense5"]


def test_a_book_holds_nothing_of_what_is_kept(faulty: Built) -> None:
    done = build(faulty.folder, "epub", "-q", "-d", "_build/epub/trees")
    (book,) = (done.folder / "_build/epub").glob("*.epub")
    names = zipfile.ZipFile(book).namelist()
    assert [name for name in names if "convatlas/" in name or "graphs" in name] == []
    assert len([name for name in names if name.endswith(".svg")]) == 4
