"""Tell a shell what `versions.toml` holds, as `python tests/versions.py pins oldest`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".toml")


def table() -> dict[str, Any]:
    """The whole of the file."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def pins(turn: str) -> list[str]:
    """Requirements of the row with that turn, or of that version of Keras."""
    (row,) = (row for row in table()["rows"] if turn in (row.get("turn"), row["keras"]))
    return [f"keras=={row['keras']}", f"tensorflow=={row['tensorflow']}"]


def needs() -> list[str]:
    """What the tests need beside the product."""
    return [str(word) for word in table()["needs"]]


def tests() -> list[str]:
    """Every test that is run against other versions."""
    return [str(path) for path in table()["tests"]]


SAYS = {f.__name__: f for f in (pins, needs, tests)}

if __name__ == "__main__":
    print(" ".join(SAYS[sys.argv[1]](*sys.argv[2:])))
