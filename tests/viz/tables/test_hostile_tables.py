"""Names stay text in every format of tables and diffs; each is read back by its language's own parser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hostile import NAMES, hostile_graph
from parsed_back import CHECKS, STEERING, check_svg
from typeset import needs_latex, typeset, typeset_table

from convatlas import viz
from convatlas.viz.graph import Graph
from convatlas.viz.tables import formats
from convatlas.viz.words import plain

KINDS = ("layers", "added", "removed", "changed", "family", "compared")


@cache
def changed() -> viz.Diff:
    """From ten of the layers to all."""
    graph = hostile_graph()
    return viz.diff(Graph("other", graph.nodes[:40:4]), graph)


@pytest.fixture(scope="module")
def tables() -> dict[str, viz.Table]:
    graph, other = hostile_graph(), Graph("other", hostile_graph().nodes[:1])
    return {
        "layers": viz.tabulate(graph, columns=["name", "kind", "output_shape", "params", "dtype"], depth=3),
        "added": viz.diff(other, graph).table,
        "removed": viz.diff(graph, other).table,
        "changed": changed().table,
        "family": viz.family_table(graph, other),
        "compared": viz.compare(graph, other),
    }


@pytest.mark.parametrize("format_", formats.names())
@pytest.mark.parametrize("kind", KINDS)
def test_names_are_read_back_as_text(kind: str, format_: str, tables: dict[str, viz.Table]) -> None:
    CHECKS[format_](tables[kind])
    assert STEERING.findall(formats.file_text(tables[kind], format_)) == []


@pytest.mark.slow
@needs_latex
@pytest.mark.parametrize("kind", KINDS)
def test_latex_compiles_with_them(kind: str, tables: dict[str, viz.Table], tmp_path: Path) -> None:
    assert "\ufffd" not in tables[kind].to("latex")  # ours, and unknown to LaTeX
    typeset_table(tables[kind].to("latex"), tmp_path)


def test_pictures_of_diffs_hold_text_alone() -> None:
    check_svg(str(changed().to("svg")))
    assert str(changed().to("tikz")).count("\\end{document}") == 1


@pytest.mark.slow
@needs_latex
@pytest.mark.parametrize("turned", [False, True])
def test_pictures_of_diffs_compile(turned: bool, tmp_path: Path) -> None:
    found = changed()
    typeset(str((viz.diff(found.after, found.before) if turned else found).to("tikz")), tmp_path)


def test_names_are_shown_as_they_are() -> None:
    names = [NAMES[name] for name in ("quotes", "cjk", "emoji", "keywords")]
    assert list(map(plain, names)) == names
