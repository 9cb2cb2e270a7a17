"""Only plain files are read, within bounds that a user may raise; every refusal is told whole."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from convatlas.files import ConvatlasError, Unreadable, limits, parsed_json, parsed_toml, read_bytes, read_text
from convatlas.files.reading import check_nesting, check_plain

posix = pytest.mark.skipif(os.name != "posix", reason="needs the special files of POSIX")
DEEP = "nests deeper than 200 levels, more within `viz.limits(nesting=...)`"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Unreadable) as caught:
        act()
    return str(caught.value)


def test_a_text_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes("ünï\r\nend".encode())
    assert read_text(tmp_path / "file") == "ünï\nend"
    assert read_bytes(tmp_path / "file") == "ünï\r\nend".encode()


@posix
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    (tmp_path / "terminal").symlink_to("/dev/tty")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert refusal(lambda: check_plain("socket")) == "is a socket; only plain files are read"
    assert refusal(lambda: read_bytes("pipe")) == "is a pipe; only plain files are read"
    assert refusal(lambda: read_text("terminal")) == "is a device; only plain files are read"
    assert refusal(lambda: read_text(tmp_path)) == "is a folder; only plain files are read"
    (tmp_path / "loop").symlink_to("loop")
    assert refusal(lambda: read_text("loop")) == "cannot be read: too many levels of symbolic links"
    assert refusal(lambda: read_text("none")) == "cannot be read: no such file or directory"


def test_bytes_are_bounded_and_the_bound_is_the_users(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x" * 1001)
    with limits(text=1000):
        assert refusal(lambda: read_text(path)) == (
            "has 1,001 bytes; at most 1,000 are allowed, more within `viz.limits(text=...)`"
        )
        with limits(text=1001):
            assert len(read_text(path)) == 1001
    assert len(read_text(path)) == 1001


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs the files of Linux' kernel")
def test_files_that_tell_no_size_are_bounded_too() -> None:
    with limits(text=10):
        assert refusal(lambda: read_bytes("/proc/self/maps")) == (
            "has more than 10 bytes; at most 10 are allowed, more within `viz.limits(text=...)`"
        )


def test_other_bytes_than_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"caf\xe9")
    assert refusal(lambda: read_text(tmp_path / "file")) == "is no UTF-8 text: byte 3 is 0xe9"


JSON = [
    ("[1,", "is no JSON: Expecting value: line 1 column 4 (char 3)"),
    (b"\xff", "is no JSON: invalid start byte at byte 0"),
    ("[" * 100_000, DEEP),
    ("1" * 5000, "holds a number of more than 4,300 digits"),
]
TOML = [
    ("a = ", "is no TOML: Invalid value (at end of document)"),
    ("a = " + "[" * 3000 + "]" * 3000, DEEP),
    (".".join("a" * 100_000) + " = 1", DEEP),
    ("[" + ".".join(['"a b"'] * 1000) + "]", DEEP),
    ("x = {" + " . ".join("a" * 1000) + " = 1}", DEEP),
    ("a = " + "1" * 5000, "holds a number of more than 4,300 digits"),
]


@pytest.mark.parametrize(("text", "told"), JSON, ids=range(len(JSON)))
def test_what_is_no_json_is_told(text: str | bytes, told: str) -> None:
    assert refusal(lambda: parsed_json(text)) == told


@pytest.mark.parametrize(("text", "told"), TOML, ids=range(len(TOML)))
def test_what_is_no_toml_is_told(text: str, told: str) -> None:
    assert refusal(lambda: parsed_toml(text)) == told


def test_plain_toml_with_many_dots_is_read() -> None:
    assert parsed_toml(f"a = [{'0.5, ' * 1000}]\nb = '{'.' * 1000}'") == {"a": [0.5] * 1000, "b": "." * 1000}


VALUES = [
    ([[[[1]]]], "nests deeper than 3 levels, more within `viz.limits(nesting=...)`"),
    ({"a": "\ud800"}, "holds half a character, which no text may"),
    ({"\udfff": 1}, "holds half a character, which no text may"),
    ([10**400], "holds a number that is not within 1e+18"),
    ([float("nan")], "holds nan, which is no number"),
    ([-float("inf")], "holds -inf, which is no number"),
]


@pytest.mark.parametrize(("value", "told"), VALUES, ids=range(len(VALUES)))
def test_values_are_bounded(value: object, told: str) -> None:
    with limits(nesting=3):
        assert refusal(lambda: check_nesting(value)) == told
        check_nesting({"a": [[1, 2.5, True, None, "ü"]]})


def test_bounds_are_checked() -> None:
    for changes, told in (
        (
            {"node": 1},
            "`node` is no bound, did you mean nodes? (text, declaration, nesting, nodes, parts, figure, data, seconds)",
        ),
        ({"nodes": 0}, "`nodes` (=0) must be a positive whole number"),
    ):
        with pytest.raises(ConvatlasError) as caught, limits(**changes):
            pass
        assert str(caught.value) == told
