"""Tell a shell what `versions.toml` holds, as `python tests/versions.py pins oldest`."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".toml")
ROOT = TABLE.parents[1]


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


def backends() -> list[str]:
    """The packages of the other backends."""
    return [str(word) for word in table()["backends"]["packages"]]


def marks() -> list[str]:
    """The marks of tests that need them, as an expression."""
    return [" or ".join(table()["backends"]["marks"])]


def contract() -> list[str]:
    """The tests of the blocks' contract that other backends run, as an expression."""
    return [" or ".join(table()["backends"]["contract"])]


def marked() -> list[str]:
    """The files that hold such tests: the other ones may need what is not installed beside them."""
    mark = re.compile(rf"\bmark\.({'|'.join(table()['backends']['marks'])})\b|getattr\(pytest\.mark")
    files = sorted(TABLE.parent.rglob("test_*.py"))
    return [path.relative_to(ROOT).as_posix() for path in files if mark.search(path.read_text(encoding="utf-8"))]


SAYS = {f.__name__: f for f in (pins, needs, tests, backends, marks, contract, marked)}

if __name__ == "__main__":
    print(" ".join(SAYS[sys.argv[1]](*sys.argv[2:])))
