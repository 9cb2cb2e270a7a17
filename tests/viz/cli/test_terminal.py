"""Terminals of few characters, full disks, closed streams, backends and modules that fail: one line and status 2."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


def convatlas(words: str, folder: Path, **env: str) -> tuple[int, bytes, bytes]:
    """Run the command line, with what a shell may do to its streams."""
    command = f"{sys.executable} -m convatlas.viz {words}"
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, env={**os.environ, **env})
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("encoding", "by"), [("ascii", b"\t32 x 32 x 1\t"), ("latin-1", b"\t32 \xd7 32 \xd7 1\t")])
def test_characters_that_the_terminal_lacks_become_plain_ones(encoding: str, by: bytes, tmp_path: Path) -> None:
    status, out, err = convatlas("list lenet", tmp_path, PYTHONIOENCODING=encoding)
    assert (status, err) == (0, b"")
    assert by in out
    assert b"?" not in out


@pytest.mark.slow
def test_documents_are_utf8_wherever_they_go(tmp_path: Path) -> None:
    _, out, _ = convatlas("table lenet5_study -f json", tmp_path, PYTHONIOENCODING="ascii")
    assert out == convatlas("table lenet5_study -f json", tmp_path)[1]


LINES = [
    ("draw lenet5_study > /dev/full", "convatlas: standard output: no space left on device\n"),
    ("list > /dev/full", "convatlas: standard output: no space left on device\n"),
    ("draw lenet5_study -o taken", "convatlas: `path` (=taken): the ending tells no picture format ("),
    ("draw lenet5_study -o taken.svg", "convatlas: `path` (=taken.svg): is a folder\n"),
    ("draw leaves:odd", "convatlas: `leaves:odd` raised Odd: x (leaves.py, line 3)\n"),
    ("draw leaves:gone", "convatlas: `leaves:gone` ends the process with status 3\n"),
    ("draw leaves:silent", "convatlas: `leaves:silent` raised Silent: no reason given (leaves.py, line 7)\n"),
    ("draw leaves:mute", "convatlas: `leaves:mute` raised ValueError: x (leaves.py, line 9)\n"),
    ("draw lenet5_study -o new.svg/", "convatlas: Invalid value for '--output' / '-o': new.svg/ names a folder: "),
    (
        "export lenet5_study -o new.keras/",
        "convatlas: Invalid value for '--output' / '-o': new.keras/ names a folder: ",
    ),
    ("export lenet5_study -o /dev/null", "convatlas: `--output` (=/dev/null) is a file; name another folder\n"),
    ("draw ends:model", "convatlas: module `ends` fails when imported: SystemExit: 0 (ends.py, line 2)\n"),
]
LEAVES = "import os\nclass Odd(BaseException): pass\ndef odd(): raise Odd('x')\ndef gone(): os._exit(3)\n"
LEAVES += "class Silent(Exception):\n    def __str__(self): raise SystemExit(7)\ndef silent(): raise Silent\n"
LEAVES += "import sys\ndef mute(): sys.stdout = sys.stderr = None; raise ValueError('x')\n"


@pytest.mark.slow
@pytest.mark.parametrize(("words", "line"), LINES, ids=[words for words, _ in LINES])
def test_a_mishap_is_one_line(words: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "leaves.py").write_text(LEAVES)
    (tmp_path / "ends.py").write_text("import sys\nsys.exit(0)\n")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken.svg").mkdir()
    status, _, err = convatlas(words, tmp_path)
    assert (status, err.count(b"\n")) == (2, 1)
    assert err.decode().startswith(line)


@pytest.mark.parametrize("words", ["list", "table lenet5_study", "table resnet18_study -f json"])
def test_a_reader_that_has_had_enough_ends_it_quietly(words: str, tmp_path: Path) -> None:
    command = f"(sleep 0.3; exec {sys.executable} -m convatlas.viz {words}; ) | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_current_folder_that_was_removed_is_told(tmp_path: Path) -> None:
    ours = shlex.join([sys.executable, "-c", "from convatlas.viz.cli import main; main()", "list"])
    command = f"mkdir gone; cd gone; rmdir ../gone; {ours}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    told = "convatlas: the current folder was removed: go to one that is there\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"backend": ["nix"]}', ": `backend` (=['nix']) must be one of tensorflow, jax, torch, openvino\n"),
        ("[1]", " must hold settings by name, and holds a list\n"),
    ],
)
def test_a_broken_choice_in_keras_own_file_is_told(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "keras.json").write_text(text)
    told = f"convatlas: {tmp_path / 'keras.json'}{line}".encode()
    assert convatlas("draw lenet5_study", tmp_path, KERAS_HOME=str(tmp_path), KERAS_BACKEND="") == (2, b"", told)


def test_a_backend_that_does_not_exist_is_told(tmp_path: Path) -> None:
    told = b"convatlas: `KERAS_BACKEND` (=nix) must be one of tensorflow, jax, torch, openvino\n"
    assert convatlas("draw lenet5_study", tmp_path, KERAS_BACKEND="nix") == (2, b"", told)


@pytest.mark.parametrize(
    "words",
    [
        "list >&-",
        "list 2>&-",
        "list >&- 2>&-",
        pytest.param("draw lenet5_study -o a.svg >&- 2>&-", marks=pytest.mark.slow),
    ],
)
def test_closed_streams_end_quietly(words: str, tmp_path: Path) -> None:
    status, _, err = convatlas(words, tmp_path)
    assert (status, err) == (0, b"")


@pytest.mark.slow
def test_a_reader_that_has_had_enough_is_no_mistake(tmp_path: Path) -> None:
    _, out, err = convatlas("draw resnet18_study | head -c 4", tmp_path)
    assert (out, err) == (b"<svg", b"")
