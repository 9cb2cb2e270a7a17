"""Draw six networks with other tools, for the page `comparison.md`, on which ours are drawn as the site is built.

Needs `pip install visualkeras netron pygraphviz playwright`, Chromium, pdflatex, pdftoppm and a copy of PlotNeuralNet;
run as `python docs/make_comparison.py FOLDER_OF_PLOTNEURALNET [NAME ...]`.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import pygraphviz
from examples import compared
from PIL import Image, ImageOps

from convatlas import architectures

NETWORKS: dict[str, Callable[[], keras.Model]] = {
    "vgg16": lambda: keras.applications.VGG16(weights=None),
    "resnet50": lambda: keras.applications.ResNet50(weights=None),
    "googlenet": lambda: architectures.build("googlenet"),
    "unet": compared.unet,
    "encoder": compared.encoder,
    "efficientnetb0": lambda: keras.applications.EfficientNetB0(weights=None),
}
EXAMPLES = {"vgg16": "examples/VGG16/vgg16.tex", "unet": "examples/Unet/Unet.tex"}  # that PlotNeuralNet has
FOLDER = Path(__file__).parent / "images" / "compare"
TALL, WIDE = (720, 1080), (1440, 620)  # pixels of pictures, of which the page shows two as one
SKY = 100  # pixels of Netron's screen above its first node
SHARE = 0.97  # of these for one of plot_model, whose smallest text then has 9 pixels on the page
BROWSER = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
Image.MAX_IMAGE_PIXELS = None
Figures = dict[str, Any]


def main(folder: str, *names: str) -> None:
    """Draw every network with every tool; what a tool cannot do is written down as it says."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    report = FOLDER / "figures.json"
    found = json.loads(report.read_text("utf-8")) if report.exists() else {}
    for name in names or NETWORKS:
        model = NETWORKS[name]()
        found[name] = {tool: _tried(draw, model, FOLDER / f"{tool}-{name}.webp") for tool, draw in TOOLS.items()}
    for name, source in EXAMPLES.items():
        _example(Path(folder) / source, FOLDER / f"plotneuralnet-{name}.webp")
    report.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _tried(draw: Callable[[keras.Model, Path], Figures], model: keras.Model, path: Path) -> Figures:
    start = time.perf_counter()
    try:
        figures = draw(model, path)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"}
    return figures | {"seconds": round(time.perf_counter() - start, 1)}


def _framed(image: Image.Image, path: Path, frame: tuple[int, int], corner: tuple[int, int]) -> Figures:
    """Keep what a frame shows from some corner on; tell the size of the whole."""
    sheet = Image.new("RGB", frame, "white")
    sheet.paste(image, (-corner[0], -corner[1]), mask=image.getchannel("A") if image.mode == "RGBA" else None)
    sheet.save(path, quality=80, method=6)
    return {"width": image.width, "height": image.height}


def _plot_model(model: keras.Model, path: Path) -> Figures:
    graph = pygraphviz.AGraph(string=keras.utils.model_to_dot(model, show_shapes=True, expand_nested=True).to_string())
    graph.graph_attr["dpi"] = str(96 * SHARE)
    image = Image.open(io.BytesIO(graph.draw(format="png", prog="dot"))).convert("RGB")
    top = image.crop((0, 0, image.width, 40))
    left, _, right, _ = ImageOps.invert(top.convert("L")).getbbox() or (0, 0, image.width, 0)
    figures = _framed(image, path, TALL, ((left + right - TALL[0]) // 2, 0))
    return {side: round(pixels / SHARE) for side, pixels in figures.items()}


def _visualkeras(model: keras.Model, path: Path) -> Figures:
    """Its picture of layers where that is drawn, else of units, from where its first unit stands."""
    import visualkeras

    try:
        image, error = visualkeras.layered_view(model, legend=True), ""
    except AttributeError as refusal:
        image, error = visualkeras.graph_view(model), f"{type(refusal).__name__}: {refusal}"
    column = image.convert("L").crop((0, 0, 80, image.height))
    _, top, _, bottom = ImageOps.invert(column).getbbox() or (0, 0, 0, image.height)
    return _framed(image, path, WIDE, (0, (top + bottom - WIDE[1]) // 2)) | {"layered_view": error}


def _netron(model: keras.Model, path: Path) -> Figures:
    """Its first screen."""
    with _served(model) as address, _page() as page:
        page.goto(address)
        page.get_by_text("Accept").click()
        page.wait_for_selector("#canvas .node", timeout=300_000)  # the largest file has half a gigabyte of weights
        page.mouse.move(1, 1)
        page.wait_for_timeout(2000)
        image = Image.open(io.BytesIO(page.screenshot()))
        return _framed(image, path, TALL, ((image.width - TALL[0]) // 2, 2 * SKY))


@contextmanager
def _served(model: keras.Model) -> Iterator[str]:
    import netron

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{model.name}.keras"
        model.save(file)
        host, port = netron.start(str(file), browse=False)
        yield f"http://{host}:{port}"
        netron.stop()


@contextmanager
def _page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=[*BROWSER])
        yield browser.new_page(viewport={"width": 480, "height": TALL[1] // 2 + SKY}, device_scale_factor=2)
        browser.close()


def _example(source: Path, path: Path) -> None:
    """An example of PlotNeuralNet, set by LaTeX."""
    with tempfile.TemporaryDirectory() as folder:
        latex = ["pdflatex", "-interaction=nonstopmode", f"-output-directory={folder}", source.name]
        paths = {**os.environ, "TEXINPUTS": "../../layers:"}
        subprocess.run(latex, check=True, capture_output=True, cwd=source.parent, env=paths)
        page = ["pdftoppm", "-png", "-singlefile", "-scale-to", "1440", f"{source.stem}.pdf", "page"]
        subprocess.run(page, check=True, cwd=folder)
        image = Image.open(Path(folder) / "page.png").convert("RGB")
        drawn = image.crop(ImageOps.invert(image).getbbox())
        ImageOps.expand(drawn, 20, "white").save(path, quality=85, method=6)


TOOLS = {"plot_model": _plot_model, "visualkeras": _visualkeras, "netron": _netron}

if __name__ == "__main__":
    main(*sys.argv[1:])
