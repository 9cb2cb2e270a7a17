"""Killed at any moment, a file is the old one or the whole new one, and the next run sweeps what was left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import killing
import pytest

from convatlas.files import write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs the signals of POSIX")
WRITER = """
import itertools
from convatlas.files import write_whole
for number in itertools.count():
    write_whole("file", str(number % 10) * 3_000_000)
"""


def test_old_or_new_but_never_half(tmp_path: Path) -> None:
    chance = random.Random(1)
    for _ in range(12):
        writer = subprocess.Popen([sys.executable, "-c", WRITER], cwd=tmp_path)
        until = time.monotonic() + 60
        while not (tmp_path / "file").exists() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1 + chance.random() / 4)
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL
        text = (tmp_path / "file").read_text()
        assert (len(text), len(set(text))) == (3_000_000, 1)
    write_whole(tmp_path / "other", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "other"]


NEVER = ("half", "failed", "left", "lost")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
@pytest.mark.parametrize("command", [name for name in (*killing.WRITTEN, "train") if name != "onnx"])
def test_commands_leave_the_old_or_the_new(command: str, tmp_path: Path) -> None:
    check_kills(command, tmp_path)


@pytest.mark.onnx
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
def test_export_as_onnx_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    pytest.importorskip("tf2onnx")
    check_kills("onnx", tmp_path)


def check_kills(command: str, tmp_path: Path) -> None:
    kills = int(os.environ.get("KILLS", "3"))
    script = [sys.executable, str(killing.__file__), command, str(kills), "1"]
    told = subprocess.run(script, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()
    found = json.loads(told[-1])
    assert found["kills"] == kills
    assert [found.get(name, 0) for name in NEVER] == [0, 0, 0, 0]
