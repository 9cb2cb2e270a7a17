"""What `convatlas train --dry-run` prints: all that is settled, with parameters and memory, and nothing done."""

from __future__ import annotations

from typing import Any

from ..tables import tabulate
from ..words import dimensions, figure

BYTES = 4  # of a weight
SLOTS = {"Adam": 2, "AdamW": 2, "RMSprop": 1}  # numbers that an optimizer keeps for each weight


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
