"""The site, built once as `make docs` builds it."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from building_once import built_once

ROOT = Path(__file__).parents[2]
ADDRESS = "https://example.org/atlas/"
TAG = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Site:
    """The folder of a built site."""

    folder: Path

    @property
    def pages(self) -> dict[str, str]:
        """The HTML of every page of documentation by its name."""
        return {
            path.relative_to(self.folder).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.folder.rglob("*.html"))
            if "_modules" not in path.parts
        }

    def words(self) -> Iterator[str]:
        """What can be read on every page, without pictures."""
        for page in self.pages.values():
            yield html.unescape(TAG.sub("", page))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    pytest.importorskip("furo")
    pytest.importorskip("myst_parser")
    folder, output, status = built_once(tmp_path_factory, "docs", build)
    assert status == 0, output
    return Site(folder)


def build(folder: Path, *options: str) -> tuple[str, int]:
    """Build the site into a folder; what was said, and the exit status."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-j", "2", *options, "docs", str(folder)]
    environment = {**os.environ, "SITE_ADDRESS": ADDRESS}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, env=environment)
    return done.stderr, done.returncode
