"""The foreign site by every builder of Sphinx: no warning, in parallel, and words where there are no pictures."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("sphinx")

from .conftest import PAGES, Built, build, environment, once, write

pytestmark = pytest.mark.slow
BUILDERS = ("dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "linkcheck", "gettext")
RUN = """
import sys
from sphinx.cmd.build import build_main
for name in sys.argv[1:]:
    trees = "_build/gettrees" if name == "gettext" else "_build/doctrees"  # Sphinx keeps these apart itself
    status = build_main(["-W", "-j", "2", "-q", "-b", name, "-d", trees, ".", f"_build/{name}"])
    print(name, "ended with", status, flush=True)
"""


@pytest.fixture(scope="session")
def books(site: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site by all other builders, one after the other in one process."""

    def make(_: Path) -> Built:
        command = [sys.executable, "-c", RUN, *BUILDERS]
        settings = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 300, "env": environment()}
        before = graphs_kept(site)
        done = subprocess.run(command, cwd=site.folder, **settings)  # type: ignore[call-overload]
        traced = f"traced again: {sorted(graphs_kept(site) ^ before)}\n"
        return Built(site.folder, done.stdout + done.stderr + traced, done.returncode)

    made = once(tmp_path_factory, "books", make)
    return Built(site.folder, made.output, made.status)


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_content(books: Built, builder: str) -> None:
    assert f"{builder} ended with 0" in books.output, books.output


@pytest.mark.parametrize(
    ("builder", "file", "words"),
    [
        ("dirhtml", "deep/below/index.html", 'src="../../_images/lenet5-'),
        ("singlehtml", "index.html", 'src="_images/resnet18-'),
        ("epub", "mine.xhtml", "mine: 63 parameters"),
        ("latex", "foreign.tex", r"\sphinxincludegraphics{{resnet18-"),
        ("texinfo", "foreign.texi", ",,,a chain of residual blocks,png}"),
        ("text", "mine.txt", "mine: 63 parameters · 55 MACs · input 8."),
        ("man", "foreign.1", "mine: 63 parameters"),
    ],
)
def test_pictures_and_words_are_where_they_belong(books: Built, builder: str, file: str, words: str) -> None:
    assert words in books.page(file, builder)


def test_a_text_page_holds_the_sentence_the_caption_and_a_table(books: Built) -> None:
    page = books.page("index.txt", "text").split("See Fig.")[0]
    words, table = page.split("+--", 1)
    assert words.split("\n\n")[2:-1] == [
        "a chain of residual blocks.",
        "A *ResNet*",
        "resnet18: 11.7 M parameters · 1.81 G MACs · input 224 × 224 × 3.",
    ]
    assert "| **total**   |                        |            | **11,699,112** | **1,814.07** |" in table


def test_a_manual_page_has_tables_and_captions(books: Built) -> None:
    page = books.page("foreign.1", "man")
    assert page.count(".TS") == page.count(".TE") > 5
    assert "\nA \\fIResNet\\fP\n" in page
    assert "A very long caption" in page


def test_a_book_lists_its_style_and_has_neither_script_nor_broken_page(books: Built) -> None:
    with zipfile.ZipFile(books.folder / "_build/epub/foreign.epub") as book:
        listed = book.read("content.opf").decode()
        pages = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
        assert 'href="_static/convatlas-sphinx.css" media-type="text/css"' in listed
        assert not [name for name in book.namelist() if name.endswith(".js")]
    for page in pages.values():
        ElementTree.fromstring(page)
    assert "<script" not in pages["deep/below.xhtml"]
    assert re.search(
        r'<img alt="lenet5_study: [^"]*" class="[^"]*" src="\.\./_images/lenet5-study-', pages["deep/below.xhtml"]
    )


def messages(book: Built) -> dict[str, str]:
    """What translators see, and where it says it stands."""
    found = {}
    for file in (book.folder / "_build/gettext").rglob("*.pot"):
        places = re.findall(r'^#: \.\./\.\./(\S+.*)\nmsgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
        found |= {words: place for place, words in places}
    return found


def test_translators_see_captions_and_alternatives_at_their_lines_and_no_cells(books: Built) -> None:
    found = messages(books)
    assert found["A *ResNet*"] == "index.rst:7"
    assert found["a chain of residual blocks"] == "index.rst:6"
    assert found["Layers of *LeNet*"] == "tables.rst:6"
    assert found["What VGG-13 adds"] == "deep/below.rst:17"
    assert found["lenet5_study: 61.7 K parameters · 417 K MACs · input 28 × 28 × 1"] == "deep/below.rst:7"
    generated = re.compile(r"^(ConvUnit|Dense|total|params|MACs|stage|fc|1x1|-?\+?[\d,]+$)|_build|convatlas")
    assert [words for words in found if generated.search(words)] == []


GERMAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "A *ResNet*"
msgstr "Ein *Residuennetz*"

msgid "a chain of residual blocks"
msgstr "eine Kette von Residuenblöcken"
"""


def test_translations_reach_caption_and_alternative(site: Built, tmp_path: Path) -> None:
    page = PAGES["index.rst"].split(".. toctree")[0]
    conf = (
        PAGES["conf.py"] + f"language, locale_dirs, architecture_cache = 'de', ['locale'], {str(graphs_of(site))!r}\n"
        "architecture_autodoc_inputs = {}\n"
    )
    write(tmp_path, {"conf.py": conf, "index.rst": page, "locale/de/LC_MESSAGES/index.po": GERMAN})
    done = build(tmp_path, "html", "-W")
    assert done.status == 0, done.output
    assert "Ein <em>Residuennetz</em>" in done.page("index.html")
    assert 'alt="eine Kette von Residuenblöcken"' in done.page("index.html")


def graphs_of(site: Built) -> Path:
    return site.folder / "_build/graphs"


def graphs_kept(site: Built) -> set[tuple[str, int]]:
    """The kept graphs and their places on the disk, which are new where one is written again."""
    return {(path.name, path.stat().st_ino) for path in graphs_of(site).iterdir()}


def test_builders_share_the_graphs(site: Built, books: Built) -> None:
    assert len(graphs_kept(site)) > 8
    assert "traced again: []" in books.output  # not even by gettext
    assert list((site.folder / "_build/doctrees/convatlas").glob("*.json")) == []


def test_hostile_names_are_escaped_by_every_builder(books: Built, site: Built) -> None:
    name = "<img src=x onerror=alert(1)>"
    for builder, file in (("html", "names.html"), ("dirhtml", "names/index.html"), ("epub", "names.xhtml")):
        page = books.page(file, builder)
        assert name not in page
        assert name.replace("<", "&lt;").replace(">", "&gt;") in page
        assert "<script>alert(1)" not in page
        assert "합성곱 *star* `tick` {brace} $x_1$ &amp; %" in page
    assert r"\textless{}img src=x onerror=alert(1)\textgreater{}" in books.page("foreign.tex", "latex")
    assert r"\{brace\} \$x\_1\$ \& \%" in books.page("foreign.tex", "latex")
    assert '| "quotes" and back\\slashes  ' in books.page("names.txt", "text")
    assert "@{brace@}" in books.page("foreign.texi", "texinfo")
    assert "back\\eslashes" in books.page("foreign.1", "man")


def test_pictures_have_names_that_every_file_system_takes(site: Built) -> None:
    names = [path.name for path in (site.folder / "_build/doctrees/convatlas").iterdir()]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\.(svg|pdf|png)", name)] == []
    assert Path(names[0]).stem.rpartition("-")[2].isalnum()
