"""A recipe runs on every backend of Keras: it learns, is taken up again, and leaves the same files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WORDS = ["train", "lenet5", "--data", "set.npz", "--batch-size", "16", "-o", "run"]


def run(folder: Path, backend: str, *words: str) -> None:
    command = [sys.executable, "-m", "convatlas.viz", *WORDS, "--backend", backend, *words]
    environment = {key: value for key, value in os.environ.items() if key != "KERAS_BACKEND"} | {"JAX_PLATFORMS": "cpu"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("backend", [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ("jax", "torch")])
def test_a_recipe_learns_and_goes_on(backend: str, tmp_path: Path, shades: Any) -> None:
    pytest.importorskip(backend)
    (x_train, y_train), (x_test, y_test) = shades(96, 16, 1, 3), shades(48, 16, 1, 3, seed=1)
    np.savez(tmp_path / "set.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    run(tmp_path, backend, "--epochs", "2")
    run(tmp_path, backend, "--epochs", "4", "--resume")
    history = json.loads((tmp_path / "run" / "history.json").read_text())
    assert len(history["loss"]) == 4
    assert history["loss"][-1] < history["loss"][0]
    assert (tmp_path / "run" / "index.html").exists()
