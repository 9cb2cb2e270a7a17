"""Narrow terminals: nothing is cut."""

from __future__ import annotations

import re
import sys

import pytest

from convatlas.viz.cli.listing import list_command, list_rows


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_list_is_whole_in_any_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    list_command("lenet")
    shown = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert max(map(len, shown.splitlines())) <= columns
    assert "…" not in shown
    words = " ".join(shown.split())
    for name, parameters, macs, taken, paper in list_rows("lenet"):
        assert name in words
        for said in (parameters, macs, *taken.split(), *paper.split()):
            assert said in words
