"""Graphs kept in one folder by several sites and builders."""

from __future__ import annotations

from pathlib import Path

from convatlas.viz import Graph
from convatlas.viz.embedding import Store, Traced, Wanted
from convatlas.viz.embedding.store import code_digest, digest

KEPT = Traced(Graph("net"), {})


def test_two_sites_with_modules_of_one_name_do_not_mix(tmp_path: Path) -> None:
    store, wanted = Store(tmp_path), Wanted("models:build")
    store.keep(wanted, KEPT, tmp_path / "one")
    assert store.find(wanted, tmp_path / "one") == KEPT
    assert store.find(wanted, tmp_path / "two") is None


def test_sites_share_the_networks_of_the_atlas(tmp_path: Path) -> None:
    store, wanted = Store(tmp_path), Wanted("resnet50", (64, 64, 3))
    store.keep(wanted, KEPT, tmp_path / "one")
    assert store.find(wanted, tmp_path / "two") == KEPT
    assert store.find(Wanted("resnet50"), tmp_path / "two") is None


def test_a_graph_is_valid_while_its_files_are_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "models.py"
    file.write_text("one", encoding="utf-8")
    store, wanted = Store(tmp_path / "kept"), Wanted("models:build")
    traced = Traced(Graph("net"), {str(file): digest(file)})
    store.keep(wanted, traced)
    assert store.find(wanted) == traced
    file.write_text("two", encoding="utf-8")
    assert store.find(wanted) is None


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
