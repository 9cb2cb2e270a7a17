"""What a trained network answers, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..tables import Column, Row, Table
from ..words import Value

LIKELY = (Column("image", "image"), Column("class", "class"), Column("probability", "probability", "percent"))
RIGHT = (
    Column("class", "class"),
    Column("images", "images", "count"),
    Column("right", "right", "count"),
    Column("accuracy", "accuracy", "percent"),
    Column("mistaken", "mostly mistaken for"),
)


def prediction_table(predictions: Sequence[Any], top: int) -> Table:
    """The likeliest classes of every image, a row each."""
    rows = []
    for found in predictions:
        likeliest = sorted(found.probabilities.items(), key=lambda pair: -pair[1])[:top]
        rows += [Row((found.image, name, 100 * chance)) for name, chance in likeliest]
    return Table(LIKELY, tuple(rows))


def evaluation_table(found: Any) -> Table:
    """How many images of each class are taken for what they are, and what the others are taken for."""
    rows = tuple(Row(_class_row(number, found.classes, found.confusion)) for number in range(len(found.classes)))
    whole, right = int(found.confusion.sum()), int(found.confusion.trace())
    totals: tuple[Value, ...] = ("total", whole, right, 100 * right / whole, "")
    return Table(RIGHT, rows, totals, title=f"loss {found.metrics['loss']:.4f}, on {found.about}")


def _class_row(number: int, classes: Sequence[str], confusion: Any) -> tuple[Value, ...]:
    counts = [int(count) for count in confusion[number]]
    whole, right = sum(counts), counts[number]
    counts[number] = 0
    mistaken = classes[counts.index(max(counts))] if any(counts) else ""
    return classes[number], whole, right, 100 * right / whole if whole else None, mistaken
