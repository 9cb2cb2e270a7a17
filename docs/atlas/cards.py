"""Social cards: the picture that a link to a page shows elsewhere, its title above a network that we draw."""

from __future__ import annotations

import hashlib
import textwrap
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from convatlas.viz.colours import theme_of
from convatlas.viz.embedding import Store, Wanted, graphs
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing

from .facts import families
from .heads import sentence_of, stem

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
USUAL = "vgg16"
DRAWN = Options(direction="LR", fit=(WIDTH, HEIGHT))
CARD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<rect width="{width}" height="{height}" fill="#fff"/><rect width="{width}" height="10" fill="#3465a4"/>
<g font-family="Inter" fill="#16181d"><text x="64" y="128" font-size="60" font-weight="600">{title}</text>
<text x="64" y="180" font-size="28" fill="#5a6270">{lines}</text>
<text x="64" y="590" font-size="26" font-weight="600">convatlas</text>
<text x="1136" y="590" font-size="24" fill="#5a6270" text-anchor="end">convolutional networks for Keras 3</text></g>
{picture}
</svg>
"""
ROOM = (MARGIN, 236, WIDTH - 2 * MARGIN, 300)


def write_cards(app: Any, error: Exception | None) -> None:
    """One picture a page; those that would be as they were are kept."""
    if error or app.builder.name not in ("html", "dirhtml") or app.config.language != "en":
        return
    folder = Path(app.outdir, "_static", "cards")
    kept = Path(app.srcdir, app.config.atlas_cache, "cards")
    for path in (folder, kept):
        path.mkdir(parents=True, exist_ok=True)
    pictures = _pictures(app)
    for page, title in app.env.titles.items():
        name = page.removeprefix("families/")
        svg = _card(title.astext(), sentence_of(page), pictures.get(name, pictures[USUAL]))
        image = kept / f"{hashlib.sha256(svg.encode()).hexdigest()[:24]}.png"
        if not image.exists():
            image.write_bytes(_png(svg))
        (folder / f"{stem(page)}.png").write_bytes(image.read_bytes())


def _pictures(app: Any) -> dict[str, str]:
    """The pictures of the families' main networks, and the usual one."""
    shown = {family: record["figure"] for family, record in families().items()} | {USUAL: USUAL}
    wanted = {name: Wanted(name) for name in shown.values()}
    found: Any = graphs(wanted.values(), Store(Path(app.srcdir, app.config.atlas_cache)), folder=app.srcdir)
    light = theme_of("light")
    drawings = {name: Drawing(found[one].graph, DRAWN, light, style="volume") for name, one in wanted.items()}
    return {family: str(drawings[name].to("svg")) for family, name in shown.items()}


def _card(title: str, sentence: str, picture: str) -> str:
    x, y, width, height = ROOM
    inside = picture.replace("<svg ", f'<svg x="{x}" y="{y}" preserveAspectRatio="xMidYMid meet" ', 1)
    for name, value in (("width", width), ("height", height)):
        before, _, after = inside.partition(f' {name}="')
        inside = f'{before} {name}="{value}"{after[after.index(chr(34)) + 1 :]}'
    lines = "".join(
        f'<tspan x="{MARGIN}" dy="{38 if number else 0}">{escape(line)}</tspan>'
        for number, line in enumerate(textwrap.wrap(sentence, 76)[:2])
    )
    return CARD.format(width=WIDTH, height=HEIGHT, title=escape(title), lines=lines, picture=inside)


def _png(svg: str) -> bytes:
    import resvg_py

    with as_file(files("convatlas.viz.words") / "fonts") as folder:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_dirs=[str(folder)], font_family="Inter"))
