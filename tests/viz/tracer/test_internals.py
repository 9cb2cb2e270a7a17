"""What is taken from inside Keras is taken in one module, which tells all of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from convatlas.viz.tracer import internals

ROOT = Path(__file__).parents[3]
FOLDERS = ("architectures", "blocks", "files", "viz")
SOURCES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
ATTRIBUTE = re.compile(r"`(_\w+)`")


def documents(tree: ast.Module) -> set[int]:
    """The docstrings of a module, which may name what they like."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = (node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body)
    return {id(first.value) for first in bodies if isinstance(first, ast.Expr)}


def uses(source: str) -> Iterator[str]:
    """Whatever in a module's code reaches for `keras.src`: imports, attributes, texts."""
    tree = ast.parse(source)
    told = documents(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if "keras.src" in alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                name
                for alias in node.names
                if "keras.src" in (name := f"{node.module}.{alias.name}") and not node.level
            )
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "keras.src":
            yield "keras.src"
        elif isinstance(node, ast.Constant) and "keras.src" in str(node.value) and id(node) not in told:
            yield str(node.value)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_one_module_alone_reaches_into_keras(path: Path) -> None:
    found = [*uses(path.read_text(encoding="utf-8"))]
    assert not found or path == ROOT / "viz/tracer/internals.py"


@pytest.mark.parametrize(
    "source",
    [
        "from keras.src import backend",
        "from keras import src",
        "import keras.src.backend",
        "keras.src.backend.x()",
        "home = f'keras.src.ops.{x}'",
    ],
)
def test_the_rule_sees_every_way_in(source: str) -> None:
    assert [*uses(source)]


def test_the_inventory_is_whole() -> None:
    rows = [line.split("|")[1] for line in str(internals.__doc__).splitlines() if line.startswith("| `")]
    assert sorted(set(re.findall(r"`(\w+)`", "".join(rows)))) == sorted(internals.__all__)


def test_attributes_with_an_underscore_are_told_too() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(internals.__file__).parent.rglob("*.py")]
    read = {node.attr for node in chain(*map(ast.walk, trees)) if isinstance(node, ast.Attribute) and _of_another(node)}
    assert sorted(set(ATTRIBUTE.findall(str(internals.__doc__)))) == sorted(read)


def _of_another(node: ast.Attribute) -> bool:
    own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
    return node.attr.startswith("_") and not node.attr.endswith("__") and not own


def test_classes_are_told_by_where_they_are_from() -> None:
    assert internals.is_own("keras.src.layers.core.dense")
    assert not internals.is_own("keras_hub.src.layers")
    assert internals.is_own_layer("keras.src.layers.core.dense")
    assert not internals.is_own_layer("keras.src.applications.convnext")


def test_leaves_are_told_in_the_order_of_keras_whichever_version_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    structure = {"b": [1, (2, None)], "a": 3}
    wanted = [(("a",), 3), (("b", 0), 1), (("b", 1, 0), 2), (("b", 1, 1), None)]
    assert internals.flatten_with_path(structure) == wanted
    monkeypatch.delattr(internals.tree, "flatten_with_path", raising=False)
    assert internals.flatten_with_path(structure) == wanted
    assert internals.tree.flatten(structure) == [leaf for _, leaf in wanted]
