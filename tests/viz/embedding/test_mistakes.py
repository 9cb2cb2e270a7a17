"""Where in a user's project a mistake is: the innermost line of theirs, whatever was raised around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from convatlas.viz.embedding.mistakes import place_of

BROKEN = {
    "syntax": ("x = 1\ny = = 2\n", 2),
    "value": ("import json\n\njson.loads('{')\n", 3),
    "wrapped": (
        "def f():\n    raise ValueError('no')\ntry:\n    f()\nexcept ValueError as e:\n    raise KeyError from e\n",
        2,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_innermost_line_of_the_project_is_told(name: str, tmp_path: Path) -> None:
    text, line = BROKEN[name]
    file = tmp_path / "mine.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((SyntaxError, ValueError, KeyError)) as failed:
        exec(compile(text, str(file), "exec"), {})
    assert place_of(failed.value) == (str(file), line)


def test_a_mistake_of_nobody_has_no_place() -> None:
    assert place_of(ValueError("no")) == ("", 0)
