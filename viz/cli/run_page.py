"""The page of a run: how training went, what the network mistakes, samples, and the network itself."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...files import name_in, write_whole
from ..pictures import draw
from ..tables import tabulate
from ..words import plain, totals, xml
from .pages import page_of

COLOURS = {"#1b1f24": "text", "#ffffff": "back", "#b0b0b0": "line", "#0969da": "first", "#bc4c00": "second"}
MATRIX = 20  # classes up to which every confusion is shown, beyond which only the most frequent
MOST_FREQUENT = 15
SETTINGS = ("data", "optimizer", "loss", "batch_size", "epochs", "scaling", "weight_decay", "augmentation", "callbacks")

IF_GIVEN = ("weights", "freeze", "phases", "rate_decay", "class_weights", "label_smoothing", "initializer", "note")


def write_page(folder: Path, model: Any) -> Path:
    """Draw and tabulate the run's network, and write `index.html` over all that the folder holds."""
    drawing = draw(model)
    for kind in ("svg", "png"):
        drawing.save(folder / f"architecture.{kind}")
    table = tabulate(model)
    for ending in ("md", "csv"):
        table.save(folder / f"layers.{ending}")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    name = record["recipe"]["name"]
    page = folder / "index.html"
    content = page_of(
        "run",
        f"{name}: a training run",
        name=_said(name),
        summary=_summary(folder, history),
        curves=_curves(folder),
        history=_history(history),
        confusion=_confusion(folder / "confusion.csv"),
        samples=_samples(folder / "predictions.csv"),
        totals=_said(totals(drawing.graph)),
        alt=_said(f"Diagram of {drawing.graph.name}: {totals(drawing.graph)}"),
        layers=table.to("html"),
        settings=_settings(record["recipe"]),
        files=_links(folder),
    )
    write_whole(page, content)
    return page


def _summary(folder: Path, history: dict[str, list[float]]) -> str:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    losses = history["val_loss"]
    facts = {
        "validation accuracy": f"{metrics['accuracy']:.2%}",
        "validation loss": f"{metrics['loss']:.4f}",
        "epochs": str(len(losses)),
        "best epoch": str(losses.index(min(losses)) + 1),
    }
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())


def _curves(folder: Path) -> str:
    """The plot within the page, in the page's colours; nothing where matplotlib is missing."""
    path = folder / "curves.svg"
    if not (find_spec("matplotlib") and path.exists()):  # a picture that another wrote is no part of the page
        return "<p>No curves: <code>pip install 'convatlas[recipes]'</code> brings matplotlib.</p>"
    picture = path.read_text(encoding="utf-8").partition("<svg")[2]
    for colour, name in COLOURS.items():
        picture = picture.replace(colour, f"var(--{name})")
    return f'<svg role="img" aria-label="Loss and accuracy over the epochs, training and validation"{picture}'


def _history(history: dict[str, list[float]]) -> str:
    rows = (
        (str(n), *(f"{value:.4f}" for value in row)) for n, row in enumerate(zip(*history.values(), strict=True), 1)
    )
    return _table("Every epoch", ("epoch", *history), rows)


def _confusion(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    classes, counts = [*map(name_in, header[1:])], [[int(count) for count in row[1:]] for row in rows]
    if len(classes) <= MATRIX:
        return _matrix(classes, counts)
    pairs = [(n, a, b) for a, row in zip(classes, counts, strict=True) for b, n in zip(classes, row, strict=True)]
    mistakes = sorted((pair for pair in pairs if pair[0] and pair[1] != pair[2]), reverse=True)[:MOST_FREQUENT]
    return _table("Most frequent mistakes", ("images", "of", "taken for"), [(str(n), a, b) for n, a, b in mistakes])


def _matrix(classes: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    heads = "".join(f'<th scope="col">{_said(name)}</th>' for name in classes)
    rows = []
    for name, row in zip(classes, counts, strict=True):
        whole = sum(row) or 1
        cells = "".join(f'<td style="--share:{n / whole:.2f}">{n or ""}</td>' for n in row)
        rows.append(f'<tr><th scope="row">{_said(name)}</th>{cells}</tr>')
    caption = "Rows: what images are; columns: what they are taken for"
    return (
        f'<table class="matrix"><caption>{caption}</caption><thead><tr><th scope="col">class</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _samples(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return "".join(_sample(row) for row in csv.DictReader(file))


def _sample(row: dict[str, str]) -> str:
    truth, guess = (_said(name_in(row[column])) for column in ("class", "predicted"))
    told = f"{guess} · {float(row['probability']):.0%}"
    mark = "" if truth == guess else f'<br><strong class="wrong">is {truth}</strong>'
    return f'<li><img src="{_address(row["image"])}" alt="An image of class {truth}"><span>{told}{mark}</span></li>'


def _settings(recipe: dict[str, Any]) -> str:
    chosen = [*SETTINGS, *(name for name in IF_GIVEN if recipe.get(name) not in (None, "", [], 0.0, 1.0))]
    rows = [(name.replace("_", " "), _text(recipe[name])) for name in chosen]
    return _table("The recipe", ("setting", "value"), rows)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{key}={_text(inner)}" for key, inner in value.items() if key != "kind")
        return f"{value['kind']}({inside})" if "kind" in value else inside
    return ", ".join(map(_text, value)) or "none" if isinstance(value, list) else str(value)


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{_said(name)}</th>' for name in columns)
    lines = (
        f'<tr><th scope="row">{_said(first)}</th>{"".join(f"<td>{_said(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    head = f"<caption>{_said(caption)}</caption><thead><tr>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{''.join(lines)}</tbody></table>"


def _links(folder: Path) -> str:
    """Links to all files of the run, folders and the page itself left out."""
    found = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "index.html")
    return " ".join(f'<a href="{_address(name)}">{_said(name)}</a>' for name in found)


def _said(text: str) -> str:
    return xml(plain(text))


def _address(name: str) -> str:
    """A file beside the page, as a link names it, whatever the file is called."""
    return "./" + quote(os.fsencode(name))
