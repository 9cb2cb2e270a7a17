"""What a finished training leaves beside its checkpoints: metrics, confusion, curves, sample predictions."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from ...files import one_line
from .curves import plot
from .evaluating import Evaluation
from .history import csv_text
from .images import Images
from .run import Run

SAMPLES = 24
SAMPLE_COLUMNS = ("image", "class", "predicted", "probability")


def report(run: Run, evaluation: Evaluation, history: Mapping[str, Sequence[float]]) -> None:
    """Write all of it into the run's folder."""
    run.write_json("metrics", evaluation.metrics)
    classes = evaluation.classes
    rows = ((name, *map(int, row)) for name, row in zip(classes, evaluation.confusion, strict=True))
    run.write(run.path("confusion"), csv_text(["class", *classes], rows))
    _samples(run, evaluation)
    plot(run, history, accuracy_of(history))


def tell_notes(notes: Sequence[str]) -> None:
    """What a person should know before a training, on standard error."""
    for note in notes:
        print(one_line(f"note: {note}"), file=sys.stderr)


def accuracy_of(history: Mapping[str, Sequence[float]]) -> str:
    """The name of the main output's accuracy, which auxiliary classifiers change."""
    return next(name for name in history if name.endswith("accuracy") and not name.startswith("val_"))


def _samples(run: Run, evaluation: Evaluation) -> None:
    """Some images with what they are and what they were taken for."""
    rows = []
    for number, chances in enumerate(evaluation.probabilities[:SAMPLES]):
        path = run.path("samples") / f"{number + 1:02}.png"
        run.write(path, _png(evaluation.pairs.images[number]))
        truth, guess = evaluation.pairs.labels[number], chances.argmax()
        name = path.relative_to(run.folder).as_posix()
        rows.append((name, evaluation.classes[truth], evaluation.classes[guess], f"{chances[guess]:.4f}"))
    run.write(run.path("predictions"), csv_text(SAMPLE_COLUMNS, rows))


def _png(image: Images) -> bytes:
    import tensorflow as tf

    content: bytes = tf.io.encode_png(image).numpy()
    return content
