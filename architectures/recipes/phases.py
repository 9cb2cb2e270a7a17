"""What of a network learns, and how fast: frozen stages, phases one after the other, rates by layer group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras

from ..transfer import HEAD, freeze, layer_groups
from . import forms
from .errors import RecipeError
from .recipe import Recipe, Setting, setting


@dataclass(frozen=True)
class Phase:
    """A part of a training.

    Attributes:
        epochs: of this phase; the last phase lasts as long as the training.
        freeze: the last stage that does not learn, "" where all learn, "all" for all but the head.
        learning_rate: in place of the recipe's, None where that stays.
        hold_norms: whether batch norms keep what they are, in stages that learn too.
    """

    epochs: int
    freeze: str = ""
    learning_rate: float | None = None
    hold_norms: bool = False


PHASE: dict[str, forms.Form] = {
    "epochs": ("a positive whole number", forms.whole),
    "freeze": ("the name of a stage, or 'all'", forms.text),
    "learning_rate": (
        "None or a number above 0",
        lambda value: value is None or forms.number(value, least=1e-30, most=1e30),
    ),
    "hold_norms": ("True or False", forms.flag),
}


def phases_of(recipe: Recipe) -> tuple[Phase, ...]:
    """The phases of a recipe, one where it names none.

    Raises:
        RecipeError: a setting of a phase is mistyped.
    """
    if not recipe.phases:
        return (Phase(recipe.epochs, recipe.freeze),)
    return tuple(_phase(given) for given in recipe.phases)


def _phase(given: Setting) -> Phase:
    if given.kind != "Phase":
        raise RecipeError(f"`phases` holds {given}: each is a setting of the kind Phase")
    try:
        phase = Phase(**dict(given.arguments))
    except TypeError as error:
        raise RecipeError(f"`phases` holds {given}: {str(error).rpartition('() ')[2]}") from None
    for name, (allowed, kept) in PHASE.items():
        try:
            kept(getattr(phase, name))
        except (TypeError, ValueError):
            raise RecipeError(f"`phases` holds {given}: `{name}` must be {allowed}") from None
    return phase


def spans(recipe: Recipe) -> list[tuple[int, int, Phase]]:
    """The epochs of every phase: from the first to before the last, as far as the recipe's epochs go."""
    found, start = [], 0
    phases = phases_of(recipe)
    for number, phase in enumerate(phases):
        last = number == len(phases) - 1
        end = recipe.epochs if last else min(start + phase.epochs, recipe.epochs)
        if end > start:
            found.append((start, end, phase))
        start = end
    return found


def phase_at(recipe: Recipe, epoch: int) -> Phase:
    """The phase in which an epoch is, the last where it is behind all."""
    found = spans(recipe)
    return next((phase for start, end, phase in found if start <= epoch < end), found[-1][2])


def head_first(recipe: Recipe, epochs: int) -> Recipe:
    """The recipe in two phases: the head alone, then all that is to learn, at a tenth of the rate, batch norms held.

    Raises:
        RecipeError: there is no epoch left for the second.
    """
    if isinstance(epochs, bool) or not hasattr(epochs, "__index__") or not 0 < epochs < recipe.epochs:
        raise RecipeError(f"`head_epochs` (={epochs!r}) must be at least 1 and below `epochs` (={recipe.epochs})")
    rate = rate_of(recipe.optimizer)
    low = {} if rate is None else {"learning_rate": rate / 10}
    first = setting("Phase", epochs=epochs, freeze="all")
    second = setting("Phase", epochs=recipe.epochs - epochs, freeze=recipe.freeze, hold_norms=True, **low)
    return recipe.with_(phases=(first, second))


def with_rate(optimizer: Setting, rate: float) -> Setting:
    """The optimizer at another learning rate."""
    given = dict(optimizer.arguments) | {"learning_rate": rate}
    return Setting(optimizer.kind, tuple(given.items()))


def rate_of(optimizer: Setting) -> float | None:
    """The learning rate that an optimizer is given, Keras' own where none is; None of a schedule."""
    given = dict(optimizer.arguments).get("learning_rate")
    if given is None:
        return float(getattr(keras.optimizers, optimizer.kind)().learning_rate)
    return None if isinstance(given, Setting) else float(given)


def begin(model: Any, phase: Phase) -> None:
    """Let learn what learns in a phase; compile the model afterwards.

    Raises:
        RecipeError: there is no such stage, or nothing would learn.
    """
    until = _last_before_the_head(model) if phase.freeze == "all" else phase.freeze or None
    try:
        freeze(model, until=until)
    except ValueError as error:
        raise RecipeError(str(error).replace("`until`", "`freeze`")) from None
    if phase.hold_norms:
        for norm in _norms(model):
            norm.trainable = False
    if not model.trainable_weights:
        raise RecipeError(f"`freeze` (={phase.freeze}) leaves nothing that learns")


def _last_before_the_head(model: Any) -> str | None:
    before = [group for group in layer_groups(model) if group != HEAD]
    return before[-1] if before else None


def _norms(model: Any) -> Iterator[Any]:
    yield from (layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.BatchNormalization))


def factors(model: Any, decay: float) -> dict[str, float]:
    """By what the rate of every layer is multiplied, by name: 1 in the head, `decay` in the stage before it, and so on.

    Example:
        >>> from convatlas import architectures
        >>> found = factors(architectures.build("lenet5"), 0.5)
        >>> found["predictions"], found["stage2"], found["stage1"]
        (1.0, 0.5, 0.25)
    """
    groups = list(layer_groups(model).items())
    return {
        layer.name: decay ** (len(groups) - 1 - number) for number, (_, layers) in enumerate(groups) for layer in layers
    }
