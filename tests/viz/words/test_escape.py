"""Nasty names come back whole from what each format's own reader makes of the text."""

import csv
import io
import re
from html.parser import HTMLParser

import docutils.core
import docutils.nodes
import pytest
from golden import check_golden
from markdown_it import MarkdownIt
from samples import NASTY
from typeset import needs_latex, typeset

from convatlas import viz
from convatlas.viz.pictures.renderers import tikz
from convatlas.viz.tables import Column, Row, formats
from convatlas.viz.words import escape

LINE_BREAK = "a\nb"
CONTROL = "a\x00b"


def table_of(names):
    rows = tuple(Row((name, name), level=i % 3, block=i % 2 == 1) for i, name in enumerate(names))
    return viz.Table((Column("name", "name"), Column("kind", "kind")), rows, title=names[0])


class Cells(HTMLParser):
    """The texts of a page's cells."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("td", "th"):
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data


@pytest.mark.parametrize("name", NASTY)
def test_html_reads_back(name):
    assert Cells(table_of([name]).to("html")).cells == ["name", "kind", name, name]


@pytest.mark.parametrize("name", NASTY)
def test_markdown_reads_back(name):
    page = MarkdownIt("commonmark").enable("table").render(table_of([name]).to("markdown"))
    assert Cells(page).cells == ["name", "kind", name, name]
    assert "<em>" not in page
    assert "<code>" not in page


@pytest.mark.parametrize("name", NASTY)
def test_rst_reads_back(name):
    document = docutils.core.publish_doctree(
        table_of([name, name]).to("rst"), settings_overrides={"report_level": 1, "halt_level": 1}
    )
    entries = [entry.astext() for entry in document.findall(docutils.nodes.entry)]
    assert [entry.strip() for entry in entries] == ["name", "kind", name, name, name, name]
    assert all(isinstance(entry[0], docutils.nodes.paragraph) for entry in document.findall(docutils.nodes.entry))


@pytest.mark.parametrize("name", NASTY)
def test_csv_reads_back_and_is_no_formula(name):
    row = next(csv.DictReader(io.StringIO(table_of([name]).to("csv"))))
    assert row["kind"].removeprefix("'") == name
    assert row["kind"][0] not in "=+-@"


def test_latex_of_every_special_character():
    assert escape.latex(r"\{}$&#_%~^<>|\"`--") == (
        r"\textbackslash{}\{\}\$\&\#\_\%\textasciitilde{}\textasciicircum{}\textless{}\textgreater{}\textbar{}"
        r"\textbackslash{}\textquotedbl{}\textasciigrave{}{-}{-}"
    )


def test_two_signs_become_no_other_in_latex():
    assert escape.latex("a''b,,,c 1,2") == "a'{}'b,{},{},c 1,2"
    assert escape.tikz("''") == "'{}'"


@pytest.mark.slow
@needs_latex
@pytest.mark.parametrize("size", [5, 6, 7, 8, 10])
def test_latex_has_a_glyph_for_what_is_written_as_it_is(size, tmp_path):
    known = [chr(code) for code in range(0x20, 0x2100) if escape.IN_T1.match(chr(code)) or 0x20 < code < 0x7F]
    words = " ".join(map(escape.tikz, known))
    assert len(known) == 198
    assert r"\other" not in words
    start = rf"\begin{{document}}\bfseries\fontsize{{{size}bp}}{{{size}bp}}\selectfont "
    typeset(f"{tikz.PREAMBLE}{start}{words}\\end{{document}}", tmp_path)


@pytest.mark.parametrize("name", [*NASTY, LINE_BREAK])
def test_latex_leaves_no_special_character_bare(name):
    bare = re.sub(r"\\(text[a-z]+\{\}|[{}$&#_%])|\{[-[*]\}", "", escape.latex(name))
    assert not set(bare) & set("\\{}$&#_%~^\n")


@pytest.mark.parametrize("language", [escape.markdown, escape.rst, escape.latex])
def test_line_breaks_become_spaces(language):
    assert language(LINE_BREAK) == "a b"


def test_xml_replaces_what_xml_forbids():
    assert escape.xml(CONTROL) == "a\ufffdb"


@pytest.mark.parametrize("name", formats.names())
def test_nasty_names_in_every_format(name):
    check_golden(table_of(NASTY).to(name), f"nasty.{name}")


def test_cells_of_several_lines():
    row = Row(("a", "x_\n*y*"))
    table = viz.Table((Column("name", "name"), Column("kind", "kind")), (row,), title="lines")
    check_golden("\n".join(table.to(name) for name in formats.names()), "lines.all")
    document = docutils.core.publish_doctree(table.to("rst"))
    assert [line.astext() for line in document.findall(docutils.nodes.line)] == ["x_", "*y*"]
