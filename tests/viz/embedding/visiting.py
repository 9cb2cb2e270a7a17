"""Visit sites in Chromium, in a process of its own, and print what was seen as JSON.

visiting.py PORT FOLDER...
visiting.py pasted FILE
"""

from __future__ import annotations

import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from chromium import AXE, launched

OURS = "[['figure.architecture'],['.architecture-table']].filter(([s]) => document.querySelector(s))"
AXE_RUN = f"async () => (await axe.run({{include: {OURS}}})).violations.map((v) => v.id + ' ' + v.nodes[0].html)"
STYLE = "(e, name) => getComputedStyle(e)[name]"
SCROLLS = "(all) => all.map((e) => [e.scrollWidth > e.clientWidth, e.tabIndex])"
LIVE = "architecture-diagram[data-live]"


class Silent(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_):
        pass


def main() -> None:
    with launched() as browser:
        port, *folders = sys.argv[1:]
        seen = pasted(browser, folders[0]) if port == "pasted" else [visited(browser, f, int(port)) for f in folders]
        print(json.dumps(seen))


def visited(browser, folder, port) -> dict:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    seen = {"complaints": [], "outside": []}
    root = f"http://127.0.0.1:{port}/"
    page.on("console", lambda message: seen["complaints"].append(message.text))
    page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
    page.on("request", lambda request: request.url.startswith((root, "data:")) or seen["outside"].append(request.url))
    seen |= instant(page, root) | dark(page) | narrow(page, root) | printed(page, root) | audited(page, root)
    page.close()
    server.shutdown()
    server.server_close()
    return seen


def instant(page, root) -> dict:
    """From a page without explorers to one with two, on, and back."""
    page.goto(root, wait_until="networkidle")  # links are instant once the site's map is there
    page.evaluate("window.stays = true")
    page.click("article >> text=explorers")
    page.locator(LIVE).nth(1).wait_for()
    scripts = page.locator("article script").count()
    page.locator("architecture-diagram .n[role=button]").first.click()
    chosen = page.url
    page.click("article >> text=To the tables")
    page.locator(".architecture-sideways").first.wait_for()
    page.go_back()
    page.locator(LIVE).nth(1).wait_for()
    stays = page.evaluate("window.stays === true")
    told = {"stays": stays, "scripts": scripts, "same": page.url == chosen, "hash": chosen.split("#")[1]}
    return told | {"twice": twice(page)}


def twice(page) -> list[str]:
    """Ids that stand more than once in what is ours."""
    ids = page.evaluate("[...document.querySelectorAll('figure [id], architecture-diagram [id]')].map((e) => e.id)")
    return sorted({each for each in set(ids) if page.locator(f"[id='{each}']").count() > 1})


def dark(page) -> dict:
    """The palette's switch, on the page with explorers, and at home with pictures."""
    page.locator("[data-md-component=palette] input").nth(1).evaluate("e => e.click()")
    ground = page.locator("architecture-diagram").first.evaluate(STYLE, "backgroundColor")
    page.click("nav >> text=Home")
    page.locator("img.architecture-diagram").first.wait_for()
    picture = page.locator("img.architecture-diagram").first.evaluate(STYLE, "colorScheme")
    return {"ground": ground, "picture": picture}


def narrow(page, root) -> dict:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{root}tables/")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    scrolls = page.locator(".architecture-sideways").evaluate_all(SCROLLS)
    return {"wide": wide, "scrolls": scrolls}


def printed(page, root) -> dict:
    """Without script on paper: pictures in the place of explorers."""
    page.goto(f"{root}explorers/")
    page.locator(LIVE).nth(1).wait_for()
    page.emulate_media(media="print")
    shown = [
        page.locator(f"architecture-diagram {part}").first.is_visible() for part in ("> svg", ".bar", ".ca-legend")
    ]
    page.emulate_media(media="screen")
    return {"printed": shown}


def audited(page, root) -> dict:
    found = []
    for path in ("", "explorers/", "tables/") if AXE.exists() else ():
        page.goto(root + path)
        page.wait_for_timeout(300)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found += [f"{path} {each}" for each in page.evaluate(AXE_RUN)]
    return {"axe": found}


def pasted(browser, file) -> dict:
    """A page of two explorers, opened from its file: one closes all blocks, the other stays as it is."""
    complaints = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(Path(file).as_uri())
    page.locator(LIVE).nth(1).wait_for()
    page.get_by_role("button", name="Close all").first.click()
    closed = [page.locator(LIVE).nth(i).locator("[aria-expanded=true]").count() == 0 for i in (0, 1)]
    return {"complaints": complaints, "live": page.locator(LIVE).count(), "twice": twice(page), "closed": closed}


if __name__ == "__main__":
    main()
