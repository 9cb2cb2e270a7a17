"""Models that autodoc documents are drawn where the site asks for it, and nothing else is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("sphinx")

from .conftest import Built, build, once, write

CONF = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
project, version = "mine", "1"
extensions = ["convatlas.viz.sphinxext", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
autosummary_generate = True
autodoc_inherit_docstrings = False
architecture_autodoc = {"depth": 1, "class": "drawn"}
architecture_autodoc_inputs = {
    "nets.Block": (8, 8, 3),
    "nets.sized(classes=7)": None,
    "nets.Holder.made": None,
    "nets.wrong": "4",
}
"""
NETS = '''
"""Networks."""
import keras
from keras import Model

trained = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="only")], name="trained")  #: a model at hand


def called(word):
    open("called.txt", "a").write(word + " ")


def plain(width=3) -> Model:
    """One layer.

    Returns:
        a model
    """
    called("plain")
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(width, name="one_layer")], name="plain")


def undocumented() -> "keras.Sequential":
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)], name="undocumented")


def sized(classes):
    """Asked for by name."""
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(classes)], name="sized")


def needy(classes) -> Model:
    """Needs an argument."""
    called("needy")


def silent():
    """Says of no model."""
    called("silent")


def broken() -> Model:
    """Fails."""
    raise ValueError("no data here")


def wrong():
    """Asked for by name, and fails."""
    raise ValueError("no luck")


def told():
    """Has a directive with a mistake.

    .. architecture:: resnet51
    """


class Block(keras.layers.Layer):
    """A block."""

    def __init__(self, **options):
        """Make it."""
        super().__init__(**options)
        self.inside = keras.layers.Dense(6)

    def call(self, x):
        """Call it."""
        return self.inside(x)


class Shaped(Block):
    """A block that says its input."""

    architecture_input_shape = (4,)


class Holder:
    """Holds a function."""

    @staticmethod
    def made():
        """Make."""
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(9)], name="held")
'''
PAGES = {
    "conf.py": CONF,
    "nets.py": NETS,
    "index.rst": """
Site
====

.. autosummary::
   :toctree: made

   nets.plain
   nets.undocumented

.. toctree::

   all
   some
""",
    "all.rst": """
All
===

.. automodule:: nets
   :members:
   :undoc-members:
   :exclude-members: plain, Block, trained
""",
    "some.rst": """
Some
====

.. autoclass:: nets.Block
   :class-doc-from: both
   :members: call

.. autodata:: nets.trained
   :no-value:
""",
}


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> Built:
        write(folder, PAGES)
        return build(folder)

    return once(tmp_path_factory, "autodoc", make)


def part(built: Built, page: str, name: str) -> str:
    """What a page says of an object, up to the next one."""
    text = built.page(page)
    start = text.index(f'id="{name}"')
    return text[start : text.find('<dt class="sig', start)]


def drawn(text: str) -> tuple[int, int]:
    """How many pictures and tables there are."""
    return text.count('<figure class="architecture drawn'), text.count("architecture-scroll")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "name", "words"),
    [
        ("made/nets.plain.html", "nets.plain", "plain: 15 parameters"),
        ("made/nets.undocumented.html", "nets.undocumented", "undocumented: 25 parameters"),
        ("all.html", "nets.undocumented", "undocumented: 25 parameters"),
        ("all.html", "nets.sized", "sized: 35 parameters"),
        ("all.html", "nets.Shaped", "30 parameters"),
        ("all.html", "nets.Holder.made", "held: 45 parameters"),
        ("some.html", "nets.Block", "24 parameters"),
        ("some.html", "nets.trained", "trained: 10 parameters"),
    ],
)
def test_models_are_drawn_and_tabulated_once(documented: Built, page: str, name: str, words: str) -> None:
    text = part(documented, page, name)
    assert drawn(text) == (1, 1)
    assert words in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["needy", "silent", "broken", "wrong", "called", "told"])
def test_others_are_not(documented: Built, name: str) -> None:
    assert drawn(part(documented, "all.html", f"nets.{name}")) == (0, 0)


@pytest.mark.slow
def test_only_models_are_built_and_each_once(documented: Built) -> None:
    assert (documented.folder / "called.txt").read_text(encoding="utf-8").split() == ["plain"]


@pytest.mark.slow
def test_warnings_name_the_object_that_was_asked_for_and_no_other(documented: Built) -> None:
    warnings = [line for line in documented.output.splitlines() if "WARNING: arch" in line]
    assert len(warnings) == 2, documented.output
    assert re.search(r"nets\.py:docstring of nets\.told:3: WARNING: architecture: resnet51 is unknown", warnings[0])
    assert re.search(r"WARNING: architecture_autodoc: nets\.wrong: .*no luck.*\[architecture\.autodoc\]", warnings[1])
    assert "nets.broken is not drawn: `nets:broken` raised ValueError: no data here" in documented.output


@pytest.mark.slow
def test_summaries_stay_as_they_were(documented: Built) -> None:
    summary = documented.page("index.html")
    assert drawn(summary) == (0, 0)
    assert "<p>One layer.</p>" in summary
    assert "architecture::" not in summary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("architecture_autodoc = {'dept': 1}", "`dept` is no option of architecture_autodoc, did you mean depth?"),
        ("architecture_autodoc = {'depth': 0}", "`depth` (=0) must be a whole number of at least 1"),
        ("architecture_autodoc_inputs = {'nets.Block': 'big'}", "must be sizes such as 224x224x3"),
    ],
)
def test_settings_with_mistakes_end_the_build(tmp_path: Path, setting: str, message: str) -> None:
    write(tmp_path, {"conf.py": f"{CONF}\n{setting}\n", "index.rst": "Site\n====\n"})
    done = build(tmp_path)
    assert done.status == 2
    assert message in done.output


@pytest.mark.slow
def test_a_site_that_does_not_ask_gets_nothing(tmp_path: Path) -> None:
    page = "Site\n====\n\n.. autofunction:: nets.plain\n"
    write(tmp_path, {"conf.py": CONF.split("architecture_autodoc")[0], "nets.py": NETS, "index.rst": page})
    done = build(tmp_path, "html", "-W")
    assert done.status == 0, done.output
    assert drawn(done.page("index.html")) == (0, 0)
