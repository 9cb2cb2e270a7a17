"""Learning curves: loss and accuracy over the epochs, as svg and png."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from .run import Run

TEXT, TRAINING, VALIDATION = "#1b1f24", "#0969da", "#bc4c00"
LOOK = {"font.size": 10.0, "axes.grid": True, "axes.spines.right": False, "axes.spines.top": False, "grid.alpha": 0.4}
INK = dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), TEXT)
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "convatlas", "legend.frameon": False, **LOOK, **INK}
FORMATS = {"svg": {"Date": None}, "png": {}}


def plot(run: Run, history: Mapping[str, Sequence[float]], accuracy: str) -> bool:
    """Plot a history into a run's folder; False where matplotlib is missing, which the extra `recipes` brings."""
    try:
        import matplotlib
    except ImportError:
        return False
    with matplotlib.rc_context(SETTINGS):
        for kind, metadata in FORMATS.items():
            run.write(run.path(f"curves_{kind}"), _image(history, accuracy, kind, metadata))
    return True


def _image(history: Mapping[str, Sequence[float]], accuracy: str, kind: str, metadata: Any) -> bytes:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(8, 3.2), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", accuracy), strict=True):
        epochs = range(1, len(history[name]) + 1)
        axes.plot(epochs, history[name], color=TRAINING, marker="o", markersize=3, label="training")
        axes.plot(epochs, history[f"val_{name}"], color=VALIDATION, marker="s", markersize=3, label="validation")
        axes.set(xlabel="epoch", ylabel="loss" if name == "loss" else "accuracy")
        axes.set_xlim(0.5, len(epochs) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.legend()
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=150, metadata=metadata)
    return file.getvalue()
