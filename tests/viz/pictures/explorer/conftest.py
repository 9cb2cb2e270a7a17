"""A browser without network, and pages of the explorer opened in it from files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import graphs
from chromium import launched


@pytest.fixture(scope="session")
def browser():
    """Chromium, as the system has it."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page from a file; at the end nothing else was fetched and nothing was complained about."""
    contexts, complaints, requests = [], [], []

    def opened(html: str, *, hash: str = "", **options):  # noqa: A002
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri() + hash)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert all(url.startswith("file://") and url.split("#")[0].endswith("/page.html") for url in requests)


@pytest.fixture(scope="session")
def small():
    """The page of a graph with one block of two branches."""
    from convatlas import viz

    return viz.draw(graphs.branching()).to("html")


@pytest.fixture(scope="session")
def resnet():
    """The page of ResNet-50."""
    from convatlas import viz

    return viz.draw(graphs.traced("resnet50")).to("html")
