"""Names of ImageNet's 1,000 classes out of an installed package that carries them, without importing it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CARRIER = "torchvision"
TABLE = ("models/_meta.py", "_IMAGENET_CATEGORIES")


class NoLabels(LookupError):  # noqa: N818
    """Raised where no installed package carries the names."""


def imagenet_labels() -> tuple[str, ...]:
    """The names of the 1,000 classes in the order of the networks' outputs.

    Raises:
        NoLabels: torchvision, which carries them, is not installed.
    """
    spec = find_spec(CARRIER)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        table = _literal(Path(folder, TABLE[0]), TABLE[1])
        if table:
            return tuple(table)
    raise NoLabels(f"the names of ImageNet's classes come with the package {CARRIER}, which is not installed")


def decode(probabilities: Any, labels: Sequence[str] | None = None, *, top: int = 5) -> list[list[tuple[str, float]]]:
    """For every image of a batch the `top` most probable classes, by name, with their probabilities.

    Args:
        probabilities: (N, classes).
        labels: names of the classes; ImageNet's where None.

    Raises:
        ValueError: there are more or fewer names than classes.

    Example:
        >>> decode([[0.1, 0.7, 0.2]], ["cat", "dog", "owl"], top=2)
        [[('dog', 0.7), ('owl', 0.2)]]
    """
    names = imagenet_labels() if labels is None else labels
    decoded = []
    for row in probabilities:
        values = [float(value) for value in row]
        if len(values) != len(names):
            raise ValueError(f"`labels` has {len(names)} names for {len(values)} classes")
        ranked = sorted(zip(names, values, strict=True), key=lambda pair: -pair[1])
        decoded.append(ranked[:top])
    return decoded


def _literal(file: Path, name: str) -> Any:
    """The value of a name that a Python file sets to a literal; None where it does not."""
    if not file.exists():
        return None
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", None) == name for t in statement.targets):
            return ast.literal_eval(statement.value)
    return None
