"""Draw three networks with other tools and with ours, for the page `comparison.md`.

Needs `pip install visualkeras netron pygraphviz playwright` and Chromium; run as `python docs/make_comparison.py`.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import pygraphviz
from PIL import Image

from convatlas import architectures, viz

NAMES = ("vgg16", "resnet50", "googlenet")
FOLDER = Path(__file__).parent / "images" / "compare"
LARGEST = (420, 640)  # pixels that a picture has on the page
Image.MAX_IMAGE_PIXELS = None
Figures = dict[str, Any]


def main() -> None:
    """Draw every network with every tool; what a tool cannot do is written down as it says."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    report = {name: {tool: _tried(draw, name, tool) for tool, draw in TOOLS.items()} for name in NAMES}
    (FOLDER / "figures.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _tried(draw: Any, name: str, tool: str) -> Figures:
    start = time.perf_counter()
    try:
        size = draw(name, FOLDER / f"{tool}-{name}.png")
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"}
    return {"width": size[0], "height": size[1], "seconds": round(time.perf_counter() - start, 1)}


def _model(name: str) -> Any:
    return architectures.build(name)


def _shrunk(image: Image.Image, path: Path) -> tuple[int, int]:
    """Keep a small copy; return the size before."""
    size = image.size
    image = image.convert("RGB")
    image.thumbnail(LARGEST)
    image.save(path, optimize=True)
    return size


def _plot_model(name: str, path: Path) -> tuple[int, int]:
    dot = keras.utils.model_to_dot(_model(name), show_shapes=True, expand_nested=True, dpi=96)
    drawn = pygraphviz.AGraph(string=dot.to_string()).draw(format="png", prog="dot")
    return _shrunk(Image.open(io.BytesIO(drawn)), path)


def _visualkeras(name: str, path: Path) -> tuple[int, int]:
    import visualkeras

    return _shrunk(visualkeras.layered_view(_model(name), legend=True), path)


def _netron(name: str, path: Path) -> tuple[int, int]:
    import netron
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp())
    file = folder / f"{name}.keras"
    _model(name).save(file)
    address, port = netron.start(str(file), browse=False)
    browser_path = shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"http://{address}:{port}")
        page.get_by_text("Accept").click()
        page.wait_for_timeout(25_000)  # the largest file has half a gigabyte of weights
        size = _shrunk(Image.open(io.BytesIO(page.screenshot())), path)
        browser.close()
    netron.stop()
    shutil.rmtree(folder)
    return size


def _convatlas(name: str, path: Path) -> tuple[int, int]:
    picture = viz.draw(name, theme="light").to("png")
    assert isinstance(picture, bytes)
    width, height = _shrunk(Image.open(io.BytesIO(picture)), path)
    return width // 2, height // 2


TOOLS = {"plot_model": _plot_model, "visualkeras": _visualkeras, "netron": _netron, "convatlas": _convatlas}

if __name__ == "__main__":
    main()
