"""What the directives leave in a foreign site, and when models are built."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

pytest.importorskip("sphinx")

from .conftest import PAGES, Built, build, write

pytestmark = pytest.mark.slow


def test_the_site_builds_without_a_warning_in_parallel(site: Built) -> None:
    assert (site.status, "build succeeded." in site.output) == (0, True), site.output


def test_a_figure_has_picture_caption_number_and_words(site: Built) -> None:
    page = site.page("index.html")
    image = re.search(r'<img alt="a chain of residual blocks" class="[^"]*" src="(_images/[^"]+\.svg)"', page)
    assert image
    assert (site.folder / "_build/html" / image[1]).read_text(encoding="utf-8").startswith("<svg ")
    assert "A <em>ResNet</em>" in page
    assert re.search(r'href="#fig-resnet"><span class="std std-numref">Fig. 1</span>', page)
    assert '<span class="architecture-stat">25.6 M</span>' in page


def test_pictures_are_found_from_below(site: Built) -> None:
    source = re.search(r'src="(\.\./_images/[^"]+\.svg)"', site.page("deep/below.html"))
    assert source
    assert (site.folder / "_build/html/deep" / source[1]).exists()


def test_tables_are_tables(site: Built) -> None:
    page = site.page("tables.html")
    assert 'id="tab-lenet"' in page
    assert "Layers of <em>LeNet</em>" in page
    assert "<strong>61,706</strong>" in page
    assert "stage3/conv4" in page
    assert "[3x3, 64; 3x3, 64] x 3" in page


def test_docstrings_may_hold_directives(site: Built) -> None:
    assert "hidden" in site.page("mine.html")


@pytest.mark.parametrize(
    ("page", "files"),
    [
        ("index.html", ["convatlas-sphinx.css"]),
        ("tables.html", ["convatlas-sphinx.css"]),
        ("deep/below.html", ["convatlas.css", "convatlas.js"]),
        ("plain.html", []),
        ("genindex.html", []),
    ],
)
def test_pages_load_one_style_sheet_and_one_script_where_they_need_them(
    site: Built, page: str, files: list[str]
) -> None:
    loaded = re.findall(r'(?:href|src)="[./]*_static/(convatlas[\w.-]+)\?v=\w+"', site.page(page))
    assert loaded == files
    for name in files:
        assert (site.folder / "_build/html/_static" / name).stat().st_size > 100


def test_nothing_is_fetched_from_outside(site: Built) -> None:
    ours = re.findall(r"<figure.*?</figure>", site.page("index.html"), re.DOTALL)
    assert ours
    assert not [figure for figure in ours if "http" in figure.replace("http://www.w3.org", "")]


SMALL = {
    **{name: PAGES[name] for name in ("helper.py", "mymodels.py")},
    "conf.py": PAGES["conf.py"].replace(', "sphinx.ext.autodoc", "sphinx.ext.autosummary"', ""),
    "mine.rst": PAGES["mine.rst"].split(".. autofunction")[0],
    "index.rst": "Site\n====\n\n.. toctree::\n\n   mine\n",
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    write(tmp_path, SMALL)
    build(tmp_path)
    return tmp_path


def read_pages(output: str) -> list[str]:
    return sorted(set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", output)))


def test_a_helper_that_changes_rebuilds_the_pages_that_use_it_and_no_others(copied: Path) -> None:
    assert read_pages(build(copied).output) == []
    time.sleep(1.1)  # Sphinx compares times of files in whole seconds
    (copied / "helper.py").write_text("def units():\n    return 6\n", encoding="utf-8")
    again = build(copied)
    assert read_pages(again.output) == ["mine"]
    assert "75 parameters" in again.page("mine.html")  # 8 x 6 + 6 + 6 x 3 + 3


def test_an_unknown_name_warns_at_its_line_marks_the_page_and_is_tried_again(copied: Path) -> None:
    write(copied, {"wrong.rst": ":orphan:\n\nWrong\n=====\n\n.. architecture:: resnet51\n"})
    first = build(copied)
    line = r"wrong\.rst:6: WARNING: architecture: resnet51 is unknown, did you mean resnet50 .*\[architecture\.build\]"
    assert re.search(line, first.output)
    assert "architecture resnet51: resnet51 is unknown" in first.page("wrong.html")
    assert read_pages(build(copied).output) == ["wrong"]
    assert build(copied, "html", "-W").status == 1
    assert "resnet51 is" not in build(copied, "html", "-D", "suppress_warnings=architecture.build").output


def test_a_model_built_in_conf_does_not_hang_the_workers(tmp_path: Path) -> None:
    model = "\nimport keras\nkeras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])\n"
    pages = {f"page{i}.rst": f":orphan:\n\n{SMALL['mine.rst']}" for i in range(6)}  # enough to be read in parallel
    write(tmp_path, SMALL | pages | {"conf.py": SMALL["conf.py"] + model})
    done = build(tmp_path, "html", "-W", "-j", "2")
    assert done.status == 0, done.output


def test_ten_pages_that_show_one_model_build_it_once(tmp_path: Path) -> None:
    counting = PAGES["mymodels.py"].replace("    print(", "    open('built.txt', 'a').write('x')\n    print(")
    pages = {f"page{i}.rst": ":orphan:\n\nPage\n====\n\n.. architecture:: mymodels:build\n" for i in range(10)}
    index = {"index.rst": "Site\n====\n", "mine.rst": ":orphan:\n\nMine\n====\n"}
    write(tmp_path, SMALL | {"mymodels.py": counting} | pages | index)
    assert build(tmp_path, "html", "-W", "-j", "2").status == 0
    assert (tmp_path / "built.txt").read_text(encoding="utf-8") == "x"
    shutil.rmtree(tmp_path / "_build/html")
    assert build(tmp_path, "html", "-W").status == 0
    assert (tmp_path / "built.txt").read_text(encoding="utf-8") == "x"
