"""What a user's own code raises, warns of and prints: one line each, with its place, and never in a drawing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
MODULE = """import keras
import warnings
print("printed at import")
def unsized():
    return keras.Sequential([keras.layers.Dense(2)])
def fails():
    return undefined
def loud():
    print("printed in a call")
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)], name="loud")
def warns(times=1):
    for number in range(times):
        warnings.warn(f"take\\ncare \\x1b[31m {number}" + "x" * 5000)
    return loud()
"""


@pytest.fixture
def module(run: Run) -> Iterator[str]:
    Path("own_code.py").write_text(MODULE, encoding="utf-8")
    Path("own_broken.py").write_text("import math\n\nimport no_such_package\n", encoding="utf-8")
    Path("own_syntax.py").write_text("x = 1\ndef f(:\n", encoding="utf-8")
    yield "own_code"
    for name in [name for name in sys.modules if name.startswith("own_")]:
        sys.modules.pop(name)


@pytest.mark.parametrize("command", ["draw", "table", "compare"])
@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("own_code:fails", "`own_code:fails` raised NameError: name 'undefined' is not defined (own_code.py, line 7)"),
        (
            "own_broken:build",
            "module `own_broken` fails when imported: ModuleNotFoundError: No module named 'no_such_package' "
            "(own_broken.py, line 3)",
        ),
        (
            "own_syntax:f",
            "module `own_syntax` fails when imported: SyntaxError: invalid syntax (own_syntax.py, line 2)",
        ),
        (
            "own_code:unsized",
            "sequential does not know the shape of its input: give --input-shape, without the batch, such as 32x32x3",
        ),
    ],
)
def test_a_mistake_has_its_place_in_every_command(run: Run, module: str, command: str, source: str, line: str) -> None:
    status, out, err = run(command, source)
    assert (status, out) == (2, "")
    assert err.splitlines()[-1] == f"convatlas: {line}"


def test_the_shape_that_is_asked_for_is_taken_as_it_is_told(run: Run, module: str) -> None:
    assert run("draw", f"{module}:unsized", "--input-shape", "5")[0] == 0


def test_what_code_prints_is_in_no_drawing(run: Run, module: str) -> None:
    status, out, err = run("draw", f"{module}:loud", "-f", "svg")
    assert (status, out[:4], out[-7:]) == (0, "<svg", "</svg>\n")
    assert "printed in a call\n" in err


@pytest.mark.filterwarnings("always")
def test_warnings_are_a_printable_line_each_and_not_too_many(run: Run, module: str) -> None:
    status, _, err = run("table", f"{module}:warns")
    (line,) = [line for line in err.splitlines() if "UserWarning" in line]
    assert status == 0
    assert line.startswith("own_code.py, line 13: UserWarning: take care \\x1b[31m 0x")
    assert len(line) < 500
    told = [line for line in run("table", f"{module}:warns(times=50)")[2].splitlines() if "warn" in line.lower()]
    assert (len(told), told[-1]) == (21, "further warnings are not told")
