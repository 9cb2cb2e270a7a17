"""Names stay text in every format of tables and diffs; each is read back by its language's own parser."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import docutils.core
import docutils.nodes
import pytest
from hostile import NAMES, hostile_graph
from lxml import html
from markdown_it import MarkdownIt

from convatlas import viz
from convatlas.viz.graph import Graph
from convatlas.viz.tables import formats
from convatlas.viz.words import plain

STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
FORMULA = re.compile(r"[\s\ufeff\ufffd]*[=+@＝＋－＠-]")
KINDS = ("layers", "added", "removed", "family", "compared")
MOST = {"layers": 2, "added": 1, "removed": 1, "family": 1, "compared": 1}


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


def texts(table: viz.Table) -> list[list[str]]:
    """The rows as they should be read: with the rows of headings and totals."""
    from convatlas.viz.tables.printing import printed

    found = printed(table)
    return [
        list(found.headings),
        *(list(line.cells) for line in found.lines),
        *([list(found.total)] if found.total else []),
    ]


def squeezed(text: str) -> str:
    """Without blanks, which all markup joins, and what indents."""
    return re.sub(r"[\s\0]", "", text)


def alike(read: list[list[str]], table: viz.Table) -> None:
    expected = texts(table)
    assert len(read) == len(expected)
    for got, wanted in zip(read, expected, strict=True):
        assert list(map(squeezed, got)) == list(map(squeezed, wanted))


@pytest.mark.parametrize("format_", formats.names())
@pytest.mark.parametrize("kind", KINDS)
def test_no_format_steers_a_terminal(kind: str, format_: str, tables: dict[str, viz.Table]) -> None:
    text = formats.file_text(tables[kind], format_)
    assert STEERING.findall(text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_html_has_no_element_or_attribute_of_theirs(kind: str, tables: dict[str, viz.Table]) -> None:
    root = html.fromstring(f"<div>{tables[kind].to('html')}</div>")
    known = {"div", "style", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br", "p"}
    assert {element.tag for element in root.iter()} <= known
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"class", "style", "scope", "title", "data-column", "data-value"}
    assert len(root.xpath("//style")) == 1
    alike([[cell.text_content() for cell in row] for row in root.iter("tr")], tables[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_markdown_reads_as_one_table_of_text(kind: str, tables: dict[str, viz.Table]) -> None:
    table = tables[kind]
    page = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(table.to("markdown"))
    root = html.fromstring(f"<div>{page}</div>")
    known = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br"}
    assert {element.tag for element in root.iter()} <= known
    assert {name for element in root.iter() for name in element.attrib} <= {"style"}
    alike([[cell.text_content() for cell in row] for row in root.iter("tr")], table)


@pytest.mark.parametrize("kind", KINDS)
def test_docutils_reads_one_table_of_text(kind: str, tables: dict[str, viz.Table]) -> None:
    settings = {"report_level": 5, "halt_level": 5, "file_insertion_enabled": True, "raw_enabled": True}
    read = docutils.core.publish_doctree(tables[kind].to("rst"), settings_overrides=settings)
    assert [node.astext() for node in read.findall(docutils.nodes.system_message)] == []
    known = "document table title tgroup colspec thead tbody row entry paragraph strong line_block line #text"
    assert {node.tagname for node in read.findall()} <= set(known.split())
    rows = [[cell.astext() for cell in row.findall(docutils.nodes.entry)] for row in read.findall(docutils.nodes.row)]
    alike(rows, tables[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_csv_holds_no_formula(kind: str, tables: dict[str, viz.Table]) -> None:
    rows = list(csv.reader(io.StringIO(tables[kind].to("csv"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(list(tables[kind].records())) + 1
    cells = [cell for row in rows for cell in row if not re.fullmatch(r"[+-]?[\d.e+-]+", cell)]
    assert [cell for cell in cells if FORMULA.match(cell)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_json_gives_the_values_back(kind: str, tables: dict[str, viz.Table]) -> None:
    record = json.loads(tables[kind].to("json"))
    whole = [{_written(key): _written(value) for key, value in row.items()} for row in tables[kind].records()]
    assert record["rows"] == whole


def _written(value: object) -> object:
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


COMMANDS = re.compile(r"\\([A-Za-z]+|.)")
OURS = {
    *("begin", "end", "toprule", "midrule", "bottomrule", "textbf", "quad", "geq", "leq", "to", "neq"),
    *("textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater"),
    *("textbar", "textquotedbl", "textasciigrave"),
    *"{}$&#_%\\()",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_latex_has_no_command_of_theirs(kind: str, tables: dict[str, viz.Table]) -> None:
    text = tables[kind].to("latex").replace("% \\usepackage{booktabs}\n", "", 1)
    assert set(COMMANDS.findall(text)) <= OURS
    assert set(re.findall(r"\\(?:begin|end){(.*?)}", text)) == {"tabular"}
    bare = re.sub(r"\\.", "", text)
    assert [line for line in bare.splitlines() if "%" in line and not line.startswith("%")] == []
    assert not re.search(r"[$^~#]", re.sub(r"(?m)^%.*$", "", bare))


@pytest.mark.parametrize("kind", KINDS)
def test_text_keeps_a_line_to_a_row(kind: str, tables: dict[str, viz.Table]) -> None:
    table = tables[kind]
    cells = [cell for row in texts(table) for cell in row]
    rows = sum(max(cell.count("\n") + 1 for cell in row) for row in texts(table))
    assert not [cell for cell in cells if STEERING.search(cell)]
    rules = 1 + bool(table.totals)
    assert len(table.to("text").splitlines()) == rows + rules + bool(table.title) + len(table.notes)


@pytest.mark.parametrize("format_", ["svg", "tikz"])
def test_pictures_of_diffs_hold_text_alone(format_: str) -> None:
    graph = hostile_graph()
    drawn = str(viz.diff(Graph("other", graph.nodes[:40:4]), graph).to(format_))
    assert STEERING.findall(drawn) == [] or format_ == "svg"
    if format_ == "svg":
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
        assert tags <= {"svg", "title", "desc", "metadata", "style", "defs", "marker", "path", "rect", "g", "text"}
    else:
        assert drawn.count("\\end{document}") == 1


def test_names_are_shown_as_they_are() -> None:
    assert [plain(NAMES[name]) for name in ("quotes", "cjk", "emoji", "keywords")] == [
        NAMES[name] for name in ("quotes", "cjk", "emoji", "keywords")
    ]
