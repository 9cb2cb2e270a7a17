"""What is told of a training: what is settled before it (`--dry-run`), and what the network answers after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..tables import Column, Row, Table, tabulate
from ..words import Value, dimensions, figure

BYTES = 4  # of a weight
SLOTS = {"Adam": 2, "AdamW": 2, "RMSprop": 1}  # numbers that an optimizer keeps for each weight
LIKELY = (Column("image", "image"), Column("class", "class"), Column("probability", "probability", "percent"))
RIGHT = (
    Column("class", "class"),
    Column("images", "images", "count"),
    Column("right", "right", "count"),
    Column("accuracy", "accuracy", "percent"),
    Column("mistaken", "mostly mistaken for"),
)


def told(plan: Any) -> str:
    """The plan as lines of a name and a value."""
    recipe = plan.recipe
    columns = ["params", "trainable", "memory_kept"]
    totals = tabulate(recipe.architecture.name, columns=columns, depth=1, input_shape=plan.shape).totals
    params, trainable, kept = (int(value or 0) for value in totals[1:4])
    lines = {
        "recipe": f"{recipe.name}, of {recipe.source}" if recipe.source else recipe.name,
        "network": f"{recipe.architecture.name}, input {dimensions(plan.shape)}, {figure(params)} parameters",
        "data": recipe.data,
        "optimizer": str(recipe.optimizer),
        "loss": f"{recipe.loss}, weight decay {recipe.weight_decay:g}" if recipe.weight_decay else recipe.loss,
        "batch size": str(recipe.batch_size),
        "epochs": f"{recipe.epochs}, of {recipe.steps:,} steps in all at most" if recipe.steps else str(recipe.epochs),
        "images": f"scaled by {recipe.scaling}" + "".join(f", {change}" for change in recipe.augmentation),
        **_learning(recipe),
        "callbacks": ", ".join(map(str, recipe.callbacks)) or "none",
        "seed": str(plan.seed),
        "memory": _memory(plan, params, trainable, kept),
        "output": f"{plan.output}, {'goes on' if plan.resume else 'new'}",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {text}" for name, text in lines.items())


def _learning(recipe: Any) -> dict[str, str]:
    """What the recipe says of its start and of what learns, where it says anything."""
    smoothing = f"{recipe.label_smoothing:g}" if recipe.label_smoothing else ""
    decay = f"{recipe.rate_decay:g} of the next stage's" if recipe.rate_decay != 1 else ""
    told = {
        "starts from": recipe.weights,
        "frozen until": recipe.freeze,
        "phases": ", ".join(map(str, recipe.phases)),
        "rates": decay,
        "class weights": str(recipe.class_weights),
        "label smoothing": smoothing,
        "initializer": recipe.initializer,
        "note": recipe.note,
    }
    return {name: text for name, text in told.items() if text}


def _memory(plan: Any, params: int, trainable: int, kept: int) -> str:
    """What a training holds at once: weights, gradients, what the optimizer keeps, and values for the gradients."""
    optimizer = plan.recipe.optimizer
    slots = SLOTS.get(optimizer.kind, int("momentum" in dict(optimizer.arguments)))
    shares = {
        "weights": params * BYTES,
        "gradients": trainable * BYTES,
        "optimizer": trainable * BYTES * slots,
        "activations of a batch": kept * plan.recipe.batch_size // (2 if plan.options.mixed_precision else 1),
    }
    parts = ", ".join(f"{name} {_size(share)}" for name, share in shares.items() if share)
    return f"about {_size(sum(shares.values()))}: {parts}"


def _size(number: int) -> str:
    return f"{number / 2**20:,.1f} MiB"


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
