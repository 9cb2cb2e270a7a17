"""Who may import whom, read from the imports themselves (CONTRIBUTING, "Direction of imports")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parents[1]
FRONT_ENDS = ("viz/cli/", "viz/sources/finding.py", "viz/sphinxext/", "viz/markdown/", "viz/__main__.py")
LAYERS = (  # each may import those before it, none behind it
    ("graph",),
    ("tracer", "grouping", "folding", "roles", "names", "costs", "theme", "escape", "metrics"),
    ("layout", "scene", "boxes"),
    ("renderers", "drawing"),
    ("cli", "sphinxext"),
)


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, absolute, and whether it does so inside a function."""
    package = ["convatlas", *path.relative_to(ROOT).parent.parts]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    typing_only = {
        id(n)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for n in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((f"{stem}.{alias.name}", id(node) in inside) for alias in node.names)


def place(name: str) -> str:
    return "/".join(name.split(".")[1:])


@pytest.mark.parametrize("path", modules("blocks"), ids=str)
def test_blocks_import_nothing_of_ours_but_blocks(path: Path) -> None:
    ours = [name for name, _ in imports(path) if name.startswith("convatlas.")]
    assert [name for name in ours if not name.startswith("convatlas.blocks")] == []


@pytest.mark.parametrize("path", modules("architectures"), ids=str)
def test_architectures_do_not_import_viz(path: Path) -> None:
    assert [name for name, _ in imports(path) if name.startswith("convatlas.viz")] == []


@pytest.mark.parametrize("path", modules("viz"), ids=str)
def test_only_front_ends_know_the_architectures_and_inside_functions_alone(path: Path) -> None:
    known = [
        (name, inside) for name, inside in imports(path) if name.startswith(("convatlas.arch", "convatlas.blocks"))
    ]
    relative = path.relative_to(ROOT).as_posix()
    allowed = relative.startswith(FRONT_ENDS)
    assert [name for name, inside in known if not (allowed and inside)] == []


@pytest.mark.parametrize("path", modules("viz"), ids=str)
def test_only_the_tracer_imports_keras(path: Path) -> None:
    heavy = [name for name, _ in imports(path) if name.split(".")[0] in ("keras", "tensorflow", "jax", "torch")]
    assert not heavy or "tracer" in path.parts


@pytest.mark.parametrize("path", modules("viz"), ids=str)
def test_no_module_of_viz_imports_a_later_step(path: Path) -> None:
    rank = {name: number for number, names in enumerate(LAYERS) for name in names}
    own = rank.get(path.relative_to(ROOT / "viz").parts[0].removesuffix(".py"))
    if own is None:
        return
    for name, inside in imports(path):
        parts = name.split(".")
        if parts[:2] == ["convatlas", "viz"] and len(parts) > 2 and not inside:
            assert rank.get(parts[2], 0) <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("folder", ["files", "blocks", "architectures"])
def test_no_modules_import_each_other_in_a_circle(folder: str) -> None:
    known = {
        ".".join(["convatlas", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__"): path
        for path in modules(folder)
    }
    graph = networkx.DiGraph()
    for module, path in known.items():
        for name, _ in imports(path):
            home = name if name in known else name.rpartition(".")[0]
            if home in known:
                graph.add_edge(module, home)
    circles = [sorted(found) for found in networkx.strongly_connected_components(graph) if len(found) > 1]
    assert circles == []


def test_the_rules_see_imports() -> None:
    found = [name for name, _ in imports(ROOT / "viz" / "tracer" / "skeleton.py")]
    assert "keras" in found
