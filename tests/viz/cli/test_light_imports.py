"""Commands import what they use: what needs no Keras does not load it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

from convatlas import viz
from convatlas.viz.cli.quiet import for_good

HEAVY = (
    "keras",
    "tensorflow",
    "jax",
    "torch",
    "networkx",
    "rich.console",
    "fpdf",
    "pandas",
    "matplotlib",
    "resvg_py",
    "h5py",
)
RUN = f"""
import json, sys
from convatlas.viz.cli import main
try:
    main()
except SystemExit as stopped:
    print(json.dumps([stopped.code or 0, [name for name in {HEAVY} if name in sys.modules]]), file=sys.stderr)
"""


def heavy(folder: Path, *words: str) -> list[object]:
    """Exit status of a command, and the heavy modules that it has loaded."""
    command = [sys.executable, "-c", RUN, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=True)
    found: list[object] = json.loads(done.stderr.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two exported graphs."""
    made = tmp_path_factory.mktemp("exported")
    for name in ("vgg11", "vgg13"):
        (made / f"{name}.arch.json").write_text(viz.trace(name).to_json(), encoding="utf-8")
    viz.tabulate(made / "vgg11.arch.json").save(made / "layers.md")
    return made


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--help",), 0),
        (("list",), 0),
        (("draw", "vgg11.arch.json", "-o", "net.svg"), 0),
        (("draw", "vgg11.arch.json", "-o", "net.html"), 0),
        (("draw", "vgg11.arch.json", "--style", "volume", "-o", "net.tikz"), 0),
        (("table", "vgg11.arch.json", "--columns", "params,macs,receptive_field"), 0),
        (("compare", "vgg11.arch.json", "vgg13.arch.json"), 0),
        (("diff", "vgg11.arch.json", "vgg13.arch.json"), 1),
        (("export", "vgg11.arch.json", "-o", "copy.arch.json"), 0),
        (("check", "layers.md"), 0),
        (("draw", "resnet51"), 2),
        (("draw", "missing.keras"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_no_model_is_read_without_keras(folder: Path, words: tuple[str, ...], status: int) -> None:
    assert heavy(folder, *words) == [status, []]


def test_what_is_imported_for_good_is_not_searched_for_what_could_be_freed() -> None:
    before = gc.get_freeze_count()
    with for_good():
        assert not gc.isenabled()
        made = [[]]  # type: ignore[var-annotated]
    assert gc.isenabled()
    assert gc.get_freeze_count() > before
    assert not any(one is made for one in gc.get_objects())
    gc.unfreeze()


def test_who_does_without_the_search_keeps_it_that_way() -> None:
    gc.disable()
    try:
        with for_good():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
