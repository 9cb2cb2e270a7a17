"""Fences of Markdown sites."""

from __future__ import annotations

import base64
import logging
import re
from pathlib import Path

import pytest

from convatlas.viz.markdown import architecture, layer_table


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_fence_becomes_a_figure() -> None:
    page = architecture("lenet5\n:depth: 1\n:caption: A <small> net\n:width: 300\n")
    assert page.startswith('<figure class="architecture">')
    assert "<figcaption>A &lt;small&gt; net</figcaption>" in page
    data = re.search(r'width="300" src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert data
    assert base64.b64decode(data[1]).startswith(b"<svg ")


def test_a_fence_becomes_a_table() -> None:
    page = layer_table("lenet5\ndepth: 1\ncolumns: params, macs")
    assert '<table class="convatlas-table">' in page
    assert ">61,706<" in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("resnet51", "resnet51 is unknown, did you mean resnet50"),
        ("", "the first line must be a source, such as resnet50 or module:attribute"),
        ("lenet5\n:dept: 1", "':dept: 1' is no option, did you mean depth"),
        ("lenet5\n:depth: x", "`depth` (=x) must be a whole number of at least 1"),
        ("lenet5\n:direction: up", "`direction` (='UP') must be one of TB, LR"),
    ],
)
def test_a_mistake_is_logged_and_stands_in_the_page(text: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "mkdocs.convatlas"):
        page = architecture(text)
    assert caplog.records[0].getMessage().startswith(f"architecture: {message}")
    assert page.startswith('<p class="architecture-error"><strong>architecture:</strong>')


def test_python_markdown_with_superfences() -> None:
    markdown = pytest.importorskip("markdown")
    pytest.importorskip("pymdownx")
    fences = [{"name": "architecture", "class": "architecture", "format": architecture}]
    page = markdown.markdown(
        "# Net\n\n```architecture\nlenet5\n:depth: 1\n```\n",
        extensions=["pymdownx.superfences"],
        extension_configs={"pymdownx.superfences": {"custom_fences": fences}},
    )
    assert '<figure class="architecture">' in page
