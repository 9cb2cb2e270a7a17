"""Who may import whom: rooms from the ground up, no circles, nothing private from another room."""

from __future__ import annotations

from pathlib import Path

import pytest
from rooms import FRONT_ENDS, GROUND_UP, ROOMS, ROOT, House, the_house

HEAVY = ("keras", "tensorflow", "jax", "torch")
WITH_KERAS = ("viz/tracer/", "viz/observing/")  # one reads what a network is, the other runs it


@pytest.fixture(scope="module")
def house() -> House:
    return the_house()


def test_no_files_import_each_other_in_a_circle(house: House) -> None:
    assert house.circles() == []


def test_no_room_imports_one_that_stands_above_it(house: House) -> None:
    assert list(house.upwards()) == []


def test_every_file_stands_in_a_room(house: House) -> None:
    assert list(house.homeless()) == []


def test_rooms_take_from_each_other_what_these_offer(house: House) -> None:
    assert list(house.private()) == []


def test_only_what_reads_or_runs_networks_imports_keras(house: House) -> None:
    found = {path for path in house.texts if path.startswith("viz/") for name in house.outside(path) if name in HEAVY}
    assert [path for path in found if not path.startswith(WITH_KERAS)] == []


def test_only_front_ends_know_the_architectures_and_inside_functions_alone(house: House) -> None:
    known = [
        one for one in house.imports if one.source.startswith("viz/") and one.target.startswith(("arch", "blocks"))
    ]
    assert known
    assert [one for one in known if not (one.late and one.source.startswith(FRONT_ENDS))] == []


def test_viz_holds_rooms_and_few_modules_and_no_room_is_crowded() -> None:
    assert len(list((ROOT / "viz").glob("*.py"))) <= 6
    crowded = {room: len(list((ROOT / room).glob("[a-z]*.py"))) for room in ROOMS if room.startswith("viz/")}
    assert {room: number for room, number in crowded.items() if number > 16} == {}


def test_the_table_of_rooms_stands_in_the_guide_for_contributors() -> None:
    assert f"```text\n{GROUND_UP}\n```" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


PLAIN = {"files/writing.py": "", "viz/graph/nodes.py": "", "viz/words/labels.py": ""}
WRONG = {
    "a circle": (
        {"viz/words/labels.py": "def f():\n    from .escape import g", "viz/words/escape.py": "from .labels import f"},
        ["viz/words/escape.py and viz/words/labels.py import each other in a circle"],
    ),
    "an import upwards": (
        {"viz/graph/nodes.py": "from ..words.labels import f"},
        [
            "viz/graph/nodes.py imports viz/words/labels.py: `viz/words` stands above `viz/graph`",
            "viz/graph/nodes.py takes `f` from viz/words/labels.py: import it from `viz/words`",
        ],
    ),
    "no room": (
        {"viz/attic.py": ""},
        ["viz/attic.py stands in no room: add `viz/attic` to the table in tests/rooms.py"],
    ),
    "a private name": (
        {"viz/words/labels.py": "from ..graph.nodes import Node", "viz/graph/__init__.py": "from .nodes import Node"},
        ["viz/words/labels.py takes `Node` from viz/graph/nodes.py: import it from `viz/graph`"],
    ),
}


@pytest.mark.parametrize(("texts", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_both_files(texts: dict[str, str], said: list[str]) -> None:
    house = House(PLAIN | texts)
    assert [*house.circles(), *house.upwards(), *house.homeless(), *house.private()] == said


def test_imports_are_seen_late_ones_too(house: House) -> None:
    found = {(one.source, one.target): one.late for one in house.imports}
    assert found["viz/graph/graph.py", "viz/graph/nesting.py"] is False
    assert found["viz/graph/graph.py", "viz/pictures/__init__.py"] is True
    assert "keras" in house.outside("viz/tracer/calls.py")
    assert Path(ROOT, "viz/tracer/calls.py").is_file()
