"""Killed at any moment, a file is the old one or the whole new one, and the next run sweeps what was left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

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


COMMANDS = (
    ("draw", "lenet5_study", "-o", "file.svg"),
    ("export", "lenet5_study", "-o", "file.keras"),
    ("export", "lenet5_study", "-o", "file.toml"),
)


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_commands_leave_the_old_file_or_the_new_one(words: tuple[str, ...], tmp_path: Path) -> None:
    command, chance = [sys.executable, "-m", "convatlas.viz", *words], random.Random(2)
    path = tmp_path / words[-1]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    whole, start = path.stat().st_size, time.monotonic()
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    usual = time.monotonic() - start
    for _ in range(int(os.environ.get("KILLS", "5"))):
        path.write_bytes(b"old")
        running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
        try:
            running.wait(chance.uniform(0.5, 1.1) * usual)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert path.stat().st_size == whole or path.read_bytes() == b"old"
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
