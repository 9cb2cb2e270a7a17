"""In what two layers that are the same one differ."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Node, kind_of, settings_of
from ..tables import size_text
from ..words import Unit, known
from .change import Detail


def details_between(old: Node, new: Node) -> tuple[Detail, ...]:
    """In what two leaves differ that does not follow from the layers before them."""
    found = [*_kinds_between(old, new), *(_settings_between(old, new) if old.kind == new.kind else ())]
    facts = [("dtype", _dtypes(old), _dtypes(new))]
    if old.role == "input":
        facts.append(("shape", _shapes(old), _shapes(new)))
    found += [fact for fact in facts if fact[1] != fact[2]]
    return tuple(found) or tuple(weights_between(old, new))


def looks_between(old: Node, new: Node) -> tuple[Detail, ...]:
    """In what two leaves differ that follows from layers before them, or from what no setting tells."""
    facts = ("shape", _shapes(old), _shapes(new)), ("shares", old.shares, new.shares)
    return tuple(fact for fact in facts if fact[1] != fact[2])


def _kinds_between(old: Node, new: Node) -> Iterator[Detail]:
    """The kinds, or the activations of two layers that have these as a setting; a layer is as its operation."""
    if kind_of(old) != kind_of(new):
        yield ("activation", kind_of(old), kind_of(new)) if old.kind == new.kind else ("kind", old.kind, new.kind)


def _settings_between(old: Node, new: Node) -> Iterator[Detail]:
    settings = settings_of(old), settings_of(new)
    for name in dict.fromkeys((*settings[0], *settings[1])):
        values = settings[0].get(name, ""), settings[1].get(name, "")
        if values[0] != values[1] and old.setting(name) != new.setting(name):
            yield (name, *values)


def weights_between(old: Node, new: Node) -> Iterator[Detail]:
    """The parameters of their own that two layers or blocks have."""
    for name in ("trainable_params", "non_trainable_params"):
        values = getattr(old, name), getattr(new, name)
        if values[0] != values[1]:
            was, now = (Unit().text(known(v, node.unweighed)) for v, node in zip(values, (old, new), strict=True))
            yield (name, was, now)


def _dtypes(node: Node) -> str:
    return ", ".join(dict.fromkeys(spec.dtype for spec in node.outputs))


def _shapes(node: Node) -> str:
    return ", ".join(size_text(spec.shape) for spec in node.outputs)
