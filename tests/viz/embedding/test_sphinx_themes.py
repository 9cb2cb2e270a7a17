"""Sites of others in Chromium: pictures, explorers and tables by dark switch, on paper, on small screens."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("playwright")
pytest.importorskip("PIL")

from .conftest import Built, build, environment, once, write

pytestmark = [pytest.mark.slow, pytest.mark.browser]
THEMES = ("alabaster", "furo", "pydata_sphinx_theme")
PAGES = {
    "conf.py": """
project, version, copyright = "foreign", "1", "nobody"
extensions = ["convatlas.viz.sphinxext"]
exclude_patterns = ["_build"]
architecture_cache = "_build/graphs"
html_context = {"default_mode": "auto"}
""",
    "index.rst": """
Networks
========

.. architecture:: lenet5
   :caption: A static picture

.. architecture:: lenet5_study
   :interactive:
   :caption: An explorer

.. layer-table:: resnet18
   :columns: kind, input_shape, output_shape, kernel, strides, params, trainable, macs, memory, receptive_field, dtype
   :depth: 1
   :caption: A very long caption about a very wide table, that says much more than any reader of tables wants to know

.. family-table:: resnet18 resnet34 resnet50

.. architecture-diff:: vgg11 vgg13
   :picture:
""",
}
LIGHT = {"picture": "(255, 255, 255)", "difference": "(255, 255, 255)", "explorer": "rgb(255, 255, 255)"}
DARK = {"picture": "(13, 17, 23)", "difference": "(13, 17, 23)", "explorer": "rgb(13, 17, 23)"}
PAPER = {
    "still": True,
    "buttons": "none",
    "ground": "rgb(255, 255, 255)",
    "text": "rgb(27, 31, 36)",
    "picture": "light",
    "table": "visible",
    "fits": True,
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What Chromium saw of one site in every theme that is installed."""
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is missing")
    made = once(tmp_path_factory, "themes", visited)
    assert made.status == 0, made.output
    found: dict[str, dict[str, Any]] = json.loads(made.output)
    return found


def visited(folder: Path) -> Built:
    """The site in every theme, visited."""
    write(folder, PAGES)
    sites = []
    for theme in filter(importlib.util.find_spec, THEMES):
        options = ("-q", "-W", "-D", f"html_theme={theme}", "-d", f"_build/trees-{theme}")
        done = build(folder, "html", *options, output=f"_build/{theme}")
        assert (done.status, done.output) == (0, "")
        sites.append(f"{theme}={folder / '_build' / theme}")
    command = [sys.executable, str(Path(__file__).with_name("themes_visited.py")), *sites]
    seen = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=200, env=environment())
    return Built(folder, seen.stdout or seen.stderr, seen.returncode)


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    return str(request.param)


@pytest.fixture
def seen(everything: dict[str, dict[str, Any]], theme: str) -> dict[str, Any]:
    return everything[theme]


def test_pictures_and_explorers_follow_the_switch_of_the_theme(seen: dict[str, Any], theme: str) -> None:
    assert seen["light"] == LIGHT
    assert seen["switched"] is (theme != "alabaster")
    assert seen["dark"] == (LIGHT if theme == "alabaster" else DARK)  # which is light whatever the system is


def test_nothing_of_ours_hinders_anyone(seen: dict[str, Any]) -> None:
    assert seen["axe"] == []


def test_nothing_is_complained_about_or_fetched_from_outside(seen: dict[str, Any]) -> None:
    assert (seen["complaints"], seen["outside"]) == ([], [])


def test_explorers_and_tables_are_worked_by_keyboard(seen: dict[str, Any]) -> None:
    first, second, third = seen["keyboard"]
    assert first == third
    assert None is not first != second is not None
    assert seen["scroll"] == {
        "tabindex": 0,
        "role": "group",
        "label": PAGES["index.rst"].split(":caption: ")[3].split("\n")[0],
    }


def test_paper_is_light_and_shows_the_static_picture(seen: dict[str, Any]) -> None:
    assert seen["paper"] == seen["dark paper"] == PAPER


def test_a_small_screen_scrolls_tables_and_not_the_page(seen: dict[str, Any]) -> None:
    assert seen["over"] == 0
