"""What Chromium shows of a host's page, in every look of the page on a light and a dark system."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, ElementHandle, Page, Route

from .hosts import Host

Seen = dict[str, list[dict[str, Any]]]  # by what it is: frames, pictures, explorers, tables, rows

MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8").partition("\n\n")[2]
TABLES = "table:has(th[scope=row]):visible"
LABELS = ".tabbed-labels > label"
TALL = 5200  # JupyterLab holds only the cells in sight
SHOTS = os.environ.get("HOSTS_SHOTS", "")  # a folder for pictures of the pages, to look at
READY = "architecture-diagram[data-live]"


def visited(browser: Browser, address: str, host: Host, name: str) -> dict[str, Seen]:
    """What is seen of a page by its look and the system's."""
    found = {}
    for system in ("light", "dark"):
        size = {"width": 1280, "height": TALL if host.notebook else 900}
        context = browser.new_context(viewport=size, color_scheme=system)
        page = context.new_page()
        page.route(lambda url: "//127.0.0.1" not in url and "//localhost" not in url, elsewhere)
        page.goto(address)
        page.locator(LABELS if host.tabs else TABLES).last.wait_for()
        for look, script in (("own", host.own), ("dark", host.dark)):
            if script:
                page.evaluate(script)
                page.wait_for_timeout(500)
            if script or look == "own":
                found[f"{look} on {system}"] = seen(page, host, f"{name} {look} on {system}")
        context.close()
    return found


def elsewhere(route: Route) -> None:
    """Nothing comes from outside; marimo's pages ask there for files that its package has."""
    _, asked, path = route.request.url.partition("/@marimo-team/frontend@")
    if not asked:
        return route.abort()
    import marimo

    file = Path(marimo.__file__).parent / "_static" / path.partition("/dist/")[2].partition("?")[0]
    return route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"}) if file.is_file() else route.abort()


def seen(page: Page, host: Host, name: str) -> Seen:
    total: Seen = {}
    for number, _ in enumerate(opened(page, host)):
        for frame in page.locator("iframe[srcdoc]:visible").all():  # which paints nothing until it is in sight
            frame.scroll_into_view_if_needed()
            page.wait_for_timeout(300)
        page.wait_for_timeout(400)
        if SHOTS:
            page.screenshot(path=Path(SHOTS, f"{name} {number}.png"), full_page=True)
        for frame in page.frames:
            for kind, each in frame.evaluate(MEASURE).items():
                total.setdefault(kind, []).extend(each)
        painted = [contrast(element) for element in page.locator(TABLES).element_handles()]
        total.setdefault("painted", []).extend({"contrast": each} for each in painted)
    return total


def opened(page: Page, host: Host) -> Iterator[None]:
    """Once for the page, or once a tab, when what is in it is there."""
    if host.tabs:
        for label in page.locator(LABELS).all():
            label.click()
            yield
        return
    page.locator(TABLES).nth(1).wait_for()
    if host.explores:
        page.frame_locator("iframe[srcdoc]").locator(READY).wait_for()
    yield


def contrast(table: ElementHandle) -> float:
    """The contrast between the most frequent colour of what is painted, and the one that differs most from it."""
    picture = Image.open(io.BytesIO(table.screenshot())).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height)
    _, ground = max(counted)
    return round(max(ratio(ground, colour) for times, colour in counted if times > 20), 1)


def ratio(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((bright(one), bright(other)))
    return (high + 0.05) / (low + 0.05)


def bright(colour: tuple[int, int, int]) -> float:
    parts = (value / 255 for value in colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(c * weight for c, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
