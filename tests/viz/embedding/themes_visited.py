"""Visit built sites in Chromium and print what is seen there as JSON: `themes_visited.py THEME=FOLDER ...`.

In a process of its own, for Playwright runs once in a process, and other tests use it too.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

sys.path.insert(0, str(Path(__file__).parents[2]))

from chromium import AXE, launched

SWITCHES = {"furo": ".theme-toggle", "pydata_sphinx_theme": ".theme-switch-button"}
CHOICE = ".theme-change-button[data-mode='dark']"
DARK = "[document.body, document.documentElement].some(e => e.dataset.theme === 'dark')"
OURS = "figure.architecture, .architecture-scroll"
VIOLATIONS = """async (ours) => {
  const {violations} = await axe.run(document, {preload: false});
  const isOurs = ({target}) => target.every((path) => document.querySelector([path].flat()[0])?.closest(ours));
  return violations.flatMap(({id, nodes}) => nodes.filter(isOurs).map(({target}) => `${id} ${target}`));
}"""


def visited(browser: Browser, theme: str, folder: Path) -> dict[str, Any]:
    """What is seen of a site by light, by dark, on paper and on a small screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page, complaints, requests = context.new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((folder / "index.html").as_uri())
    seen: dict[str, Any] = {"light": colours(page), "keyboard": keyboard(page), "scroll": scroll(page)}
    seen["axe"] = violations(page)
    seen["paper"] = paper(page)
    seen["switched"] = switch(page, theme)
    seen["dark"] = colours(page)
    seen["axe"] += violations(page)
    seen["dark paper"] = paper(page)
    page.set_viewport_size({"width": 400, "height": 900})
    seen["over"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    seen |= {"complaints": complaints, "outside": [url for url in requests if not url.startswith("file:")]}
    context.close()
    return seen


def colours(page: Page) -> dict[str, str]:
    """The colours of the pictures' corners, and of the explorer's ground."""
    explorer = page.locator("architecture-diagram")
    return {
        "picture": corner(page.locator("img.architecture-diagram").first),
        "difference": corner(page.locator("img.architecture-diagram").last),
        "explorer": explorer.evaluate("e => getComputedStyle(e).backgroundColor"),
    }


def corner(element: Locator) -> str:
    picture = Image.open(io.BytesIO(element.screenshot())).convert("RGB")
    return str(picture.getpixel((8, picture.height - 8)))


def keyboard(page: Page) -> list[str | None]:
    """Which nodes of the explorer have the focus, from one arrow key to the next."""
    page.locator(".stage .n[tabindex='0']").focus()
    ids = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        ids.append(page.evaluate("document.activeElement.closest('[data-id]')?.dataset.id"))
    return ids


def scroll(page: Page) -> dict[str, Any]:
    """The region around the wide table, before and after an arrow key."""
    region = page.locator(".architecture-scroll").first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.architecture-scroll').scrollLeft > 0")
    return region.evaluate("e => ({tabindex: e.tabIndex, role: e.role, label: e.ariaLabel})")  # type: ignore[no-any-return]


def violations(page: Page) -> list[str]:
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(VIOLATIONS, OURS)
    return found


def switch(page: Page, theme: str) -> bool:
    """Use the theme's own switch until the page is dark; where there is none, a dark system."""
    if theme not in SWITCHES:
        page.emulate_media(color_scheme="dark")
        return False
    for _ in range(3):
        if not page.evaluate(DARK):
            page.locator(SWITCHES[theme]).locator("visible=true").first.click()
            for choice in page.locator(CHOICE).locator("visible=true").all()[:1]:  # of a menu, which some versions have
                choice.click()
    return bool(page.evaluate(DARK))


def paper(page: Page) -> dict[str, Any]:
    """What is printed of the explorer and the pictures."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    seen: dict[str, Any] = page.evaluate("""() => {
      const one = (path) => document.querySelector(path);
      const style = (path) => getComputedStyle(one(path));
      return {
        still: one("architecture-diagram > svg").getBoundingClientRect().height > 100,
        buttons: style("architecture-diagram .bar").display,
        ground: style("architecture-diagram").backgroundColor,
        text: style("architecture-diagram > svg text").fill,
        picture: style("img.architecture-diagram").colorScheme,
        table: style(".architecture-scroll").overflowX,
        fits: one("table.architecture-wide").getBoundingClientRect().right <= innerWidth,
      };
    }""")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    return seen


def main() -> None:
    sites = [site.partition("=") for site in sys.argv[1:]]
    with launched() as browser:
        print(json.dumps({theme: visited(browser, theme, Path(folder)) for theme, _, folder in sites}))


if __name__ == "__main__":
    main()
