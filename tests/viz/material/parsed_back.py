"""Tables and pictures read back by the parsers of their languages: what was a name is text, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import docutils.core
import docutils.nodes
from lxml import html
from markdown_it import MarkdownIt

from convatlas import viz
from convatlas.viz.tables.printing import printed

STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0001-\U000e007f]"
)
FORMULA = re.compile(r"[\s\ufeff\ufffd]*[=+@＝＋－＠-]")
FIGURE = re.compile(r"[+-]?[\d.e+-]+")
IN_HTML = {"div", "style", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br", "p"}
IN_MARKDOWN = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br"}
IN_RST = {
    *("document", "table", "title", "tgroup", "colspec", "thead", "tbody", "row", "entry"),
    *("paragraph", "strong", "line_block", "line", "#text"),
}
IN_SVG = {"svg", "title", "desc", "metadata", "style", "defs", "marker", "path", "rect", "g", "text"}
COMMANDS = re.compile(r"\\([A-Za-z]+|.)")
IN_LATEX = {
    *("begin", "end", "toprule", "midrule", "bottomrule", "textbf", "quad", "geq", "leq", "to", "neq", "diamond"),
    *("textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater"),
    *("textbar", "textquotedbl", "textasciigrave"),
    *"{}$&#_%\\()",
}
UNREPORTED = {"report_level": 5, "halt_level": 5, "file_insertion_enabled": True, "raw_enabled": True}


def texts(table: viz.Table) -> list[list[str]]:
    """The cells as they should be read, those of headings and totals too."""
    found = printed(table)
    rows = [found.headings, *(line.cells for line in found.lines), *([found.total] if found.total else [])]
    return [list(row) for row in rows]


def squeezed(text: str) -> str:
    """Without blanks, which all markup joins, and the sign that docutils keeps of an escaped character."""
    return re.sub(r"[\s\0]", "", text)


def check_cells(read: list[list[str]], table: viz.Table) -> None:
    expected = texts(table)
    assert len(read) == len(expected)
    for got, wanted in zip(read, expected, strict=True):
        assert list(map(squeezed, got)) == list(map(squeezed, wanted))


def check_html(table: viz.Table) -> None:
    root = html.fromstring(f"<div>{table.to('html')}</div>")
    assert {element.tag for element in root.iter()} <= IN_HTML
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"class", "style", "scope", "title", "data-column", "data-value"}
    assert len(root.xpath("//style")) == 1
    check_cells([[cell.text_content() for cell in row] for row in root.iter("tr")], table)


def check_markdown(table: viz.Table) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(table.to("markdown"))
    root = html.fromstring(f"<div>{page}</div>")
    assert {element.tag for element in root.iter()} <= IN_MARKDOWN
    assert {name for element in root.iter() for name in element.attrib} <= {"style"}
    check_cells([[cell.text_content() for cell in row] for row in root.iter("tr")], table)


def check_rst(table: viz.Table) -> None:
    read = docutils.core.publish_doctree(table.to("rst"), settings_overrides=UNREPORTED)
    assert [node.astext() for node in read.findall(docutils.nodes.system_message)] == []
    assert {node.tagname for node in read.findall()} <= IN_RST
    rows = read.findall(docutils.nodes.row)
    check_cells([[cell.astext() for cell in row.findall(docutils.nodes.entry)] for row in rows], table)


def check_csv(table: viz.Table) -> None:
    rows = list(csv.reader(io.StringIO(table.to("csv"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(list(table.records())) + 1
    assert [cell for row in rows for cell in row if FORMULA.match(cell) and not FIGURE.fullmatch(cell)] == []


def check_json(table: viz.Table) -> None:
    def written(value: object) -> object:
        return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value

    whole = [{written(key): written(value) for key, value in row.items()} for row in table.records()]
    assert json.loads(table.to("json"))["rows"] == whole


def check_latex(table: viz.Table) -> None:
    text = table.to("latex").replace("% \\usepackage{booktabs}\n", "", 1)
    assert set(COMMANDS.findall(text)) <= IN_LATEX
    assert set(re.findall(r"\\(?:begin|end){(.*?)}", text)) == {"tabular"}
    bare = re.sub(r"\\.", "", text)
    assert [line for line in bare.splitlines() if "%" in line and not line.startswith("%")] == []
    assert not re.search(r"[$^~#]", re.sub(r"(?m)^%.*$", "", bare))


def check_text(table: viz.Table) -> None:
    shown = texts(table)[not table.rows :]  # no headings over nothing
    rows = sum(max(cell.count("\n") + 1 for cell in row) for row in shown)
    rules = bool(table.rows) + bool(table.totals)
    assert len(table.to("text").split("\n")) - 1 == rows + rules + bool(printed(table).title) + len(table.notes)


CHECKS: dict[str, Callable[[viz.Table], None]] = {
    "csv": check_csv,
    "html": check_html,
    "json": check_json,
    "latex": check_latex,
    "markdown": check_markdown,
    "rst": check_rst,
    "text": check_text,
}


def check_svg(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= IN_SVG
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
