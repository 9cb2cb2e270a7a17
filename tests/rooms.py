"""The rooms of the house from the ground up, and who imports whom, read from the imports themselves.

`python tests/rooms.py` prints every room with what it imports.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx

ROOT = Path(__file__).parents[1]
FOLDERS = ("files", "blocks", "architectures", "viz")
GROUND_UP = """\
files
blocks
architectures
architectures/recipes
viz/errors
viz/graph
viz/costs
viz/tracer
viz/sources
viz/words
viz/repeats
viz/views
viz/layout
viz/colours
viz/scene
viz/tables
viz/pictures
viz/difference
viz/observing
viz/keeping
viz/embedding
viz/watching
viz/sphinxext
viz/markdown
viz/checking
viz/cli"""  # each may import those above it in this list, none below; `viz` itself holds the public names alone
ROOMS = tuple(GROUND_UP.splitlines())
WRITTEN = {("viz/graph/graph.py", "viz/pictures")}  # the one exception: a Graph shows itself in a notebook
FRONT_ENDS = ("viz/sources", "viz/observing", "viz/cli", "viz/sphinxext", "viz/markdown", "viz/embedding")
SUB_ROOMS = ("viz/tables/formats", "viz/pictures/styles", "viz/pictures/renderers", "viz/pictures/explorer")


@dataclass(frozen=True)
class Import:
    """One name that a file imports from a file of ours; `late` inside a function."""

    source: str
    target: str
    name: str
    late: bool


@dataclass(frozen=True)
class House:
    """All files of ours by their path, such as `viz/graph/nodes.py`, with their text."""

    texts: Mapping[str, str]

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import from one file to another one, late ones too, those for type checkers alone left out."""
        return tuple(one for path, text in self.texts.items() for one in self._of(path, text))

    def _of(self, path: str, text: str) -> Iterator[Import]:
        package = ("convatlas", *Path(path).parent.parts)
        tree = ast.parse(text)
        late = {id(inner) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
                for inner in ast.walk(function)}  # fmt: skip
        for node in _imports(tree):
            for module, name in _named(node, package):
                target = self._file(module, name)
                if target and target != path:
                    yield Import(path, target, name, id(node) in late)

    def _file(self, module: tuple[str, ...], name: str) -> str:
        """The file that `from module import name` opens, "" where it is none of ours."""
        if module[:1] != ("convatlas",):
            return ""
        stem = "/".join(module[1:])
        if name in _given(self.texts.get(f"{stem}/__init__.py", "")):
            return f"{stem}/__init__.py"
        tries = (f"{stem}/{name}.py", f"{stem}/{name}/__init__.py", f"{stem}.py", f"{stem}/__init__.py")
        return next((one for one in tries if one.lstrip("/") in self.texts), "").lstrip("/")

    def outside(self, path: str) -> set[str]:
        """The packages of others that a file imports, by their first names."""
        package = ("convatlas", *Path(path).parent.parts)
        named = (module for node in _imports(ast.parse(self.texts[path])) for module, _ in _named(node, package))
        return {module[0] for module in named} - {"convatlas"}

    def _offered(self, path: str) -> bool:
        """Whether a file is addressed as what it is: a module of `viz` itself, a format, or listed by its room."""
        folder, name = str(Path(path).parent), Path(path).stem
        listed = f'"{name}",' in self.texts.get(f"{folder}/__init__.py", "").replace("]", ",")
        return path.count("/") == 1 or folder in SUB_ROOMS or listed

    def circles(self) -> list[str]:
        """A sentence for all files that import each other in a circle, but for the written exception."""
        links = networkx.DiGraph(
            (one.source, one.target) for one in self.imports if (one.source, room_of(one.target)) not in WRITTEN
        )
        found = [sorted(files) for files in networkx.strongly_connected_components(links) if len(files) > 1]
        return [f"{' and '.join(files)} import each other in a circle" for files in found]

    def upwards(self) -> Iterator[str]:
        """A sentence for each import of a room that stands higher."""
        for one in self.imports:
            source, target = room_of(one.source), room_of(one.target)
            if not (source in ROOMS and target in ROOMS) or (one.source, target) in WRITTEN:
                continue
            if ROOMS.index(target) > ROOMS.index(source):
                yield f"{one.source} imports {one.target}: `{target}` stands above `{source}`"

    def homeless(self) -> Iterator[str]:
        """A sentence for each file that stands in no room."""
        for path in self.texts:
            if room_of(path) not in ROOMS and path not in ("viz/__init__.py", "viz/__main__.py"):
                yield f"{path} stands in no room: add `{room_of(path)}` to the table in tests/rooms.py"

    def private(self) -> Iterator[str]:
        """A sentence for each name that is taken from inside a room of viz, past what its `__init__.py` offers."""
        for one in self.imports:
            source, target = room_of(one.source), room_of(one.target)
            inside = target.startswith("viz/") and source != target and not one.target.endswith("__init__.py")
            if inside and not self._offered(one.target):
                yield f"{one.source} takes `{one.name}` from {one.target}: import it from `{target}`"


def _imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    typing_only = {
        id(inner)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for inner in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in typing_only:
            yield node


def _named(node: ast.Import | ast.ImportFrom, package: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The modules and names of an import, the modules absolute."""
    if isinstance(node, ast.Import):
        yield from ((tuple(alias.name.split(".")), "") for alias in node.names)
        return
    base = package[: len(package) - node.level + 1] if node.level else ()
    module = (*base, *(node.module or "").split(".")) if node.module else base
    yield from ((module, alias.name) for alias in node.names)


def _given(text: str) -> set[str]:
    """The names that a room's `__init__.py` takes from its modules, to give them out."""
    nodes = ast.parse(text).body
    return {alias.name for node in nodes if isinstance(node, ast.ImportFrom) and node.module for alias in node.names}


def room_of(path: str) -> str:
    """The room of a file, such as `viz/graph` of `viz/graph/nodes.py`."""
    parts = Path(path).with_suffix("").parts
    if parts[0] == "viz":
        return "/".join(parts[:2])
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def the_house() -> House:
    """The files as they are."""
    paths = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    return House({path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def main() -> None:
    """Print the rooms from the ground up, each with those that it imports."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for one in the_house().imports:
        if room_of(one.source) in found and room_of(one.source) != room_of(one.target):
            found[room_of(one.source)].add(room_of(one.target))
    for room, below in found.items():
        print(f"{room:22} <- {', '.join(sorted(below))}")


if __name__ == "__main__":
    main()
