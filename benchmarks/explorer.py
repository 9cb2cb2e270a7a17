"""The interactive page: its size, how long it takes to write, to show, and to open everything, in Chromium.

"frame" is the time from the click to the frame that shows all boxes; "busy" is the processor time of the page's main
thread in it, which other programs on the machine disturb least. The smallest of some runs counts, each in a fresh page.
Usage: python benchmarks/explorer.py [NAME ...], networks of the atlas or of keras.applications
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from playwright.sync_api import Page, sync_playwright

from convatlas import architectures, viz

NAMES = ("resnet50", "googlenet", "ResNet152", "NASNetLarge")
RUNS = 3
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
CLOSE_ALL = """(folded) => {
  const { diagram } = document.querySelector("architecture-diagram");
  diagram.setFolded(folded);
  diagram.setAll(false);
}"""
OPEN_ALL = """() => new Promise((done) => {
  const { diagram } = document.querySelector("architecture-diagram");
  const start = performance.now();
  diagram.setAll(true);
  requestAnimationFrame(() => setTimeout(() => done([diagram.order.length, performance.now() - start])));
})"""


def traced(name: str) -> viz.Graph:
    if name in architectures.names():
        return viz.trace(name)
    with keras.StatelessScope(initialize_variables=False):
        return viz.trace(getattr(keras.applications, name)(weights=None))


def written(graph: viz.Graph) -> tuple[str, float]:
    """The page and the seconds that it took."""
    start = time.process_time()
    page = viz.draw(graph).to("html")
    return str(page), time.process_time() - start


def busy(session) -> float:
    """Milliseconds of processor time that the page's main thread has had."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def opened(page: Page, file: Path, *, folded: bool) -> tuple[int, float, float]:
    """Boxes, milliseconds to the frame, and milliseconds of the main thread, when everything is opened."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri())
    page.evaluate(CLOSE_ALL, folded)
    page.wait_for_timeout(300)
    before = busy(session)
    boxes, frame = page.evaluate(OPEN_ALL)
    return boxes, frame, busy(session) - before


def measured(browser, file: Path, *, folded: bool) -> tuple[int, float, float]:
    """The best of some runs."""
    runs = []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        runs.append(opened(page, file, folded=folded))
        page.close()
    boxes, frames, times = zip(*runs, strict=True)
    return boxes[0], min(frames), min(times)


def main(names: tuple[str, ...]) -> None:
    print(f"{'network':<14}{'kB':>6}{'write s':>9}   {'folded: boxes':>14}{'frame ms':>10}{'busy ms':>9}", end="")
    print(f"   {'layers: boxes':>14}{'frame ms':>10}{'busy ms':>9}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for name in names:
            text, seconds = written(traced(name))
            file = Path(folder) / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            row = f"{name:<14}{len(text.encode()) / 1000:>6.1f}{seconds:>9.2f}"
            for folded in (True, False):
                boxes, frame, processor = measured(browser, file, folded=folded)
                row += f"   {boxes:>14}{frame:>10.0f}{processor:>9.0f}"
            print(row, flush=True)
        browser.close()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or NAMES)
