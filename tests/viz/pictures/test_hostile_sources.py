"""Names stay text from every kind of source, in every format and style of pictures and tables."""

from __future__ import annotations

from functools import cache

import pictures_read
import pytest
from hostile import hostile_architecture, hostile_graph, hostile_model
from parsed_back import CHECKS, STEERING

from convatlas import viz
from convatlas.viz.pictures import renderers, styles

SOURCES = {"record": hostile_graph, "model": hostile_model, "declaration": lambda: hostile_architecture().build()}


@cache
def graph(source: str) -> viz.Graph:
    return viz.trace(SOURCES[source]())


def test_every_format_of_text_is_read_back() -> None:
    assert {*pictures_read.CHECKS, "png", "pdf"} == set(renderers.names())


@pytest.mark.parametrize("style", styles.names())
@pytest.mark.parametrize("source", SOURCES)
def test_pictures_are_read_back(source: str, style: str) -> None:
    pictures_read.check_all(viz.draw(graph(source), fold=None, depth=9, style=style))


@pytest.mark.parametrize("source", SOURCES)
def test_tables_are_read_back(source: str) -> None:
    for table in (viz.tabulate(graph(source), depth=9), viz.family_table(graph(source)), viz.compare(graph(source))):
        for check in CHECKS.values():
            check(table)


def test_what_notebooks_and_terminals_show() -> None:
    whole = graph("record")
    diff, drawing = viz.diff(viz.Graph("other", whole.nodes[:1]), whole), viz.draw(whole)
    shown = [repr(each) for each in (whole, *whole.nodes, *whole.edges, diff, drawing, *diff.changes)]
    shown += [part for each in (whole, drawing) for part in each._repr_mimebundle_().values()]
    shown += [each._repr_html_() for each in (whole, drawing, drawing.interactive(), diff, viz.tabulate(whole))]
    shown += [diff._repr_latex_(), viz.tabulate(whole)._repr_latex_()]
    assert [STEERING.findall(text) for text in shown if STEERING.search(text)] == []
