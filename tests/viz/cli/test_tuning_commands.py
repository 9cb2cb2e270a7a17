"""Fine-tuning, folders of images and exported runs, from the command line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from convatlas.architectures import recipes

Run = Callable[..., tuple[int, str, str]]


def pictures(root: Path) -> None:
    rng = np.random.default_rng(0)
    for number, name in enumerate(("dark", "light", "middle")):
        for index in range(10):
            shade = [20, 220, 120][number]
            image = (shade + rng.integers(0, 20, (12, 16, 3))).astype("uint8")
            path = root / name / f"{index}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(path)


@pytest.fixture
def tuned(run: Run) -> Path:
    """A run that starts from another one; its folder."""
    pictures(Path("photos"))
    (Path("photos") / "dark" / "broken.jpg").write_bytes(b"nothing")
    assert run("train", "lenet5", "--data", "photos", "--epochs", "2", "-o", "start")[0] == 0
    words = ("--weights", "start", "--freeze", "stage1", "--lr", "1e-3", "--head-epochs", "1", "--rate-decay", "0.5")
    more = ("--class-weights", "balanced", "--label-smoothing", "0.1", "--epochs", "3")
    status, out, err = run("train", "lenet5", "--data", "photos", "-o", "tuned", *words, *more)
    assert (status, out) == (0, f"open {Path('tuned/index.html').resolve().as_uri()}\n"), err
    assert "note: 1 of 31 files of `data` are left out, since they cannot be read" in err
    return Path("tuned")


def test_a_tuned_run_and_what_is_done_with_it(run: Run, tuned: Path) -> None:
    page = (tuned / "index.html").read_text(encoding="utf-8")
    assert "Phase(epochs=1, freeze=all)" in page
    status, out, err = run("evaluate", "tuned")
    assert (status, err) == (0, "")
    assert f"on 6 validation images of {Path('photos').resolve()}" in out.replace("\n", " ")
    status, out, err = run("predict", "tuned", "photos", "--top", "1", "-f", "csv")
    assert (status, len(list(csv.DictReader(out.splitlines())))) == (0, 30)
    assert err == f"note: left out: `image` (={Path('photos/dark/broken.jpg')}) is no image that Pillow reads\n"
    strict = run("train", "lenet5", "--data", "photos", "--strict", "-o", "strict")
    assert strict[:2] == (2, "")
    assert strict[2].startswith("convatlas: `image` (=")
    _exported(run, tuned)


def _exported(run: Run, tuned: Path) -> None:
    """What is exported takes raw images and gives what the run gives."""
    pixels = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 1)).astype("float32")
    wanted = recipes.serving_model(tuned)(pixels)
    network = recipes.evaluate(tuned)
    assert wanted.shape == (2, len(network.classes))
    assert run("export", "tuned", "-o", "net.keras") == (0, "", "tuned exported to net.keras\n")
    np.testing.assert_allclose(keras.models.load_model("net.keras")(pixels), wanted, atol=1e-5)
    assert run("export", "tuned", "-o", "net.tflite")[0] == 0
    assert Path("net.tflite").read_bytes()[4:8] == b"TFL3"
    assert run("export", "tuned", "-o", "served")[0] == 0
    assert (Path("served") / "saved_model.pb").is_file()


MISTAKES = {
    ("--weights", "no.keras"): "convatlas: `weights` (='no.keras'): there is no such file\n",
    ("--lr", "0"): "convatlas: `learning_rate` (=0.0) must be a number above 0\n",
    ("--freeze", "stage7"): (
        "convatlas: `freeze` (='stage7') must be one of stem, stage1, stage2, head, "
        "did you mean stage2 or stage1 or stem?\n"
    ),
}


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes(words: tuple[str, ...], run: Run) -> None:
    assert run("train", "lenet5", "--data", "digits", *words) == (2, "", MISTAKES[words])


def test_the_study_notes_vgg_says_what_becomes_of_it(run: Run) -> None:
    status, out, _ = run("train", "vgg16_study", "--dry-run")
    assert status == 0
    assert "as the notes have it, this network stays at one answer for all images" in out
