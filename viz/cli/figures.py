"""Parameters and multiply-adds of the networks of the atlas, counted once and kept, so that a list is instant.

`python -m convatlas.viz.cli.figures` counts anew; a test holds what is kept against a fresh count.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

FILE = "figures.json"


@cache
def _kept() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    return table


def figures_of(name: str) -> dict[str, int]:
    """Parameters and multiply-adds of a network of the atlas."""
    return _kept()[name] if name in _kept() else counted(name)


def counted(name: str) -> dict[str, int]:
    """The figures of a network, counted now."""
    from ..sources import trace

    graph = trace(name)
    return {"params": graph.params, "macs": graph.macs}


def main() -> None:
    """Count every network and keep the figures."""
    from ...architectures import names

    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(counted(name))}" for name in names())
    Path(str(files(__package__).joinpath(FILE))).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
