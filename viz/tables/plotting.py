"""A compared table as a plot: parameters against multiply-adds, a disc for the activation memory."""

from __future__ import annotations

import io
import os
import warnings
from math import sqrt
from pathlib import Path
from typing import Any

from ...files import write_whole
from ..errors import FormatError
from ..words import fitted, plain
from .plot_labels import Disc, Frame, spots
from .table import Table

PLOTS = ("svg", "png")
SMALLEST, LARGEST = 4.0, 26.0  # radii of the discs, in points
SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "convatlas",
    "font.size": 9.0,
    "axes.axisbelow": True,
    "text.usetex": False,
}
LABELS = 10  # a figure grows with its area where there are more
NAME_WIDTH, NAME_SIZE = 200.0, 12.0  # pixels: a longer name is cut
COLOUR, LINE = "#a4c7e5", "#57606a"


def plot(table: Table, path: str | os.PathLike[str]) -> None:
    """Plot what `compare` gave, as svg or png by the path's ending; equal tables give equal svg files.

    Raises:
        FormatError: the ending is another one, or a network has no parameters or multiply-adds that are known.
        ImportError: matplotlib is missing; the text says how to install it.
    """
    kind = Path(path).suffix.removeprefix(".")
    if kind not in PLOTS:
        raise FormatError(f"`path` (={os.fspath(path)}) must end in one of .svg, .png")
    write_whole(path, plotted(table, kind))


def plotted(table: Table, kind: str) -> bytes:
    """The plot of what `compare` gave, as svg or png; errors as of `plot`."""
    try:
        import matplotlib
    except ImportError:
        raise ImportError("a plot needs matplotlib: pip install 'convatlas[plot]'") from None
    with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
        if kind == "svg":  # whose text is set in the fonts of its reader
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
        return _image(_placed(table), kind, table)


def _placed(table: Table) -> list[dict[str, Any]]:
    """The rows, all of which have a place on two scales of logarithms."""
    records = list(table.records())
    for record in records:
        for name, said in (("params", "parameters"), ("macs", "multiply-adds")):
            if not record[name]:
                known = "are 0" if record[name] == 0 else "are not known"
                raise FormatError(f"`sources` holds {record['name']}, which cannot be plotted: its {said} {known}")
    return records


def _image(records: list[dict[str, Any]], kind: str, table: Table) -> bytes:
    from matplotlib.figure import Figure

    scale = max(1.0, sqrt(len(records) / LABELS))
    figure = Figure(figsize=(7 * scale, 5 * scale), layout="constrained")
    axes = figure.add_subplot()
    _draw(axes, records)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # else the labels, once placed, would move the axes
    _write_labels(figure, axes, records)
    origin = table.origin.text if table.origin else ""
    metadata = {"Description": origin, "Date": None} if kind == "svg" else {"Description": origin}
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=150, metadata=metadata)
    return file.getvalue()


def _draw(axes: Any, records: list[dict[str, Any]]) -> None:
    across, up = [[record[name] for record in records] for name in ("macs", "params")]
    areas = [(2 * _radius(record, records)) ** 2 for record in records]
    axes.scatter(across, up, areas, color=COLOUR, edgecolors=LINE, linewidths=0.8, alpha=0.8)
    axes.set(xscale="log", yscale="log", xlabel="multiply-adds", ylabel="parameters")
    axes.set_title("disc: activation memory", loc="left", fontsize=9)
    axes.margins(0.2)
    axes.grid(alpha=0.3)


def _radius(record: dict[str, Any], records: list[dict[str, Any]]) -> float:
    """In points; the area follows the memory."""
    largest = max(other["memory"] or 0 for other in records) or 1
    return max(SMALLEST, LARGEST * sqrt((record["memory"] or 0) / largest))


def _label(axes: Any, record: dict[str, Any]) -> Any:
    """The name at its disc: no formula of TeX, whatever dollars are in it."""
    name = fitted(plain(record["name"]), NAME_WIDTH, NAME_SIZE)
    return axes.annotate(name, (record["macs"], record["params"]), parse_math=False)


def _write_labels(figure: Any, axes: Any, records: list[dict[str, Any]]) -> None:
    pixel = figure.dpi / 72
    texts = [_label(axes, record) for record in records]
    boxes = [text.get_window_extent() for text in texts]
    centres = [axes.transData.transform((record["macs"], record["params"])) for record in records]
    discs = [
        Disc(float(x), float(y), _radius(record, records) * pixel, box.width, box.height)
        for (x, y), box, record in zip(centres, boxes, records, strict=True)
    ]
    frame = Frame(*figure.bbox.size)
    for text, disc, spot in zip(texts, discs, spots(discs, frame), strict=True):
        text.remove()
        axes.annotate(
            text.get_text(),
            (disc.x / frame.width, disc.y / frame.height),
            (spot.x / frame.width, spot.y / frame.height),
            xycoords="figure fraction",
            textcoords="figure fraction",
            ha="center",
            va="center",
            parse_math=False,
            arrowprops={"arrowstyle": "-", "color": LINE, "linewidth": 0.6, "shrinkB": disc.radius / pixel},
        )
