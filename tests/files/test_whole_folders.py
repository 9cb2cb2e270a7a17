"""Folders are written whole or not at all, and nothing that is not theirs is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from convatlas.files import ConvatlasError, folders, write_folder

HOLDS = ("a", "b", "inner")


def filled(folder: Path, text: str) -> None:
    (folder / "inner").mkdir()
    (folder / "a").write_text(text)
    (folder / "inner" / "deep").write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def whole(text: str) -> dict[str, str]:
    return {"a": text, "inner/deep": text}


@pytest.mark.parametrize("exchange", [True, False], ids=["at once", "in steps"])
def test_a_new_folder_takes_the_place_of_the_old(
    exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(folders, "exchanged", lambda one, other: False)
    for text in ("old", "new"):
        write_folder(tmp_path / "saved", lambda draft, text=text: filled(draft, text), holds=HOLDS)  # type: ignore[misc]
        assert content(tmp_path / "saved") == whole(text)
    assert os.listdir(tmp_path) == ["saved"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_names_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert folders.exchanged(tmp_path / "a", tmp_path / "b")
    assert os.listdir(tmp_path / "a") == ["b"]
    assert not folders.exchanged(tmp_path / "a", tmp_path / "none")


def test_a_writer_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    write_folder(tmp_path / "saved", lambda draft: filled(draft, "old"), holds=HOLDS)

    def fail(draft: Path) -> None:
        (draft / "a").write_text("half")
        raise RuntimeError("out of thoughts")

    with pytest.raises(RuntimeError, match="out of thoughts"):
        write_folder(tmp_path / "saved", fail, holds=HOLDS)
    assert content(tmp_path / "saved") == whole("old")
    assert os.listdir(tmp_path) == ["saved"]


KILLED = """
import os, signal, sys
from pathlib import Path
from convatlas.files import write_folder

def write(draft):
    (draft / "a").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)

write_folder(sys.argv[1], write, holds=("a", "inner"))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    write_folder(tmp_path / "saved", lambda draft: filled(draft, "old"), holds=HOLDS)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "saved")], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert content(tmp_path / "saved") == whole("old")
    assert len(os.listdir(tmp_path)) == 2
    write_folder(tmp_path / "saved", lambda draft: filled(draft, "new"), holds=HOLDS)
    assert os.listdir(tmp_path) == ["saved"]


def refusal(path: Path) -> str:
    with pytest.raises(ConvatlasError) as caught:
        write_folder(path, lambda draft: filled(draft, "new"), holds=HOLDS, name="--output")
    return str(caught.value)


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "thesis.tex").write_text("years")
    (tmp_path / "file").write_text("mine")
    where = f"`--output` (={tmp_path / 'docs'})"
    assert refusal(tmp_path / "docs") == f"{where} holds thesis.tex, which would be lost; name another folder"
    assert refusal(tmp_path / "file") == f"`--output` (={tmp_path / 'file'}) is a file; name another folder"
    assert refusal(tmp_path / "no" / "where") == f"`--output` (={tmp_path / 'no' / 'where'}): No such file or directory"
    assert (tmp_path / "docs" / "thesis.tex").read_text() == "years"


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_folder(tmp_path / "link", lambda draft: filled(draft, "new"), holds=HOLDS)
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == whole("new")
