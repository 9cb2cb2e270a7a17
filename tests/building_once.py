"""Sites that pytest's workers share: the first that asks builds one, the others wait for it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convatlas.files import write_whole

Make = Callable[[Path], tuple[str, int]]  # from a folder to what was said and the exit status


def built_once(factory: pytest.TempPathFactory, name: str, make: Make) -> tuple[Path, str, int]:
    """The folder that `make` fills, what was said, and the exit status."""
    root = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder, told = root / f"once-{name}", root / f"once-{name}.json"
    try:
        folder.mkdir()
    except FileExistsError:
        return folder, *_awaited(told)
    try:
        output, status = make(folder)
    except Exception as error:
        output, status = repr(error), -1
    write_whole(told, json.dumps([output, status]))
    return folder, output, status


def _awaited(told: Path) -> tuple[str, int]:
    for _ in range(3000):
        if told.exists():
            found: list[Any] = json.loads(told.read_text(encoding="utf-8"))
            return found[0], found[1]
        time.sleep(0.1)
    raise TimeoutError(f"nobody made {told}")
