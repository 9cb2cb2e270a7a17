"""Which files of a project a model comes from: the module that makes it, and what that imports of the project."""

from __future__ import annotations

import ast
import os
import site
import sys
import sysconfig
from collections.abc import Container, Iterator
from pathlib import Path
from types import ModuleType

from ..sources import REFERENCE

ELSEWHERE = tuple(
    str(Path(folder).resolve())
    for folder in {*sysconfig.get_paths().values(), *site.getsitepackages(), site.getusersitepackages(), sys.prefix}
)
PACKAGES = ("site-packages", "dist-packages")


def files_of(source: str) -> list[Path]:
    """The files that decide what `source` is; none for a network of the atlas."""
    if REFERENCE.fullmatch(source):
        return sorted(_imported(source.partition(":")[0], set()))
    return [Path(source).resolve()] if os.path.isfile(source) else []


def is_installed(path: str | os.PathLike[str]) -> bool:
    """Whether a file came with Python or a package."""
    text = os.path.realpath(path)
    return text.startswith(ELSEWHERE) or any(f"{os.sep}{name}{os.sep}" in text for name in PACKAGES)


def loaded_since(names: Container[str]) -> set[Path]:
    """The files of the project's modules that are imported by now and are not among `names`."""
    new = [module for name, module in list(sys.modules.items()) if name not in names and not _is_ours(name)]
    files = (getattr(module, "__file__", None) for module in new)
    return {Path(file).resolve() for file in files if file and not is_installed(file)}


def _is_ours(module: str) -> bool:
    """Whether a module is of convatlas, whose code counts for all graphs."""
    return module.partition(".")[0] == "convatlas"


def _imported(name: str, seen: set[str]) -> Iterator[Path]:
    """The file of a module and of all that it imports of the project; what is installed is not of the project."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if name in seen or _is_ours(name) or module is None or not file or is_installed(file):
        return
    seen.add(name)
    yield Path(file).resolve()
    for imported in _names(module, Path(file)):
        yield from _imported(imported, seen)


def _names(module: ModuleType, file: Path) -> Iterator[str]:
    """Names of the modules that a file may import, packages around them included."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _around(alias.name)
        elif isinstance(node, ast.ImportFrom):
            stem = _absolute(module, node)
            yield from _around(stem)
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def _around(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:number]) for number in range(1, len(parts) + 1))


def _absolute(module: ModuleType, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = (module.__package__ or "").split(".")
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])
