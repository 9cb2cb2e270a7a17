"""Graphs kept in one folder by several sites, builders and commands."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convatlas.viz import Graph, Node
from convatlas.viz.keeping import Store, Traced, Wanted
from convatlas.viz.keeping.made_by import code_digest
from convatlas.viz.keeping.store import digest

NET = Graph("net", (Node("fc", "Dense"),))
KEPT = Traced(NET, {})


def test_two_sites_with_modules_of_one_name_do_not_mix(tmp_path: Path) -> None:
    store, wanted = Store(tmp_path), Wanted("models:build")
    store.keep(wanted, KEPT, tmp_path / "one")
    assert store.find(wanted, tmp_path / "one") == KEPT
    assert store.find(wanted, tmp_path / "two") is None


def test_a_place_that_is_said_again_is_the_same_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, wanted = Store(tmp_path), Wanted("models:build")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    store.keep(wanted, KEPT, tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))  # as a `conf.py` does for every builder of one process
    assert store.find(wanted, tmp_path / "site") == KEPT


def test_sites_share_the_networks_of_the_atlas(tmp_path: Path) -> None:
    store, wanted = Store(tmp_path), Wanted("resnet50", (64, 64, 3))
    store.keep(wanted, KEPT, tmp_path / "one")
    assert store.find(wanted, tmp_path / "two") == KEPT
    assert store.find(Wanted("resnet50"), tmp_path / "two") is None


def test_a_graph_is_valid_while_its_files_are_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "models.py"
    file.write_text("one", encoding="utf-8")
    store, wanted = Store(tmp_path / "kept"), Wanted("models:build")
    traced = Traced(NET, {str(file): digest(file)})
    store.keep(wanted, traced)
    assert store.find(wanted) == traced
    file.write_text("two", encoding="utf-8")
    assert store.find(wanted) is None


def test_a_file_is_known_by_its_bytes_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml", "other.json"):
        (tmp_path / name).write_text("the same", encoding="utf-8")
    store = Store(tmp_path / "kept")
    store.keep(Wanted("one.toml"), KEPT, tmp_path)
    assert store.find(Wanted(str(tmp_path / "two.toml"))) == KEPT
    assert store.find(Wanted("other.json"), tmp_path) is None
    (tmp_path / "one.toml").write_text("another", encoding="utf-8")
    assert store.find(Wanted("one.toml"), tmp_path) is None


def test_what_was_saved_while_it_was_traced_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "models.py"
    file.write_text("one", encoding="utf-8")
    store, traced = Store(tmp_path / "kept"), Traced(NET, {str(file): digest(file)})
    store.keep(Wanted("models:build"), traced, tmp_path, since=os.stat(file).st_mtime - 1)
    assert store.find(Wanted("models:build"), tmp_path) is None
    store.keep(Wanted("models:build"), traced, tmp_path, since=os.stat(file).st_mtime + 1)
    assert store.find(Wanted("models:build"), tmp_path) == traced


def test_a_module_found_elsewhere_from_now_on_is_another_source(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    store.keep(Wanted("json:loads"), KEPT, tmp_path)
    assert store.find(Wanted("json:loads"), tmp_path) == KEPT
    (tmp_path / "json.py").write_text("", encoding="utf-8")
    assert store.find(Wanted("json:loads"), tmp_path) is None


@pytest.mark.parametrize(
    "variable", [("KERAS_BACKEND", "torch"), ("KERAS_HOME", "elsewhere")], ids=["backend", "settings"]
)
def test_another_backend_or_other_settings_trace_anew(
    variable: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.keep(Wanted("resnet50"), KEPT)
    assert store.find(Wanted("resnet50")) == KEPT
    monkeypatch.setenv(*variable)
    assert store.find(Wanted("resnet50")) is None


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-9], lambda c: b"", lambda c: c.replace(b"net", b"ten"), lambda c: b"\n[]"]
)
def test_a_damaged_entry_is_none_and_is_kept_anew(damage: object, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(Wanted("resnet50"), KEPT)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))  # type: ignore[operator]
    assert store.find(Wanted("resnet50")) is None
    store.keep(Wanted("resnet50"), KEPT)
    assert store.find(Wanted("resnet50")) == KEPT


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    size = len(_one_entry(tmp_path / "one"))
    store = Store(tmp_path / "kept", largest=4 * size + 64)
    for number in range(4):
        store.keep(Wanted("resnet50", (number + 1,)), KEPT)
        for entry in (tmp_path / "kept").iterdir():
            os.utime(entry, (entry.stat().st_atime, entry.stat().st_mtime - 100))
    assert store.find(Wanted("resnet50", (1,))) == KEPT
    store.keep(Wanted("resnet50", (5,)), KEPT)
    assert [bool(store.find(Wanted("resnet50", (number,)))) for number in range(1, 6)] == [
        True,
        False,
        True,
        True,
        True,
    ]


def _one_entry(folder: Path) -> bytes:
    Store(folder).keep(Wanted("resnet50", (1,)), KEPT)
    (entry,) = folder.iterdir()
    return entry.read_bytes()


def test_what_a_killed_process_left_goes_in_time(tmp_path: Path) -> None:
    left = tmp_path / ".abc.graph.123"
    left.write_bytes(b"half")
    store = Store(tmp_path)
    store.keep(Wanted("resnet50"), KEPT)
    assert left.exists()  # another process may be writing it
    os.utime(left, (time.time() - 7200, time.time() - 7200))
    store.keep(Wanted("vgg16"), KEPT)
    assert not left.exists()


KEEP_FOR_EVER = """
import sys
from convatlas.viz import Graph, Node
from convatlas.viz.keeping import Store, Traced, Wanted
graph = Graph("net", tuple(Node(f"layer{number}", "Dense") for number in range(500)))
print("begins", flush=True)
while True:
    Store(sys.argv[1]).keep(Wanted("resnet50"), Traced(graph, {}))
"""


def test_processes_that_write_one_entry_and_are_killed_leave_a_whole_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEEP_FOR_EVER, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
    store, ends = Store(tmp_path), time.monotonic() + 60
    while not any(tmp_path.glob("[!.]*.graph")) and time.monotonic() < ends:
        time.sleep(0.01)
    found = [store.find(Wanted("resnet50")) for _ in range(20)]
    for process in running:
        process.kill()
        process.communicate()
    assert [len(one.graph.nodes) for one in [*found, store.find(Wanted("resnet50"))] if one] == [500] * 21


def test_a_full_disk_keeps_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))  # bytes that a file may have
    try:
        store.keep(Wanted("resnet50"), KEPT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store(tmp_path / "file" / "folder")
    store.keep(Wanted("resnet50"), KEPT)
    assert store.find(Wanted("resnet50")) is None


def test_other_code_traces_anew(tmp_path: Path) -> None:
    (tmp_path / "viz/tracer").mkdir(parents=True)
    (tmp_path / "viz/tracer/calls.py").write_text("one", encoding="utf-8")
    before = code_digest(tmp_path)
    (tmp_path / "viz/tracer/calls.py").write_text("two", encoding="utf-8")
    assert code_digest(tmp_path) != before
