"""Names stay text in every format of tables and diffs; each is read back by its language's own parser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hostile import NAMES, hostile_graph
from parsed_back import CHECKS, STEERING, check_svg

from convatlas import viz
from convatlas.viz.graph import Graph, Node
from convatlas.viz.tables import formats
from convatlas.viz.words import plain

KINDS = ("layers", "added", "removed", "family", "compared")


@pytest.fixture(scope="module")
def tables() -> dict[str, viz.Table]:
    graph, other = hostile_graph(), Graph("other", hostile_graph().nodes[:1])
    return {
        "layers": viz.tabulate(graph, columns=["name", "kind", "output_shape", "params", "dtype"], depth=3),
        "added": viz.diff(other, graph).table,
        "removed": viz.diff(graph, other).table,
        "family": viz.family_table(graph, other),
        "compared": viz.compare(graph, other),
    }


@pytest.mark.parametrize("format_", formats.names())
@pytest.mark.parametrize("kind", KINDS)
def test_names_are_read_back_as_text(kind: str, format_: str, tables: dict[str, viz.Table]) -> None:
    CHECKS[format_](tables[kind])
    assert STEERING.findall(formats.file_text(tables[kind], format_)) == []


LATEX = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\newcommand\toprule{\hline}\newcommand\midrule{\hline}\newcommand\bottomrule{\hline}
\begin{document}\tiny
TABLE
\end{document}
"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_latex_compiles_with_them(tmp_path: Path) -> None:
    names = [name.replace("/", " ") for name in NAMES.values() if name.isascii() and name.isprintable()]
    graph = Graph("names", tuple(Node(name, name) for name in dict.fromkeys(names) if name.strip() and len(name) < 80))
    for part in range(0, len(graph.nodes), 30):  # a page each
        table = viz.tabulate(Graph("names", graph.nodes[part : part + 30]), columns=["name", "kind"]).to("latex")
        (tmp_path / "table.tex").write_text(LATEX.replace("TABLE", table), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def test_pictures_of_diffs_hold_text_alone() -> None:
    graph = hostile_graph()
    changed = viz.diff(Graph("other", graph.nodes[:40:4]), graph)
    check_svg(str(changed.to("svg")))
    assert str(changed.to("tikz")).count("\\end{document}") == 1


def test_names_are_shown_as_they_are() -> None:
    names = [NAMES[name] for name in ("quotes", "cjk", "emoji", "keywords")]
    assert list(map(plain, names)) == names
