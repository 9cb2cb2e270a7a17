"""The site in Chromium: the explorer lives, nothing complains, narrow screens are served, axe is content."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from threading import Thread
from typing import Any

import pytest
from chromium import axe, launched

from .conftest import Site

pytestmark = pytest.mark.browser
OURS = "figure.architecture, table.architecture-table, architecture-diagram, .gallery, .variants, .languages"
AXE_RUN = """selector => {
  const include = [...document.querySelectorAll(selector)];
  return include.length ? axe.run({include}, {resultTypes: ["violations"]}) : {violations: []};
}"""
PAGES = ("index", "families/resnet", "gallery", "compose", "tables", "cli")
SCHEMES = ("light", "dark")
EVERYDAY = ("index", "light"), ("families/resnet", "dark")
LOOKS = [look if look in EVERYDAY else pytest.param(*look, marks=pytest.mark.slow) for look in product(PAGES, SCHEMES)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Where this machine serves the site to itself."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """Open a page of the site; at the end nothing came from elsewhere and nothing was complained about."""
    contexts, complaints, requests = [], [], []

    def opened(name: str, *, width: int = 1280, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}{name}.html")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith((address, "data:"))] == []


@pytest.mark.parametrize(("name", "scheme"), LOOKS)
def test_axe_finds_nothing_in_what_is_ours(visit: Any, name: str, scheme: str) -> None:
    page = visit(name, scheme=scheme)
    page.add_script_tag(path=str(axe()))
    found = page.evaluate(AXE_RUN, OURS)
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_screens_scroll_no_page_sideways(visit: Any, name: str) -> None:
    page = visit(name, width=400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_the_front_page_lives(visit: Any) -> None:
    page = visit("index")
    diagram = page.locator("architecture-diagram")
    before = diagram.locator("svg [data-path], svg [data-id], svg g[tabindex], svg g").count()
    page.get_by_role("button", name="Open all").click()
    page.wait_for_timeout(500)
    assert diagram.locator("svg [data-path], svg [data-id], svg g[tabindex], svg g").count() > before


def test_the_switch_of_the_theme_is_followed(visit: Any) -> None:
    page = visit("draw")
    image = page.locator("img.architecture-diagram").first
    schemes = []
    for theme in SCHEMES:
        page.evaluate(f"document.body.dataset.theme = '{theme}'")
        schemes.append(image.evaluate("image => getComputedStyle(image).colorScheme"))
    assert schemes == ["light", "dark"]


def test_search_finds_pages(visit: Any) -> None:
    page = visit("search")
    page.goto(f"{page.url}?q=inception")
    page.wait_for_selector("#search-results li a")
    assert any("googlenet" in link.get_attribute("href") for link in page.locator("#search-results li a").all())
