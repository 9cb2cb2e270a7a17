"""What the fields of a recipe may hold: for each what is allowed, in words, and the strict form that is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from operator import index
from typing import Any

from ..architecture import Architecture
from .settings import Setting

Form = tuple[str, Callable[[Any], Any]]


def text(value: Any) -> str:
    """Keep a text."""
    if not isinstance(value, str):
        raise TypeError
    return value


def whole(value: Any, least: int = 1) -> int:
    """Keep a whole number of at least `least`, of Python or NumPy."""
    if isinstance(value, bool) or index(value) < least:
        raise ValueError
    return index(value)


def number(value: Any, least: float = 0.0, most: float = math.inf) -> Any:
    """Keep a number within bounds."""
    if isinstance(value, bool) or not isinstance(value, Real) or not least <= float(value) <= most:
        raise ValueError
    kept: Any = value
    return kept if isinstance(kept, (int, float)) else float(kept)


def flag(value: Any) -> bool:
    """Keep True or False."""
    if value not in (True, False):
        raise ValueError
    return bool(value)


def settings(value: Any) -> tuple[Setting, ...]:
    """Keep several settings."""
    if not isinstance(value, (tuple, list)) or not all(isinstance(one, Setting) for one in value):
        raise TypeError
    return tuple(value)


def one_setting(value: Any) -> Setting:
    """Keep a setting."""
    if not isinstance(value, Setting):
        raise TypeError
    return value


def network(value: Any) -> str | Architecture:
    """Keep a name or a declaration."""
    if not isinstance(value, (str, Architecture)):
        raise TypeError
    return value


def weights_of_classes(value: Any) -> str | tuple[tuple[str, float], ...]:
    """Keep "balanced", or pairs of a class and its weight."""
    if isinstance(value, str):
        if value not in ("", "balanced"):
            raise ValueError
        return value
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple((str(name), float(number(weight))) for name, weight in pairs)


SEVERAL = "settings, as (setting(...),)"
FORMS: dict[str, Form] = {
    "name": ("a text", text),
    "network": ("the name of a network, or an Architecture", network),
    "data": ("a text", text),
    "optimizer": ("a setting, as setting('Adam', learning_rate=1e-3)", one_setting),
    "batch_size": ("a positive whole number", whole),
    "epochs": ("a positive whole number", whole),
    "steps": ("None or a positive whole number", lambda value: None if value is None else whole(value)),
    "augmentation": (SEVERAL, settings),
    "callbacks": (SEVERAL, settings),
    "weight_decay": ("a number of at least 0", lambda value: number(value, most=1e9)),
    "auxiliary": ("True or False", flag),
    "weights": ("a text", text),
    "phases": (SEVERAL, settings),
    "rate_decay": ("a number from 0 to 1", lambda value: number(value, most=1)),
    "class_weights": ("'balanced', or weights by class", weights_of_classes),
    "label_smoothing": ("a number from 0 to 0.999", lambda value: number(value, most=0.999)),
    "initializer": ("the name of an initializer", text),
}
