"""`convatlas watch` in Chromium: what is saved shows without a reload, what is wrong is told, what is open stays."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest

MODEL = """
import keras
from parts import UNITS
def build():
    inputs = keras.Input((4,), name="image")
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(UNITS, name="first")], name="inner")
    return keras.Model(inputs, keras.layers.Dense(2, name="head")(inner(inputs)), name="net")
"""
LONG = 150_000  # milliseconds
ZOOM = "document.querySelector('architecture-diagram').diagram.viewport.zoom"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    (tmp_path / "nets.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "parts.py").write_text("UNITS = 3\n", encoding="utf-8")
    command = [sys.executable, "-u", "-m", "convatlas.viz", "watch", "nets:build"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, preexec_fn=_interruptible, **pipes) as running:
        assert running.stdout is not None
        url = re.fullmatch(r"open (http://127\.0\.0\.1:\d+/)\n", running.stdout.readline())
        assert url
        yield tmp_path, url[1]
        running.send_signal(signal.SIGINT)
        try:
            told = running.communicate(timeout=60)
            assert told[0] == ""  # it ends without a word
            assert re.fullmatch(
                r".*parts\.py, line 1: .*SyntaxError.*\n", told[1]
            )  # that of the mistake was said before
        finally:
            running.kill()
        assert running.returncode == 0


def _interruptible() -> None:
    """A process that a shell put into the background ignores interrupts, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "convatlas.viz", "watch", "lenet5", "--port", str(port)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout) == (2, "")
    said = f"convatlas: `--port` (={port}) cannot be used: Address already in use; 0 takes a free one\n"
    assert done.stderr == said


@pytest.mark.browser
def test_a_page_follows_the_files(watched: tuple[Path, str]) -> None:
    folder, url = watched
    with chromium.launched() as browser:
        page = browser.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text))
        page.goto(url)
        page.wait_for_selector("architecture-diagram g.n", timeout=LONG)
        page.evaluate("document.querySelector('architecture-diagram').diagram.viewport.zoomBy(0.5)")
        page.evaluate("window.stays = 'no reload'")
        before = page.evaluate(ZOOM)
        (folder / "parts.py").write_text("UNITS = 7\n", encoding="utf-8")
        page.wait_for_selector("g.badge.changed", timeout=LONG)
        assert [page.evaluate("window.stays"), page.evaluate(ZOOM)] == ["no reload", before]
        assert "3 -> 7" in page.inner_text("#changes")
        (folder / "parts.py").write_text("UNITS = = 7\n", encoding="utf-8")
        page.wait_for_selector("#mistake:not([hidden])", timeout=LONG)
        assert page.inner_text("#mistake").startswith(f"{folder / 'parts.py'}, line 1: ")
        assert page.locator("architecture-diagram g.n").count() > 0
        _check_with_axe(page)
        (folder / "parts.py").write_text("UNITS = 7\n", encoding="utf-8")
        page.wait_for_selector("#mistake", state="hidden", timeout=LONG)
        other = browser.new_page()
        other.goto("data:text/html,<title>other</title>")
        read = f"fetch({url!r}).then((answer) => answer.text()).catch(() => 'refused')"
        assert other.evaluate(read) == "refused"
        assert troubles == []


def _check_with_axe(page: Any) -> None:
    page.evaluate(chromium.axe().read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert [found["id"] for found in page.evaluate("axe.run()")["violations"]] == []
