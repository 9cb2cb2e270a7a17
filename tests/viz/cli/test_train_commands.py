"""train, evaluate and predict: what they print, leave and refuse, and the page of a run."""

from __future__ import annotations

import csv
import html.parser
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from chromium import axe, launched
from hostile import NAMES
from parsed_back import STEERING
from trained_aside import trained_aside

from convatlas.viz.cli.run_page import write_page

Run = Callable[..., tuple[int, str, str]]
WORDS = ("train", "lenet5", "--data", "set.npz", "--epochs", "2")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    pixels = (rng.integers(0, 80, (90, 12, 12)) + labels[:, None, None] * 80).astype("uint8")
    path = tmp_path_factory.mktemp("data") / "set.npz"
    parts = {"x_train": pixels[:60], "y_train": labels[:60], "x_test": pixels[60:], "y_test": labels[60:]}
    np.savez(path, **parts)  # type: ignore[arg-type]
    return path


@pytest.fixture
def trained(run: Run, images: Path) -> Path:
    Path("set.npz").symlink_to(images)
    status, out, err = run(*WORDS, "-o", "run")
    assert (status, out) == (0, f"open {Path('run/index.html').resolve().as_uri()}\n"), err
    assert "Epoch 2/2\n" in err
    assert "right on validation images, with the weights of epoch" in err.splitlines()[-1]
    return Path("run")


class Links(html.parser.HTMLParser):
    """All that a page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for key, value in attrs if key in ("href", "src") and value and value[0] != "#"}


def test_a_run_its_page_and_what_it_answers(run: Run, trained: Path) -> None:
    page = (trained / "index.html").read_text(encoding="utf-8")
    links = Links(page).found
    linked = ("best.keras", "last.keras", "history.csv", "confusion.csv", "layers.csv")
    assert {*(f"./{name}" for name in linked), "architecture.svg"} <= links
    assert all((trained / link).is_file() for link in links)
    assert "61,111" in page  # parameters with three classes
    status, out, err = run("evaluate", "run", "--format", "csv")
    assert (status, err) == (0, "")
    rows = list(csv.DictReader(out.splitlines()))
    assert [row["class"] for row in rows] == ["0", "1", "2", "total"]
    metrics = json.loads((trained / "metrics.json").read_text())
    assert float(rows[-1]["accuracy"]) == pytest.approx(100 * metrics["accuracy"])
    status, out, err = run("predict", "run", "run/samples/01.png", "run/samples/02.png", "--top", "2", "-f", "csv")
    assert (status, err) == (0, "")
    rows = list(csv.DictReader(out.splitlines()))
    assert [row["image"] for row in rows] == ["run/samples/01.png"] * 2 + ["run/samples/02.png"] * 2
    assert 0 < float(rows[1]["probability"]) < float(rows[0]["probability"]) <= 100
    assert run("predict", "run", "none.png") == (
        2,
        "",
        "convatlas: `image` (=none.png) cannot be read: no such file or directory\n",
    )
    status, out, err = run(*WORDS[:4], "--epochs", "3", "-o", "run", "--resume")
    assert (status, "Epoch 3/3\n" in err, "Epoch 2" in err) == (0, True, False)


def test_a_dry_run_tells_what_would_be_done_and_leaves_nothing(run: Run) -> None:
    status, out, err = run("train", "resnet20_cifar", "--dry-run", "--seed", "7")
    assert (status, err, list(Path.cwd().iterdir())) == (0, "", [])
    told = {line[:10].strip(): line[12:] for line in out.splitlines()}
    assert told == {
        "recipe": "resnet20_cifar, of He et al., arXiv:1512.03385, section 4.2",
        "network": "resnet20_cifar, input 32 × 32 × 3, 271 K parameters",
        "data": "cifar10",
        "optimizer": "SGD(learning_rate=PiecewiseConstantDecay(boundaries=(32000, 48000), values=(0.1, 0.01, 0.001)), "
        "momentum=0.9)",
        "loss": "sparse_categorical_crossentropy, weight decay 0.0001",
        "batch size": "128",
        "epochs": "164, of 64,000 steps in all at most",
        "images": "scaled by mean_image, pad_crop(pixels=4), flip()",
        "callbacks": "none",
        "seed": "7",
        "memory": told["memory"],
        "output": "resnet20_cifar-run, new",
    }
    assert told["memory"].startswith("about ")
    assert "weights 1.0 MiB, gradients 1.0 MiB, optimizer 1.0 MiB, activations of a batch" in told["memory"]


def test_a_run_that_is_not_there_to_go_on_with_is_told(run: Run) -> None:
    words = ("train", "lenet5", "--data", "digits", "--limit", "32", "--epochs", "1", "-o", "misspelt", "--resume")
    begins = "`--resume`: there is no run in misspelt to go on with: one begins"
    assert begins in run(*words)[2].splitlines()


MISTAKES = [
    (("train", "lenet"), "`recipe` (=lenet) is unknown, did you mean lenet5"),
    (("train", "lenet5", "--data", "digit"), "`data` (=digit) must be one of digits, mnist5k, mnist, "),
    (("train", "lenet5", "--backend", "numpy"), "`--backend` (=numpy) must be one of tensorflow, jax, torch"),
    (("train", "lenet5", "--backend", "jax"), "`backend` (=jax) comes too late: Keras runs on tensorflow in this "),
    (("train", "lenet5", "--rank", "1"), "`rank` (=1) needs `distribute`, one of mirrored, data-parallel"),
    (("train", "lenet5", "--devices", "2"), "`devices` (=2) comes too late: "),
    (("train", "lenet5", "--data", "digits", "-o", "file"), "`output` (=file) is a file, and has to be a folder\n"),
    (("train", "lenet5", "--epochs", "0"), "Invalid value for '--epochs': "),
    (("evaluate", "nowhere"), "`run` (=nowhere) is no folder of a run: there is no run.json"),
    (("evaluate", "nowhere", "-f", "csvv"), "`format` (='csvv') is no table format, did you mean csv? (csv, html, "),
]


@pytest.mark.parametrize(("words", "line"), MISTAKES, ids=lambda v: " ".join(v) if isinstance(v, tuple) else "")
def test_a_mistake_is_one_line_and_leaves_no_file(run: Run, words: tuple[str, ...], line: str) -> None:
    import tensorflow as tf

    tf.config.list_logical_devices()
    Path("file").touch()
    status, out, err = run(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"convatlas: {line}")
    assert [path.name for path in Path.cwd().iterdir()] == ["file"]


class Elements(html.parser.HTMLParser):
    """The elements of a page with the names of their attributes, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))


def named(folder: Path, names: list[str], files: list[str]) -> str:
    """The page of a run whose classes have these names, with further files of such names."""
    counts = [[name, *("1" if one == other else "0" for other in names)] for one, name in enumerate(names)]
    tables = {
        "confusion": [["class", *names], *counts],
        "predictions": [["image", "class", "predicted", "probability"]],
    }
    tables["predictions"] += [[name, name, f"{name}?", "0.5"] for name in names]
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    made = [folder / name for name in files]
    for path in made:
        path.touch()
    page = write_page(folder, "lenet5_study").read_text(encoding="utf-8")
    for path in made:
        path.unlink()
    return page


@pytest.mark.slow
def test_names_of_classes_and_files_stay_text_on_the_page(trained: Path) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in NAMES.values() if len(text) < 100]
    names = sorted(set(texts) - {"\x00"})
    further = ("javascript:alert(1)", "a#b", "a%41", "data:text,x")
    files = [*filter(is_name, dict.fromkeys(text.replace("/", "").strip(".") for text in (*texts, *further)))]
    for shown in (names[:12], names):
        page = named(trained, shown, files)
        plain = named(trained, [f"class{n:03}" for n in range(len(shown))], [f"file{n:03}" for n in range(len(files))])
        assert Elements(page).found == Elements(plain).found
        assert STEERING.findall(page) == []
        assert all(link.startswith("./") or link == "architecture.svg" for link in Links(page).found)
    pages = {unquote(link.removeprefix("./"), errors="surrogateescape") for link in Links(page).found}
    assert set(files) <= pages


def is_name(text: str) -> bool:
    return bool(text) and "\x00" not in text and len(os.fsencode(text)) < 200


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_saves_first_and_tells_how_to_go_on(tmp_path: Path, number: int, status: int) -> None:
    process = trained_aside(tmp_path, epochs=500)
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (status, "")
    assert err.splitlines()[-1].startswith("convatlas: stopped at epoch ")
    assert err.endswith("; saved to run/last.keras: --resume goes on\n")


@pytest.fixture
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page_of_a_run(trained: Path, browser: Any) -> None:
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto((trained / "index.html").resolve().as_uri())
        page.locator("details").evaluate("element => { element.open = true }")
        page.add_script_tag(path=str(axe()))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]] == []
        page.close()
