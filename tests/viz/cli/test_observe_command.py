"""`convatlas observe`: a page or a table of a network at work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> str:
    np.savez(tmp_path / "inputs.npz", x_test=np.ones((3, 28, 28, 1), "float32"), y_test=np.zeros(3))
    return "inputs.npz"


def test_a_page_tells_what_was_seen(run: Run, data: str, tmp_path: Path) -> None:
    status, out, err = run("observe", "lenet5_study", "--data", data, "--runs", "1", "-o", "page.html")
    assert (status, out) == (0, "")
    assert err.splitlines()[:2] == [
        "lenet5_study has weights made at random",
        "lenet5_study seen at work on 3 samples, told in page.html",
    ]
    assert "<architecture-diagram" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_without_a_page_a_table_is_printed(run: Run, data: str) -> None:
    status, out, _ = run("observe", "lenet5_study", "--data", data, "--runs", "1")
    lines = out.splitlines()
    assert (status, lines[0]) == (0, "lenet5_study")
    assert lines[1].split()[:2] == ["name", "output"]
    assert any(line.startswith("3 samples; ") and line.endswith("batch of 3, median of 1") for line in lines)


def test_images_are_brought_to_the_networks_size(run: Run, tmp_path: Path) -> None:
    for name, grey in (("one.png", 0), ("two.jpg", 255)):
        Image.new("RGB", (40, 30), (grey, grey, grey)).save(tmp_path / name)
    status, out, _ = run("observe", "lenet5_study", "--data", "one.png", "--data", "two.jpg", "--runs", "1")
    assert status == 0
    assert "0 to 1" in next(line for line in out.splitlines() if line.startswith("input "))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("-o", "page.svg", "--data", "inputs.npz"),
            "`--output` (=page.svg) must end in .html: the explorer, which tells what was seen",
        ),
        (
            ("--data", "missing.npz"),
            "`--data` (=missing.npz) cannot be read: [Errno 2] No such file or directory: 'missing.npz'",
        ),
        (
            ("--data", "digits", "--data", "one.png"),
            "`--data` (=digits one.png) must be one name or .npz file, or image files",
        ),
    ],
    ids=["page", "file", "mixture"],
)
def test_mistakes_are_told_in_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    status, out, err = run("observe", "lenet5_study", *words)
    assert (status, out, err.splitlines()[-1]) == (2, "", f"convatlas: {said}")
