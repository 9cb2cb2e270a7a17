"""Stops of every kind, and how training goes on after them: to the same weights, bit for bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from trained_aside import trained_aside

from convatlas import architectures
from convatlas.architectures import recipes
from convatlas.architectures.recipes import Interrupted, Recipe, RecipeError, setting
from convatlas.architectures.recipes.watching import Watch

Signaller = Callable[[int, int], None]


@pytest.fixture
def signal_at(monkeypatch: pytest.MonkeyPatch) -> Signaller:
    """Have a real signal come to this process after so many steps."""

    def at(steps: int, number: int) -> None:
        usual, seen = Watch.on_train_batch_end, [0]

        def step(self: Watch, batch: int, logs: Any = None) -> None:
            seen[0] += 1
            if seen[0] == steps:
                os.kill(os.getpid(), number)
            usual(self, batch, logs)

        monkeypatch.setattr(Watch, "on_train_batch_end", step)

    return at


def held(path: Path) -> list[Any]:
    """All numbers of a checkpoint: weights, and what the optimizer keeps."""
    model = keras.models.load_model(path)
    return [*model.get_weights(), *(np.asarray(v) for v in model.optimizer.variables)]


def assert_same(one: Path, other: Path) -> None:
    for name in ("last", "best"):
        pairs = zip(held(one / f"{name}.keras"), held(other / f"{name}.keras"), strict=True)
        assert all(np.array_equal(a, b) for a, b in pairs)
    for name in ("history.json", "history.csv", "confusion.csv"):
        assert (one / name).read_text() == (other / name).read_text()


def assert_whole(folder: Path) -> None:
    """No draft is left, and every file can be read to its end."""
    assert not list(folder.rglob("*.draft*"))
    for path in folder.glob("*.keras"):
        assert zipfile.ZipFile(path).testzip() is None
    for path in folder.glob("*.json"):
        json.loads(path.read_text())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize(("steps", "number"), [(6, signal.SIGTERM), (4, signal.SIGINT)])
def test_interrupted_and_resumed_equals_uninterrupted(
    tmp_path: Path, kept: Path, grey: Any, quick: Recipe, signal_at: Signaller, steps: int, number: int
) -> None:
    if not (kept / "whole").exists():
        recipes.train(quick, data=grey, output=kept / "whole", verbose=0)
    signal_at(steps, number)  # of 4 steps an epoch: in the middle of the second, at the end of the first
    with pytest.raises(Interrupted, match=r"saved to .*last\.keras: --resume goes on$") as stopped:
        recipes.train(quick, data=grey, output=tmp_path / "parts", verbose=0)
    assert stopped.value.number == number
    assert signal.getsignal(number) is not None
    result = recipes.train(quick, data=grey, output=tmp_path / "parts", resume=True, verbose=0)
    assert_same(kept / "whole", tmp_path / "parts")
    assert_whole(tmp_path / "parts")
    assert len(result.history["loss"]) == 3


def test_dropout_and_adam_go_on_too(tmp_path: Path, colours: Any, signal_at: Signaller) -> None:
    network = architectures.get("lenet5").with_(name="dropping", input_shape=(32, 32, 3))
    dropping = network.with_(head=(*network.head[:1], architectures.part("Dropout", rate=0.5), *network.head[1:]))
    recipe = recipes.get("lenet5").with_(network=dropping, epochs=2)
    recipes.train(recipe, data=colours, output=tmp_path / "whole", verbose=0)
    signal_at(1, signal.SIGTERM)
    with pytest.raises(Interrupted, match="stopped at epoch 1, step 1;"):
        recipes.train(recipe, data=colours, output=tmp_path / "parts", verbose=0)
    recipes.train(recipe, data=colours, output=tmp_path / "parts", resume=True, verbose=0)
    assert_same(tmp_path / "whole", tmp_path / "parts")


def test_early_stopping_remembers_how_long_it_waited(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    still = quick.with_(optimizer=setting("SGD", learning_rate=0.0), epochs=9)
    whole = recipes.train(still, data=grey, output=tmp_path / "whole", verbose=0)
    assert len(whole.history["loss"]) == 4  # one best epoch, and a patience of three
    recipes.train(still, data=grey, epochs=2, output=tmp_path / "parts", verbose=0)
    parts = recipes.train(still, data=grey, epochs=9, output=tmp_path / "parts", resume=True, verbose=0)
    assert parts.history == whole.history
    again = recipes.train(still, data=grey, output=tmp_path / "parts", resume=True, verbose=0)
    assert again.history == whole.history  # it has stopped for good


def test_a_number_of_steps_ends_training_within_an_epoch(grey: Any, quick: Recipe) -> None:
    result = recipes.train(quick.with_(steps=6), data=grey, verbose=0)
    assert len(result.history["loss"]) == 2
    assert int(recipes.train(quick.with_(steps=6), data=grey, verbose=0).model.optimizer.iterations) == 6


def test_a_loss_that_is_no_number_ends_with_one_line(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    schedule = setting("PiecewiseConstantDecay", boundaries=(5,), values=(0.01, 1e30))
    wild = quick.with_(optimizer=setting("SGD", learning_rate=schedule))
    with pytest.raises(RecipeError) as stopped:
        recipes.train(wild, data=grey, output=tmp_path / "run", verbose=0)
    last = tmp_path / "run" / "last.keras"
    assert str(stopped.value) in [
        f"the loss became {loss} in epoch 2, step 4; the last good checkpoint is {last}, of epoch 1"
        for loss in ("nan", "inf")
    ]
    assert all(np.isfinite(values).all() for values in held(last))
    with pytest.raises(RecipeError, match=r"in epoch 1, step \d; there is no checkpoint before that$"):
        recipes.train(quick.with_(optimizer=setting("SGD", learning_rate=1e30)), data=grey, verbose=0)


FULL = """
import resource, signal, sys
import numpy as np
from convatlas.architectures import recipes
rng = np.random.default_rng(0)
pair = rng.integers(0, 255, (40, 12, 12, 1)).astype("uint8"), rng.integers(0, 3, 40)
recipe = recipes.get("lenet5").with_(epochs=2)
recipes.train(recipe, data=(pair, pair), epochs=1, output=sys.argv[1], verbose=0)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    recipes.train(recipe, data=(pair, pair), epochs=2, output=sys.argv[1], resume=True, verbose=0)
except recipes.RecipeError as error:
    print(error)
"""


def test_a_full_disk_ends_with_one_line_and_the_last_good_checkpoint(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path / "run")], capture_output=True, text=True)
    last = tmp_path / "run" / "last.keras"
    assert done.stdout == f"`output` (={last.parent}): File too large; the last good checkpoint is {last}, of epoch 1\n"
    assert held(last)
    assert zipfile.ZipFile(last).testzip() is None


@pytest.mark.slow
def test_killed_in_mid_epoch_and_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    options: Any = {"data": "digits", "epochs": 4, "verbose": 0}
    recipes.train("lenet5", output=tmp_path / "whole", **options)
    process = trained_aside(tmp_path, epochs=4)
    time.sleep(0.2)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    recipes.train("lenet5", output=tmp_path / "run", resume=True, **options)
    assert_same(tmp_path / "whole", tmp_path / "run")
    assert_whole(tmp_path / "run")


def test_what_a_killed_process_was_writing_is_cleared_away(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    recipes.train(quick, data=grey, epochs=1, output=tmp_path, verbose=0)
    (tmp_path / ".convatlas-0123456789abcdef.draft.keras").write_bytes(b"half")
    (tmp_path / "samples" / ".convatlas-0123456789abcdef.draft.png").write_bytes(b"half")
    recipes.train(quick, data=grey, epochs=2, output=tmp_path, resume=True, verbose=0)
    assert_whole(tmp_path)


def test_a_broken_checkpoint_is_named(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    recipes.train(quick, data=grey, epochs=1, output=tmp_path, verbose=0)
    (tmp_path / "last.keras").write_bytes(b"no archive")
    with pytest.raises(RecipeError) as refused:
        recipes.train(quick, data=grey, epochs=2, output=tmp_path, resume=True, verbose=0)
    assert str(refused.value) == f"{tmp_path / 'last.keras'} is no checkpoint of this run: File is not a zip file"


def test_a_folder_of_other_files_is_refused_and_left_as_it_was(tmp_path: Path, grey: Any, quick: Recipe) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(RecipeError) as refused:
        recipes.train(quick, data=grey, epochs=1, output=tmp_path, verbose=0)
    assert str(refused.value) == (
        f"`output` (={tmp_path}) holds files and no run, which could be lost: name another folder"
    )
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("index.html", "mine")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"seed": 5}, "`seed` (=5) cannot change: the run in {run} has 0"),
        ({"batch_size": 8}, "`batch_size` (=8) cannot change: the run in {run} has 16"),
        ({"limit": 8}, "`limit` (=8) cannot change: the run in {run} has None"),
        ({"data": "digits"}, "`data` (=digits) cannot change: the run in {run} has arrays"),
        ({"data": None}, "`data` must be given again: the run was trained on arrays"),
        ({"recipe": "lenet5_study"}, "`recipe` (=lenet5_study) cannot change: the run in {run} has lenet5"),
        (
            {"resume": False},
            "`output` (={run}) holds a run already: go on with `resume`, or name another folder",
        ),
        ({"output": None}, "`resume` needs `output`, the folder of the run to go on with"),
    ],
)
def test_resume_refuses_what_would_be_another_run(
    kept: Path, grey: Any, quick: Recipe, changes: dict[str, Any], text: str
) -> None:
    if not (kept / "run").exists():
        recipes.train(quick, data=grey, epochs=1, output=kept / "run", verbose=0)
    asked = {"recipe": quick, "data": grey, "output": kept / "run", "resume": True, "verbose": 0} | changes
    with pytest.raises(RecipeError) as refused:
        recipes.train(**asked)
    assert str(refused.value) == text.format(run=kept / "run")
