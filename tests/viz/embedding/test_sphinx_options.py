"""Every option of `draw` and `tabulate` in the directives, and what is said of wrong ones."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

pytest.importorskip("sphinx")

from convatlas import viz
from convatlas.viz.embedding import options

from .conftest import PAGES, Built, build, once, write

THEME = '[colours]\nconvolution = "#ffd700"\n'
WORKING = {
    "style": ".. architecture:: lenet5\n   :style: volume\n",
    "depth": ".. architecture:: lenet5\n   :depth: 1\n",
    "fold": ".. architecture:: resnet18\n   :fold: none\n   :depth: 1\n",
    "direction": ".. architecture:: lenet5\n   :direction: lr\n",
    "theme": ".. architecture:: lenet5\n   :theme: themes/mine.toml\n",
    "fit": ".. architecture:: lenet5\n   :fit: 300x200\n",
    "fit-none": ".. architecture:: lenet5\n   :fit: none\n",
    "labels": ".. architecture:: lenet5\n   :labels: shapes\n",
    "coloured": ".. architecture:: lenet5\n   :color-by: macs\n",
    "sheet": ".. architecture:: lenet5\n   :background: none\n   :text: paths\n",
    "input-shape": ".. architecture:: resnet18\n   :input-shape: 64, 64, 3\n",
    "several": ".. architecture:: resnet18 resnet34\n   :style: columns\n",
    "figure": ".. architecture:: lenet5\n   :width: 50 %\n   :align: left\n   :class: wide tall\n   :alt: chain\n",
    "difference": ".. architecture-diff:: lenet5 lenet5_study\n   :picture:\n   :direction: LR\n   :theme: dark\n",
    "same": ".. architecture-diff:: lenet5 lenet5\n",
    "family": ".. family-table:: resnet18 resnet34 resnet50\n   :input-shape: 64,64,3\n   :align: right\n",
    "columns": ".. layer-table:: lenet5\n   :columns: params, params%\n   :depth: 1\n",
}
WRONG = {
    ".. architecture:: lenet5\n   :dept: 1": "architecture: `:dept:` is no option of architecture, did you mean depth?",
    ".. layer-table:: lenet5\n   :fold: none": (
        "layer-table: `:fold:` is no option of layer-table (:align:, :caption:, :class:, :columns:, :depth:, "
        ":input-shape:, :name:)"
    ),
    ".. architecture:: lenet5\n   :depth: none": "`:depth:` (=none) must be a whole number of at least 1",
    ".. architecture:: lenet5\n   :width: wide": "`:width:` (=wide) must be a length such as 400px, 60% or 12cm",
    ".. architecture:: lenet5\n   :align: middle": "`:align:` (=middle) must be one of left, center, right",
    ".. architecture:: lenet5\n   :class: 1": "`:class:` (=1) must be names of classes such as wide",
    ".. architecture:: lenet5\n   :fit: big": "`:fit:` (=big) must be one of page, a4, slide, none, or a size",
    ".. architecture:: lenet5\n   :labels: names": "`:labels:` (='names') must be of shapes",
    ".. architecture:: lenet5\n   :style: grap": "must be one of columns, figure, graph, volume, did you mean graph?",
    ".. architecture:: lenet5\n   :theme: drak": "`:theme:` (='drak') must be one of light, dark, auto, print or a",
    ".. architecture:: lenet5\n   :theme: gone.toml": "gone.toml) cannot be read",
    ".. architecture:: lenet5\n   :direction: up": "`:direction:` (='UP') must be one of TB, LR",
    ".. architecture:: lenet5\n   :interactive: yes": "`:interactive:` (=yes) takes no value",
    ".. architecture:: lenet5\n   :input-shape: big": "`:input-shape:` (=big) must be sizes such as 224x224x3",
    ".. architecture:: lenet5 vgg16": "`source` holds 2 networks: style 'graph' draws one",
    ".. architecture::": "a source is needed, such as resnet50, model.keras or module:attribute, and none given",
    ".. layer-table:: lenet5 vgg16": "one source is needed, such as",
    ".. layer-table:: lenet5\n   :columns: foo": "`:columns:` holds 'foo'",
    ".. architecture-diff:: lenet5": "two sources are needed, such as resnet50, model.keras or module:attribute, and 1",
    ".. architecture:: resnet51": "resnet51 is unknown, did you mean resnet50",
    ".. architecture:: mymodels:bild": "`mymodels:bild`: module `mymodels` has no `bild`, did you mean build?",
    ".. architecture:: lenet5\n   :background: whit": "`:background:` (='whit') must be none, a colour such as",
    ".. architecture:: lenet5\n   :color-by: parms": "`:color-by:` (='parms') must be one of role, params, macs",
    ".. architecture:: lenet5\n   :color-by: time": "`:color-by:` (='time') needs a network that was seen",
    ".. architecture:: lenet5\n   :text: path": "`:text:` (='path') must be one of live, embed, paths",
    ".. architecture:: mymodels:crash": "it ends the process by SIGKILL (Killed, often for want of memory)",
    ".. architecture:: src/mymodels.py:build": "names a file: write mymodels:build, as it is imported",
    ":architecture-stat:`lenet5 parms`": "'lenet5 parms' must be a source and one of params, trainable, macs",
}


def page_of(text: str) -> str:
    return f":orphan:\n\nPage\n====\n\n{text}\n"


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A page for every option, and one for every mistake, in one build."""

    def make(folder: Path) -> Built:
        write(folder, {name: PAGES[name] for name in ("conf.py", "helper.py", "mymodels.py")})
        write(folder, {"index.rst": "Site\n====\n", "themes/mine.toml": THEME})
        write(folder, {f"{name}.rst": page_of(text) for name, text in WORKING.items()})
        write(folder, {f"wrong{number}.rst": page_of(text) for number, text in enumerate(WRONG)})
        return build(folder)

    return once(tmp_path_factory, "options", make)


def test_every_option_of_draw_and_tabulate_is_one_of_a_directive() -> None:
    def given(function: object) -> set[str]:
        return {name.replace("_", "-") for name in inspect.signature(function).parameters}  # type: ignore[arg-type]

    assert given(viz.draw) - {"source", "path", "format", "scale", "dpi", "engine"} <= {
        *options.FIGURE,
        *options.PICTURE,
    }
    assert given(viz.tabulate) - {"source"} <= {*options.FIGURE, *options.TABLE}
    assert given(viz.family_table) - {"sources"} <= {*options.FIGURE}
    assert given(viz.diff) - {"before", "after"} <= {*options.FIGURE, *options.DIFF}


@pytest.mark.parametrize("name", WORKING)
def test_options_work(tried: Built, name: str) -> None:
    assert f"{name}.rst:6" not in tried.output
    assert "architecture-error" not in tried.page(f"{name}.html")


def picture(tried: Built, name: str) -> str:
    source = re.search(r'<img[^>]*src="(_images/[^"]+\.svg)"', tried.page(f"{name}.html"))
    assert source
    return (tried.folder / "_build/html" / source[1]).read_text(encoding="utf-8")


def without_marks(svg: str) -> str:
    return re.sub(r"\bc[0-9a-f]{8}", "", re.sub("<metadata>.*?</metadata>", "", svg))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("style", {"style": "volume"}),
        ("depth", {"depth": 1}),
        ("fit", {"fit": (300, 200)}),
        ("fit-none", {"fit": None}),
        ("labels", {"labels": ("shapes",)}),
        ("direction", {"direction": "LR"}),
    ],
)
def test_pictures_are_those_of_draw(tried: Built, name: str, given: dict[str, object]) -> None:
    assert without_marks(picture(tried, name)) == without_marks(str(viz.draw("lenet5", **given).to("svg")))  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_the_options_do(tried: Built) -> None:
    assert "#ffd700" in picture(tried, "theme")
    assert "input 64 × 64 × 3" in tried.page("input-shape.html")
    assert "resnet34" in picture(tried, "several")
    assert re.search(r'<figure class="architecture wide tall align-left"[^>]*>', tried.page("figure.html"))
    assert re.search(r'<img alt="chain"[^>]*style="width: 50%;"', tried.page("figure.html"))
    assert "lenet5 -&gt; lenet5_study" in picture(tried, "difference")
    assert '<p class="architecture-note">no differences</p>' in tried.page("same.html")
    assert "params (%)" in tried.page("columns.html")


@pytest.mark.slow
@pytest.mark.parametrize("text", WRONG)
def test_mistakes_are_told_at_their_line_and_in_the_page(tried: Built, text: str) -> None:
    name = f"wrong{list(WRONG).index(text)}"
    warnings = [line for line in tried.output.splitlines() if f"{name}.rst:" in line]
    assert len(warnings) == 1, warnings
    assert re.search(rf"{name}\.rst:6: WARNING: .*{re.escape(WRONG[text])}.* \[architecture\.build\]$", warnings[0])
    marked = "architecture-error" if text.startswith("..") else '<span class="problematic">'
    assert marked in re.sub(r'<a[^>]*>|id="[^"]*"', "", tried.page(f"{name}.html"))


@pytest.mark.slow
def test_a_theme_file_that_changes_draws_its_page_again(tmp_path: Path) -> None:
    write(tmp_path, {"conf.py": 'extensions = ["convatlas.viz.sphinxext"]\n', "themes/mine.toml": THEME})
    write(tmp_path, {"index.rst": f"Site\n====\n\n{WORKING['theme']}"})
    build(tmp_path)
    write(tmp_path, {"themes/mine.toml": THEME.replace("#ffd700", "#00ff00")})
    assert "#00ff00" in picture(build(tmp_path, "html", "-W"), "index")
