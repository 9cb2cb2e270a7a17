"""Files are written whole or not at all; what is no plain file is written through."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convatlas.files import ConvatlasError, streams, write_folder, write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="needs the special files of POSIX")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, who may make devices")


def refusal(path: str | os.PathLike[str], content: Any = "new") -> str:
    with pytest.raises(ConvatlasError) as caught:
        write_whole(path, content)
    return str(caught.value)


@pytest.mark.parametrize("content", ["ünï\n", b"\x00\xff"])
def test_file_holds_what_was_given(content: str | bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("something longer before", encoding="utf-8")
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(tmp_path.iterdir()) == [path]


def test_who_writes_by_path_is_given_a_draft_of_the_same_ending(tmp_path: Path) -> None:
    drafts: list[Path] = []

    def write(draft: Path) -> None:
        drafts.append(draft)
        draft.write_bytes(b"by itself")

    write_whole(tmp_path / "net.keras", write)
    assert (tmp_path / "net.keras").read_bytes() == b"by itself"
    assert (drafts[0].parent, drafts[0].suffix) == (tmp_path, ".keras")
    assert [path.name for path in tmp_path.iterdir()] == ["net.keras"]


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    path.write_text("old")

    def fail(draft: Path) -> None:
        draft.write_text("half")
        raise RuntimeError("out of thoughts")

    with pytest.raises(RuntimeError, match="out of thoughts"):
        write_whole(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "new"


def test_link_to_nothing_yet_leads_to_the_new_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "new"


def test_new_file_may_be_read_by_whom_the_folder_allows(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("", encoding="utf-8")
    write_whole(tmp_path / "whole", "")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o666])
def test_mode_of_a_file_is_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@root
def test_owner_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    os.chown(path, 1234, 2345)
    write_whole(path, "new")
    assert (path.stat().st_uid, path.stat().st_gid, path.read_text()) == (1234, 2345, "new")


@posix
@pytest.mark.parametrize("ending", [".svg", ""])
def test_names_may_be_as_long_as_the_file_system_allows(ending: str, tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 120 + "x" * (15 - len(ending)) + ending)
    write_whole(path, "new")
    assert len(os.fsencode(path.name)) == 255
    assert path.read_text() == "new"


# --- what is no plain file --------------------------------------------------------------------------------------------
@posix
def test_a_pipe_is_written_through(tmp_path: Path) -> None:
    pipe, came = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"picture" * 50_000)
    reader.join()
    assert came == [b"picture" * 50_000]
    assert pipe.is_fifo()


@posix
def test_a_pipe_that_nobody_reads_is_left_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == f"`path` (={tmp_path}/pipe): nobody has read the pipe for 0 seconds"
    assert (tmp_path / "pipe").is_fifo()


@posix
def test_a_socket_is_written_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # addresses are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        server.listen()
        write_whole("socket", "picture")
        peer, _ = server.accept()
        with peer:
            assert peer.recv(100) == b"picture"
    assert (tmp_path / "socket").is_socket()


@root
def test_a_device_is_written_through_and_stays(tmp_path: Path) -> None:
    for name, number in (("null", 3), ("full", 7)):
        os.mknod(tmp_path / name, 0o666 | stat.S_IFCHR, os.makedev(1, number))
    write_whole(tmp_path / "null", "away")
    assert refusal(tmp_path / "full") == f"`path` (={tmp_path}/full): no space left on device"
    assert all((tmp_path / name).is_char_device() for name in ("null", "full"))


@posix
@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_standard_output_is_written_where_it_goes(place: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    code = f"from convatlas.files import write_whole; write_whole({place!r}, 'picture')"
    through_pipe = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE)
    assert through_pipe.stdout == b"picture"
    with open(tmp_path / "out", "w") as out:
        out.write("before ")
        out.flush()
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "before picture"
    near, far = socket.socketpair()
    with near, far:
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=far, check=True)
        assert near.recv(100) == b"picture"


@posix
def test_what_must_be_a_file_goes_through_no_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe", lambda draft: None) == (
        f"`path` (={tmp_path}/pipe): is no plain file, which this format needs"
    )


# --- refusals ---------------------------------------------------------------------------------------------------------
def _nothing(folder: Path) -> str:
    return str(folder / "none" / "file")


def _folder(folder: Path) -> str:
    (folder / "taken.svg").mkdir()
    return str(folder / "taken.svg")


def _loop(folder: Path) -> str:
    (folder / "loop").symlink_to("loop")
    return str(folder / "loop")


def _file_as_folder(folder: Path) -> str:
    (folder / "file").write_text("")
    return str(folder / "file" / "inside")


REFUSALS: list[tuple[Callable[[Path], str], str]] = [
    (_nothing, "there is no folder {folder}/none"),
    (_folder, "is a folder"),
    (lambda folder: f"{folder}/", "is a folder"),
    (_file_as_folder, "there is no folder {folder}/file"),
]
POSIX_REFUSALS: list[tuple[Callable[[Path], str], str]] = [
    (_loop, "too many levels of symbolic links"),
    (lambda _: "/proc/self/comm", "belongs to the kernel, and holds no files of yours"),
    (lambda _: "/sys/kernel/new.svg", "belongs to the kernel, and holds no files of yours"),
    (lambda folder: f"{folder}/a\0b", "embedded null byte"),
]


@pytest.mark.parametrize(("make", "reason"), REFUSALS + (POSIX_REFUSALS if sys.platform == "linux" else []))
def test_refusals_are_one_line(make: Callable[[Path], str], reason: str, tmp_path: Path) -> None:
    path = make(tmp_path)
    there = sorted(tmp_path.iterdir())
    told = path.replace("\0", r"\x00")
    assert refusal(path) == f"`path` (={told}): {reason.format(folder=tmp_path)}"
    assert sorted(tmp_path.iterdir()) == there


@posix
def test_a_name_that_is_too_long_is_told_in_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal("x" * 300) == f"`path` (={'x' * 75} ... {'x' * 40}): file name too long"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everything")
def test_a_write_protected_file_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "file").chmod(0o444)
    assert refusal(tmp_path / "file") == f"`path` (={tmp_path}/file): is write-protected"


# --- kills ------------------------------------------------------------------------------------------------------------
KILLED = """
import os, signal
from convatlas.files import write_whole

def write(draft):
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)

write_whole("file", write)
"""


@posix
def test_the_draft_of_a_killed_process_is_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    assert subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path).returncode == -signal.SIGKILL
    drafts = [path.name for path in tmp_path.iterdir() if path.name != "file"]
    assert [bool(re.fullmatch(r"\.convatlas-[0-9a-f]{16}\.draft", name)) for name in drafts] == [True]
    assert (tmp_path / "file").read_text() == "old"
    write_whole(tmp_path / "other", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "other"]


@posix
def test_the_draft_of_a_living_process_is_left(tmp_path: Path) -> None:
    def write(draft: Path) -> None:
        code = "from convatlas.files import write_whole; write_whole('other', 'new')"
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
        draft.write_text("whole")

    write_whole(tmp_path / "file", write)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "other"]
    assert (tmp_path / "file").read_text() == "whole"


@posix
def test_many_writers_of_one_file_leave_one_whole_version(tmp_path: Path) -> None:
    contents = [str(number) * 100_000 for number in range(8)]
    writers = [threading.Thread(target=write_whole, args=(tmp_path / "file", content)) for content in contents]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (tmp_path / "file").read_text() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


WRAPPED = "Exception encountered when calling Net.call().\n\n\x1b[1m'a b' is no scope.\x1b[0m\n\nArguments received: x"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_writer_refuses_is_told_in_a_line_without_the_words_around_it(kind: str, tmp_path: Path) -> None:
    def refuse(draft: Path) -> None:
        raise ValueError(WRAPPED)

    path = tmp_path / "net"
    with pytest.raises(ConvatlasError) as told:
        write_whole(path, refuse) if kind == "file" else write_folder(path, refuse, holds=())
    assert str(told.value).startswith(f"`path` (={path}): 'a b' is no scope.")
    assert "\\x1b" not in str(told.value)
