"""A run whose files were damaged, exchanged or taken away says which, in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convatlas.architectures import recipes
from convatlas.architectures.recipes import RecipeError


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "run"
    labels = np.arange(20) % 2
    images = np.random.default_rng(0).integers(0, 256, (20, 12, 12))
    recipes.train("lenet5", data=((images, labels),) * 2, epochs=1, output=folder, verbose=0)
    return folder


def refused(run: Path) -> str:
    with pytest.raises(RecipeError) as caught:
        recipes.evaluate(run, data=(np.zeros((2, 12, 12)), np.arange(2)))
    return str(caught.value)


BROKEN = [
    ("scaling.npz", b"no archive", "scaling.npz is broken: "),
    ("scaling.npz", None, "scaling.npz cannot be read: no such file or directory"),
    ("best.keras", b"PK\x03\x04 torn", "best.keras is broken: File is not a zip file"),
    ("run.json", b"{", "run.json "),
]


@pytest.mark.parametrize(("name", "content", "told"), BROKEN)
def test_the_file_is_named(name: str, content: bytes | None, told: str, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    (run / name).unlink()
    if content is not None:
        (run / name).write_bytes(content)
    assert refused(run).startswith(f"`run` (={run}): {told}")


@pytest.mark.parametrize(
    "change", [{"recipe": {"os": 1}}, {"classes": 3}, {"shape": 3}, {"recipe": []}], ids=lambda change: str(change)
)
def test_a_record_of_another_form_is_broken(change: dict[str, Any], whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (run / "run.json").write_text(json.dumps(record | change), encoding="utf-8")
    assert refused(run).startswith(f"`run` (={run}): run.json is broken: ")
