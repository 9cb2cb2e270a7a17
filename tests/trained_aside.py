"""A training by the command line, in a process of its own, to be stopped in its middle."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path


def trained_aside(folder: Path, *, epochs: int) -> subprocess.Popen[str]:
    """LeNet-5 on the digits, into `run` in the folder; it has kept an epoch and goes on."""
    command = [sys.executable, "-m", "convatlas.viz", "train", "lenet5", "--data", "digits"]
    options = ["--epochs", str(epochs), "-o", "run"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*command, *options], cwd=folder, text=True, **pipes)
    while not (folder / "run" / "last.keras").exists():
        assert process.poll() is None
        time.sleep(0.01)
    return process
