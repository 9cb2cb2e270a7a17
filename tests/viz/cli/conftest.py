"""`run`: the command line in this process, in an empty folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convatlas.viz.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.chdir(tmp_path)

    def run_(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["convatlas", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return int(stopped.value.code or 0), out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    return run_
