"""What a fence makes of its text, in Python-Markdown alone."""

from __future__ import annotations

import base64
import logging
import re
from pathlib import Path

import markdown
import pytest

from convatlas.viz.markdown import architecture, architecture_diff, family_table, layer_table
from convatlas.viz.markdown.reading import Fence, fences

HOSTILE = """\"quotes' <script>alert(1)</script> \\ back, 합성곱 &amp; </figure>"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fences")


@pytest.fixture(autouse=True)
def _elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def converted(text: str, **settings) -> str:
    markdown = pytest.importorskip("markdown")
    pytest.importorskip("pymdownx")
    extensions = ["convatlas.viz.markdown", "pymdownx.superfences"]
    return markdown.markdown(text, extensions=extensions, **settings)


def test_a_fence_becomes_a_figure():
    page = architecture("lenet5\n:depth: 1\n:caption: A <small> net\n:width: 300\n:name: fig net\n:class: wide one\n")
    assert page.startswith('<figure id="fig-net" class="architecture align-center wide one" style="width:300px">')
    assert "<figcaption>A &lt;small&gt; net</figcaption>" in page
    data = re.search(r'alt="lenet5: 61.7 K [^"]*" style="width:100%" src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert base64.b64decode(data[1]).startswith(b"<svg ")


def test_a_fence_becomes_a_table():
    page = layer_table("lenet5\ndepth: 1\ncolumns: params, macs\ncaption: Layers")
    assert page.count("<style>") == 1
    assert '<div class="architecture-sideways" role="group" aria-label="Layers" tabindex="0">' in page
    assert "<caption>Layers</caption>" in page
    assert ">61,706<" in page


def test_networks_stand_side_by_side_and_are_compared():
    assert "5x5, 16" in family_table("lenet5 lenet5_study")
    assert ">stage1/conv1/conv<" in architecture_diff("lenet5 lenet5_study")
    drawn = architecture_diff("lenet5 lenet5_study\npicture:\ntheme: light")
    assert 'alt="lenet5 -&gt; lenet5_study; params: 61,706 -&gt; ' in drawn
    assert '<figure class="architecture' in architecture("lenet5 lenet5_study\n:style: columns")


MISTAKES = [
    ("resnet51", "resnet51 is unknown, did you mean resnet50"),
    ("", "the first line must be a source, such as resnet50 or module:attribute"),
    ("lenet5\n:dept: 1", "`:dept:` is no option of architecture, did you mean depth? (:align:, "),
    ("lenet5\ninteractive", "'interactive' is no option: they are written as `:depth: 1`"),
    ("lenet5\n:depth: x", "`:depth:` (=x) must be a whole number of at least 1"),
    (
        "lenet5\n:depth: " + "9" * 5000,
        "`:depth:` (=999999999...) must be a whole number of at least 1, and no more than 9",
    ),
    ("lenet5\n:direction: up", "`:direction:` (='UP') must be one of TB, LR"),
    ("lenet5\n:width: 3px;x", "`:width:` (=3px;x) must be a length such as"),
    ("lenet5\n:align: <b>", "`:align:` (=<b>) must be one of left, center, right"),
    ("lenet5\n:style: volumes", "`:style:` (='volumes') must be one of "),
    ("lenet5 lenet5", "`source` holds 2 networks: style 'graph' draws one"),
    ("lenet5\n" * 200_000, "the fence holds 1,400,000 characters, and may hold 10,000"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[message[:25] for _, message in MISTAKES])
def test_a_mistake_is_logged_and_stands_in_the_page(text, message, caplog):
    with caplog.at_level(logging.WARNING, "mkdocs.convatlas"):
        page = architecture(text)
    assert caplog.records[0].getMessage().startswith(f"architecture: {message}")
    assert page.startswith('<div class="admonition warning architecture-error"><p class="admonition-title">architect')
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("fence", "text", "message"),
    [
        (layer_table, "lenet5 lenet5_study", "one source is needed, and 2 given"),
        (layer_table, "lenet5\n:columns: foo", "`:columns:` holds 'foo'"),
        (architecture_diff, "lenet5", "two sources are needed, and 1 given"),
        (family_table, "lenet5\n:depth: 1", "`:depth:` is no option of family-table"),
    ],
)
def test_mistakes_of_tables(fence, text, message):
    assert message in fence(text).replace("&#x27;", "'")


def test_hostile_texts_stay_texts():
    options = "".join(f":{name}: {HOSTILE}\n" for name in ("caption", "name", "class", "alt"))
    for page in (architecture(f"lenet5\n{options}"), architecture(f"lenet5\n{options}:interactive:")):
        assert "<script>alert" not in page
        assert page.count("</figure>") == 1
        assert "합성곱" in page
    assert "<script>" not in layer_table(f"lenet5\n:caption: {HOSTILE}")
    assert "<script>" not in architecture(f"{HOSTILE}\n:depth: 1")


FENCE = "```architecture\nlenet5\n:depth: 1\n```\n"
EXPLORER = "```architecture\nlenet5\n:depth: 1\n:interactive:\n```\n"


def test_one_line_of_settings_adds_all_fences():
    page = converted(f"# Net\n\n{FENCE}\n```layer-table\nlenet5\n```\n\n```family-table\nlenet5 lenet5_study\n```\n")
    assert page.count('<figure class="architecture') == 1
    assert page.count('<table class="convatlas-table">') == 2
    assert page.count("<style>") == 1


def test_one_line_is_all_that_a_page_needs():
    page = markdown.markdown(f"{FENCE}\n```python\nx = 1\n```\n", extensions=["convatlas.viz.markdown"])
    assert page.count('<figure class="architecture') == 1
    assert page.count('<div class="highlight">') == 1


def test_settings_of_superfences_hold_wherever_they_stand():
    own = {"pymdownx.superfences": {"custom_fences": [{"name": "mine", "class": "mine", "format": str_of}]}}
    for order in (["convatlas.viz.markdown", *own], [*own, "convatlas.viz.markdown"]):
        page = markdown.markdown(f"{FENCE}\n```mine\nown\n```\n", extensions=order, extension_configs=own)
        assert (page.count('<figure class="architecture'), page.count("<i>own</i>")) == (1, 1)


def str_of(source, *_, **__):
    return f"<i>{source}</i>"


def test_options_may_stand_in_the_header():
    page = converted('```architecture {#fig .wide depth=1 caption="In the header" interactive}\nlenet5\n```\n')
    assert 'id="fig" class="architecture architecture-interactive align-center wide"' in page
    assert "<figcaption>In the header</figcaption>" in page
    assert "`:dept:` is no option" in converted('```architecture dept="1"\nlenet5\n```\n')


def test_a_page_holds_script_and_style_once():
    page = converted(f"{EXPLORER}\n{EXPLORER}\n> {FENCE.replace(chr(10), chr(10) + '> ')}")
    assert page.count("<architecture-diagram ") == 2
    assert page.count("<script>") == 1
    assert page.count("<style>") == 2  # that of figures, and the explorer's
    assert "<script>" not in converted(FENCE)


def test_custom_fences_take_the_functions():
    markdown = pytest.importorskip("markdown")
    pytest.importorskip("pymdownx")
    own = [{"name": "architecture", "class": "architecture", "format": architecture}]
    settings = {"pymdownx.superfences": {"custom_fences": own}}
    page = markdown.markdown(FENCE, extensions=["pymdownx.superfences"], extension_configs=settings)
    assert '<figure class="architecture' in page


def test_fences_of_a_page_are_found_wherever_they_stand():
    page = (
        "a\n```python\n```\n> ~~~~ {.layer-table depth=1}\n> vgg16\n> :depth: 1\n> ~~~~\n\n  ```architecture\n  lenet5"
    )
    assert list(fences(page)) == [
        Fence(4, "layer-table", "> ~~~~ {.layer-table depth=1}", "vgg16\n:depth: 1"),
        Fence(9, "architecture", "  ```architecture", "lenet5"),
    ]
