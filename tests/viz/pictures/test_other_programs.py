"""Office programs and converters show an svg as our png does: few of them read style sheets, and none has our font."""

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from networks import graph_of
from PIL import Image

from convatlas import viz

pytestmark = pytest.mark.sweep
FAR = {
    "live": 0.03,
    "paths": 0.02,
}  # mean distance of pixels, of 1: letters of another font; edges that round elsewhere


def rsvg(svg, png, width, height):
    run("rsvg-convert", "-w", width, "-h", height, svg, "-o", png)


def inkscape(svg, png, width, height):
    run("inkscape", svg, "-o", png, "-w", width, "-h", height)


def libreoffice(svg, png, width, height):
    size = f'{{"PixelWidth":{{"type":"long","value":"{width}"}},"PixelHeight":{{"type":"long","value":"{height}"}}}}'
    run("soffice", "--headless", "--convert-to", f"png:draw_png_Export:{size}", "--outdir", png.parent, svg)


def cairosvg(svg, png, width, height):
    module = pytest.importorskip("cairosvg")
    module.svg2png(url=str(svg), write_to=str(png), output_width=width, output_height=height)


def run(program, *words):
    if not shutil.which(program):
        pytest.skip(f"{program} is missing")
    subprocess.run([program, *map(str, words)], check=True, capture_output=True, timeout=200)


@cache
def ours(name, style):
    png = viz.draw(graph_of(name), style=style, theme="light").to("png")
    return Image.open(io.BytesIO(png)).convert("RGB")


def on_white(path, size):
    shown = Image.open(path).convert("RGBA")
    sheet = Image.new("RGBA", shown.size, "white")
    sheet.alpha_composite(shown)
    return np.asarray(sheet.convert("RGB").resize(size), float)


@pytest.mark.parametrize("text", FAR)
@pytest.mark.parametrize("style", ["graph", "volume", "figure"])
@pytest.mark.parametrize("name", ["resnet18", "googlenet"])
@pytest.mark.parametrize("program", [rsvg, inkscape, libreoffice, cairosvg], ids=lambda one: one.__name__)
def test_pictures_look_alike(tmp_path: Path, program, name, style, text):
    expected = ours(name, style)
    shown = {}
    for theme in ("auto", "light"):
        svg, png = tmp_path / f"{theme}.svg", tmp_path / f"{theme}.png"
        viz.draw(graph_of(name), style=style, theme=theme, text=text).save(svg)
        program(svg, png, *expected.size)
        half = (expected.width // 2, expected.height // 2)
        shown[theme] = on_white(png, half)
        assert np.abs(shown[theme] - np.asarray(expected.resize(half), float)).mean() / 255 < FAR[text]
    assert np.array_equal(shown["auto"], shown["light"])


def test_a_black_picture_would_be_far():
    image = np.asarray(ours("resnet18", "graph"), float)
    assert np.abs(image - 0.0).mean() / 255 > 10 * max(FAR.values())
