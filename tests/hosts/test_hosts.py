"""What is ours in pages of others, in Chromium: whole in its frame, legible, columns in line, indented."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("PIL")
pytest.importorskip("playwright")
pytest.importorskip("pypandoc")

from convatlas import viz

from .hosts import HOSTS
from .visiting import Seen, visited

pytestmark = pytest.mark.hosts
STEP = 16  # pixels that each block around a name moves it
LEAST = 4.5
FIGURES = os.environ.get("HOSTS_FIGURES", "")  # a file for all that was measured


@pytest.fixture(scope="module", params=HOSTS)
def looks(request: pytest.FixtureRequest, browser: Any, address_of: Callable[[str], str]) -> dict[str, Seen]:
    """What was seen of a host's page, by its look and the system's."""
    found = visited(browser, address_of(request.param), HOSTS[request.param], request.param)
    if FIGURES:
        with open(FIGURES, "a", encoding="utf-8") as file:
            file.write(json.dumps({request.param: found}) + "\n")
    return found


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return request.node.callspec.params["looks"]


@pytest.fixture
def explores(name: str) -> bool:
    return HOSTS[name].explores


def test_pages_were_light_and_dark(looks, name):
    for look, seen in looks.items():
        assert seen["pages"][0]["isDark"] == ("dark" in f"{name} {look}".split(" on ")[0]), look


def test_pictures_are_whole_in_their_frame_and_not_stretched(looks, explores):
    for look, seen in looks.items():
        assert len(seen["pictures"]) == (2 if explores else 3), look
        for each in seen["pictures"]:
            assert each["said"].startswith("resnet18: "), look
            assert (each["width"] > 100, each["cut"], each["stretched"]) == (True, 0, pytest.approx(100, abs=1)), look


def test_explorers_are_whole_in_their_frame(looks, explores):
    for look, seen in looks.items():
        assert len(seen["explorers"]) == int(explores), look
        for each in (*seen["explorers"], *seen["frames"]):
            assert (each["width"] > 300, each["cut"]) == (True, 0), look
        for each in seen["explorers"]:
            assert each["past"] < 0, (look, each)


def test_tables_have_contrast(looks):
    for look, seen in looks.items():
        told = [each["contrast"] for kind in ("tables", "rows", "painted") for each in seen[kind]]
        assert len(seen["tables"]) == 2, look
        assert min(told) >= LEAST, (look, told)


def test_columns_are_in_line(looks):
    for look, seen in looks.items():
        for each in (*seen["tables"], *seen["rows"]):
            apart = [(column["cells"], column["texts"]) for column in each["columns"]]
            assert max(map(max, apart)) <= 1, (look, apart)
        sides = [[column["side"] for column in each["columns"]] for each in seen["tables"]]
        assert sides == [["left"] * 3 + ["right"] * 2, ["left"] * 4 + ["right"] * 2], look


def test_blocks_move_names_to_the_right(looks):
    rows = viz.tabulate("resnet18", depth=2).rows
    levels = [0, *(row.level for row in rows), 0]
    for look, seen in looks.items():
        places = [place for _, place in seen["tables"][0]["names"]]
        assert [place - places[0] for place in places] == pytest.approx([STEP * level for level in levels], abs=1), look
