"""Fragments from the command line, pasted into a page that was written by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mine</title></head>
<body><main><h1>Mine</h1>{first}<p>and once more</p>{second}</main></body></html>"""


def test_two_fragments_in_one_page_are_two_explorers(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is missing")
    command = [sys.executable, "-m", "convatlas.viz", "draw", "lenet5", "--format", "html", "--fragment"]
    drawn = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=100, check=True).stdout
    page = tmp_path / "mine.html"
    page.write_text(PAGE.format(first=drawn, second=drawn), encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("visiting.py")), "pasted", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"complaints": [], "live": 2, "twice": [], "closed": [True, False]}
