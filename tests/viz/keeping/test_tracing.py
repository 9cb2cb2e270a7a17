"""The command line finds a graph it has traced before, and traces anew when what made it has changed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from convatlas import viz
from convatlas.viz.keeping import Store, folder, kept, shown
from convatlas.viz.sources import tracing_by

MODELS = """
import json, pathlib
import keras
from sizes import UNITS
with open("traced.txt", "a") as file:
    file.write("x")
def build():
    extra = json.loads(pathlib.Path("extra.json").read_text())
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(UNITS + extra)], name="net")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    files = {"models_kept.py": MODELS, "sizes.py": "UNITS = 3\n", "extra.json": "0"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("models_kept", "sizes"):
        sys.modules.pop(name, None)


def params(project: Path) -> int:
    """The parameters of the project's model, traced as a new process would."""
    for name in ("models_kept", "sizes"):
        sys.modules.pop(name, None)
    time.sleep(0.1)  # what was saved this instant is not kept
    with tracing_by(kept(Store(project / "kept"))):
        return viz.trace("models_kept:build").params


def times_traced(project: Path) -> int:
    return len((project / "traced.txt").read_text(encoding="utf-8"))


def test_a_model_is_traced_once_while_its_files_are_as_they_were(project: Path) -> None:
    assert (params(project), params(project), times_traced(project)) == (15, 15, 1)


@pytest.mark.parametrize(
    ("name", "text", "expected"), [("sizes.py", "UNITS = 10\n", 50), ("extra.json", "2", 25)], ids=["code", "data"]
)
def test_what_the_model_imports_or_reads_makes_it_anew(project: Path, name: str, text: str, expected: int) -> None:
    assert params(project) == 15
    (project / name).write_text(text, encoding="utf-8")
    assert (params(project), params(project), times_traced(project)) == (expected, expected, 2)


def test_networks_and_declarations_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from convatlas import architectures

    architectures.save("lenet5_study", tmp_path / "mine.toml")
    monkeypatch.chdir(tmp_path)
    traced: list[str] = []
    way = kept(Store(tmp_path / "kept"), before=lambda: traced.append("x"))
    time.sleep(0.1)
    with tracing_by(way):
        for _ in range(2):
            assert viz.trace("mine.toml").params == viz.trace("lenet5_study").params == 61706
        assert viz.trace("lenet5_study", input_shape=(64, 64, 1)).params > 61706
    assert len(traced) == 3
    viz.trace("lenet5_study")
    assert len(traced) == 3  # outside, nothing of it is left


def run(project: Path, *words: str, **environment: str) -> str:
    """A command in a process of its own; the heavy modules that it has loaded."""
    code = "import sys, atexit; atexit.register(lambda: print('keras' in sys.modules)); "
    command = [sys.executable, "-c", f"{code}from convatlas.viz.cli import main; main()", *words]
    settings = os.environ | {"CONVATLAS_CACHE": str(project / "kept")} | environment
    done = subprocess.run(command, cwd=project, env=settings, capture_output=True, text=True, timeout=200, check=True)
    return done.stdout.splitlines()[-1]


def test_a_second_command_needs_no_keras(project: Path) -> None:
    command = ("draw", "models_kept:build", "-o", "net.svg")
    assert run(project, *command) == "True"
    drawn = (project / "net.svg").read_bytes()
    assert run(project, "table", "models_kept:build") == "False"
    assert run(project, *command) == "False"
    assert (project / "net.svg").read_bytes() == drawn
    (project / "kept").rename(project / "aside")
    (project / "kept").write_text("no folder")
    assert run(project, *command) == "True"
    assert (project / "net.svg").read_bytes() == drawn


@pytest.mark.parametrize("said", [("--no-cache",), ()], ids=["option", "variable"])
def test_nothing_is_kept_where_that_is_not_wanted(project: Path, said: tuple[str, ...]) -> None:
    off = {} if said else {"CONVATLAS_CACHE": "off"}
    assert run(project, "table", "models_kept:build", *said, **off) == "True"
    assert not (project / "kept").exists()


def test_the_folder_is_the_users_or_where_a_variable_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONVATLAS_CACHE", str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.setenv("CONVATLAS_CACHE", " OFF ")
    assert (folder(), shown()) == (None, "nowhere")
    monkeypatch.delenv("CONVATLAS_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    found = folder()
    assert found is not None
    assert found.name == "convatlas"
    if sys.platform == "linux":
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        assert shown() == "~/.cache/convatlas"
