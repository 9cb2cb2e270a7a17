"""Chromium as the system has it, for tests that drive it in their own process and for scripts that do so in another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PLAYING: list[Any] = []
NODE = Path(__file__).parents[1] / "node_modules"
AXE = NODE / "axe-core" / "axe.min.js"
MERMAID = NODE / "mermaid" / "dist" / "mermaid.min.js"


@contextmanager
def launched() -> Iterator[Any]:
    """The browser; the test is skipped where it is missing."""
    path = which("chromium") or which("google-chrome")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with _playing() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def _playing() -> Iterator[Any]:
    """Playwright, which runs once in a process: what a fixture of the whole session holds is used again."""
    if PLAYING:
        yield PLAYING[0]
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        PLAYING.append(playwright)
        yield playwright
        PLAYING.clear()


def mermaid() -> Path:
    """The script of Mermaid; the test is skipped where it is missing."""
    if not MERMAID.exists():
        pytest.skip("Mermaid is missing: npm install --no-save mermaid")
    return MERMAID


def axe() -> Path:
    """The script of axe-core; the test is skipped where it is missing."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: npm ci")
    return AXE
