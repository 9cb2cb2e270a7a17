"""Fuzzers of what stands in documents: the options of fences, and files that `check` holds against their sources."""

from __future__ import annotations

import json
import logging
import random
import tempfile
from functools import cache
from pathlib import Path

from hostile import NAMES
from lxml import html
from parsed_back import STEERING

from convatlas import viz
from convatlas.viz.checking import check
from convatlas.viz.markdown.fences import FENCES
from convatlas.viz.sources import Origin
from fuzz.mutations import TEXTS, mutated, torn

OPTIONS = (
    *("depth", "style", "fold", "fit", "theme", "direction", "labels", "color-by", "input-shape", "caption", "name"),
    *("class", "alt", "interactive", "picture", "columns", "align", "width", "scale", "height", "none"),
)
VALUES = (
    *("1", "0", "-1", "1.5", "none", "all", "auto", "graph", "figure", "columns", "volume", "dark", "print", "LR"),
    *("name,params", "224 224 3", "(32, 32, 3)", "50%", "params", "", "9" * 400, *TEXTS, *NAMES.values()),
)
SOURCES = ("lenet5_study", "lenet5_study lenet5", "resnet18_study", "none", "", *TEXTS)
ENDINGS = ("svg", "html", "mmd", "dot", "tex", "json", "md", "csv", "rst", "txt")


def fences(chance: random.Random) -> bytes:
    """A fence with options, as JSON."""
    lines = [f":{chance.choice(OPTIONS)}: {chance.choice(VALUES)}" for _ in range(chance.randrange(5))]
    return json.dumps([chance.choice(sorted(FENCES)), "\n".join((chance.choice(SOURCES), *lines))]).encode()


def fence_read(path: Path) -> None:
    """The fence's element holds no other than a picture, a table or a mistake."""
    name, text = json.loads(path.read_bytes())
    logging.disable(logging.CRITICAL)
    try:
        element = FENCES[name](text)
    finally:
        logging.disable(logging.NOTSET)
    root = html.fromstring(f"<div>{element}</div>")
    assert root.xpath("//script|//iframe|//object|//base|//form|//a") == []
    assert [key for each in root.iter() for key in each.attrib if key.startswith("on") or "href" in key] == []
    assert all(link.startswith("data:image/svg+xml;base64,") for _, _, link, _ in root.iterlinks())
    assert STEERING.findall(element) == []


@cache
def _written() -> dict[str, str]:
    """Files of every kind that name their source."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for ending in ENDINGS:
            path = Path(folder, f"file.{ending}")
            made = viz.draw("lenet5_study") if ending in ENDINGS[:5] else viz.tabulate("lenet5_study")
            made.save(path)
            found[ending] = path.read_text(encoding="utf-8")
    return found


def committed(chance: random.Random) -> bytes:
    """A file whose origin or text was changed, as JSON."""
    ending = chance.choice(ENDINGS)
    text = _written()[ending]
    origin = Origin.find(text)
    if origin is not None and chance.random() < 0.7:
        given = mutated({"sources": list(origin.sources), "options": dict(origin.options) | {"depth": 1}}, chance)
        try:
            changed = Origin(chance.choice((origin.view, "diff", "x")), tuple(given["sources"]), given["options"]).text
            text = text.replace(origin.text, changed)
        except (TypeError, KeyError, ValueError, IndexError):
            pass  # what is no origin any more
    if chance.random() < 0.4:
        text = torn(text.encode(errors="replace"), chance).decode("latin-1")
    return json.dumps([ending, text]).encode()


def committed_read(path: Path) -> None:
    """What changed since the file was written, or why that cannot be told."""
    ending, text = json.loads(path.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"file.{ending}")
        file.write_text(text, encoding="utf-8", errors="replace")
        check(file)
