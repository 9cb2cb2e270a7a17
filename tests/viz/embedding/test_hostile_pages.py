"""Names stay text in pages: no element and no attribute is there that a network of plain names has not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import hostile_graph

from convatlas.viz.graph import Graph, Node

FENCES = {
    "architecture": "{source}\n:depth: 2\n",
    "layer_table": "{source}\n",
    "architecture_diff": "{source} other.arch.json\n",
    "interactive": "{source}\n:interactive:\n",
}
PAGE = """\
Page
====

.. architecture:: {source}
   :interactive:
   :caption: drawn

.. layer-table:: {source}
   :caption: told

.. architecture-diff:: {source} other.arch.json

.. architecture-diff:: {source} other.arch.json
   :picture:
"""
ARRANGED = {"class", "style", "id", "href"}  # attributes that tell where text stands and what a caption is called


def plain(graph: Graph) -> Graph:
    """The same network with plain names."""
    known = {
        text: f"n{number}" for number, text in enumerate(sorted({part for n in graph.nodes for part in _texts(n)}))
    }

    def path(text: str) -> str:
        return "/".join(known[part] for part in text.split("/")) if text else ""

    nodes = (
        replace(
            node,
            path=path(node.path),
            parent=path(node.parent),
            kind=known[node.kind],
            module=known[node.module],
            note=known[node.note],
            settings=tuple((known[name], known[value]) for name, value in node.settings),
        )
        for node in graph.nodes
    )
    edges = (replace(edge, source=path(edge.source), target=path(edge.target)) for edge in graph.edges)
    return replace(graph, name="plain", nodes=tuple(nodes), edges=tuple(edges))


def _texts(node: Node) -> set[str]:
    paths = {part for path in (node.path, node.parent) for part in path.split("/")}
    return {*paths, node.kind, node.module, node.note, *(text for pair in node.settings for text in pair)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the hostile network, the plain one, and one that both differ from."""
    place = tmp_path_factory.mktemp("hostile")
    hostile = hostile_graph()
    for name, graph in (("hostile", hostile), ("plain", plain(hostile))):
        (place / f"{name}.arch.json").write_text(graph.to_json(), encoding="utf-8")
    fewer = replace(hostile, name="other", nodes=hostile.nodes[:1], edges=())
    (place / "other.arch.json").write_text(plain(fewer).to_json(), encoding="utf-8")
    return place


def elements(page: str) -> set[tuple[str, frozenset[str]]]:
    """The elements of a page, each with the names of its attributes."""
    html = pytest.importorskip("lxml.html")
    tree = html.document_fromstring(page)
    return {
        (str(element.tag), frozenset(element.attrib) - ARRANGED)
        for element in tree.iter()
        if isinstance(element.tag, str)
    }


def links(page: str) -> list[str]:
    html = pytest.importorskip("lxml.html")
    return [link for _, _, link, _ in html.document_fromstring(page).iterlinks()]


@pytest.mark.parametrize("kind", FENCES)
def test_fences_hold_no_element_born_from_a_name(kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("markdown")
    from convatlas.viz import markdown

    monkeypatch.chdir(folder)
    fence = getattr(markdown, kind, markdown.architecture)
    hostile, tame = (fence(FENCES[kind].format(source=f"{name}.arch.json")) for name in ("hostile", "plain"))
    assert len(hostile) > len(tame)
    assert elements(hostile) <= elements(tame) | {("figcaption", frozenset())}
    assert [link for link in links(hostile) if not link.startswith("data:image/svg+xml;base64,")] == []


@pytest.mark.slow
def test_sphinx_pages_hold_no_element_born_from_a_name(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("sphinx")
    (folder / "conf.py").write_text("extensions = ['convatlas.viz.sphinxext']\nhtml_theme = 'basic'\n")
    for name in ("hostile", "plain"):
        (folder / f"{name}.rst").write_text(PAGE.format(source=f"{name}.arch.json"))
    (folder / "index.rst").write_text("Site\n====\n\n.. toctree::\n\n   hostile\n   plain\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(folder), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert (done.returncode, done.stderr) == (0, "")
    hostile, tame = ((tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("hostile", "plain"))
    assert elements(hostile) == elements(tame)
    assert [link for link in links(hostile) if ":" in link and not link.startswith("https://")] == []
