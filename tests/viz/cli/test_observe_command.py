"""`convatlas observe`: a page or a table of a network at work."""

from __future__ import annotations

import io
import os
import zipfile
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
            "`--data` (=missing.npz) cannot be read: no such file or directory",
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


OTHERS = "it must be a .keras file, a run's folder, module:attribute, or the name or declaration of a network"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken.keras", f"is no Keras file, or a broken one; {OTHERS}"),
        ("gone.keras", ": there is no such file"),
        ("net.arch.json", f"is an exported graph, which has no weights; {OTHERS}"),
        ("old.h5", f"is an old HDF5 file, whose code would be run: load it yourself and save it as .keras; {OTHERS}"),
        ("folder.keras", "is no folder of a run: there is no run.json\n"),
    ],
)
def test_what_cannot_be_seen_at_work_is_called_what_it_is(run: Run, name: str, said: str) -> None:
    Path("folder.keras").mkdir()
    Path("broken.keras").write_text("hello")
    status, out, err = run("observe", name, "--data", "digits")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"convatlas: `model` (={name}){'' if said[0] == ':' else ' '}{said}")


def test_a_declaration_is_seen_with_weights_at_random(run: Run) -> None:
    run("export", "lenet5_study", "-o", "net.toml")
    np.savez("x.npz", x=np.zeros((2, 28, 28, 1), np.float32))
    status, out, err = run("observe", "net.toml", "--data", "x.npz", "--runs", "1", "-o", "-")
    assert (status, err) == (0, "net.toml has weights made at random\n")
    assert out.startswith("lenet5_study\n")


def test_a_model_of_one_named_input_takes_its_data_without_a_word(run: Run) -> None:
    Path("named_input.py").write_text(
        "import keras\n"
        "def build():\n"
        "    taken = keras.Input((4,), name='a')\n"
        "    return keras.Model({'a': taken}, keras.layers.Dense(2)(taken))\n",
        encoding="utf-8",
    )
    np.savez("x.npz", a=np.zeros((40, 4), np.float32))
    status, _, err = run("observe", "named_input:build", "--data", "x.npz", "--runs", "1")
    assert (status, err) == (0, "")


def written(name: str) -> None:
    """A file of arrays, or what is called like one."""
    arrays = {
        "objects.npz": {"x": np.array([{}], dtype=object)},
        "empty.npz": {},
        "number.npz": {"x": np.float32(3)},
        "texts.npz": {"x": np.array(["a", "b"])},
        "claims.npz": {},
    }
    if name in arrays:
        np.savez(name, **arrays[name])
    if name == "other.npz":
        Path(name).write_text("hello")
    if name == "pipe.npz":
        os.mkfifo(name)
    if name == "claims.npz":
        header = io.BytesIO()
        claim = {"descr": "<f4", "fortran_order": False, "shape": (10**12, 28, 28, 1)}
        np.lib.format.write_array_header_1_0(header, claim)
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr("x.npy", header.getvalue())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("objects.npz", ": x holds objects of Python, no numbers"),
        ("empty.npz", " holds no arrays"),
        ("number.npz", " holds x, which is a single number"),
        ("texts.npz", " holds x, which is no numbers, but <U1"),
        ("claims.npz", " is no .npz file: Unable to allocate 2.79 PiB"),
        ("other.npz", " is no .npz file: it is no archive"),
        ("pipe.npz", " is a pipe; only plain files are read"),
    ],
)
def test_archives_that_hold_no_samples_are_one_line(run: Run, name: str, said: str) -> None:
    written(name)
    status, out, err = run("observe", "lenet5_study", "--data", name)
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith(f"convatlas: `--data` (={name}){said}")
