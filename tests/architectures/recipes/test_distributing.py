"""Over several devices and processes a training comes to the same as over one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WORDS = ["train", "lenet5", "--data", "set.npz", "--epochs", "2", "--batch-size", "16"]


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "convatlas.viz", *WORDS, *words]
    environment = {key: value for key, value in os.environ.items() if key != "KERAS_BACKEND"}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def history_of(folder: Path, *processes: subprocess.Popen[str]) -> Any:
    for process in processes:
        _, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
    return json.loads((folder / "history.json").read_text())


@pytest.fixture
def folder(tmp_path: Path, shades: Any) -> Path:
    (x_train, y_train), (x_test, y_test) = shades(64, 16, 1, 4), shades(32, 16, 1, 4, seed=1)
    np.savez(tmp_path / "set.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return tmp_path


def assert_close(one: dict[str, list[float]], other: dict[str, list[float]]) -> None:
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert other[name] == pytest.approx(values, rel=1e-5), name


@pytest.mark.slow
def test_two_virtual_devices_mirrored_come_to_the_same_as_one(folder: Path) -> None:
    one = history_of(folder / "one", start(folder, "-o", "one"))
    both = start(folder, "-o", "two", "--distribute", "mirrored", "--devices", "2")
    assert_close(one, history_of(folder / "two", both))


@pytest.mark.slow
@pytest.mark.jax
def test_two_processes_data_parallel_come_to_the_same_as_one(folder: Path) -> None:
    pytest.importorskip("jax")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    one = history_of(folder / "one", start(folder, "-o", "one", "--backend", "jax"))
    words = [
        "-o",
        "two",
        "--backend",
        "jax",
        "--distribute",
        "data-parallel",
        "--addresses",
        address,
        "--processes",
        "2",
    ]
    two = [start(folder, *words, "--rank", rank) for rank in ("0", "1")]
    assert_close(one, history_of(folder / "two", *two))
    assert (folder / "two" / "index.html").exists()


@pytest.mark.slow
def test_a_batch_that_devices_cannot_share_is_refused(folder: Path) -> None:
    process = start(folder, "-o", "two", "--distribute", "mirrored", "--devices", "3")
    assert process.communicate(timeout=600)[1] == (
        "convatlas: `batch_size` (=16) must be a multiple of 3, the devices\n"
    )
    assert process.returncode == 2
