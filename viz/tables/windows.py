"""How each kind of layer changes what one place sees of the input: one function a way to move, one entry a kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..graph import Node

Sizes = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """In cells of the input, along every axis: what one place sees, and the way from it to the next."""

    size: Sizes
    step: Sizes

    def slid(self, window: Sequence[Fraction], strides: Sequence[Fraction]) -> Field:
        """The field behind a window, one size an axis with its dilation in it, that moves by `strides`."""
        size = (n + (w - 1) * step for n, w, step in zip(self.size, window, self.step, strict=True))
        return Field(tuple(size), tuple(step * s for step, s in zip(self.step, strides, strict=True)))


Move = Callable[[Node, Field], Field | None]


def moved(node: Node, before: Field) -> Field | None:
    """The field behind a layer; None where it sees all places at once, or no rule tells."""
    move = MOVES_OF_KIND.get(node.kind) or MOVES_OF_ROLE.get(node.role)
    return move(node, before) if move else None


def _slide(node: Node, before: Field) -> Field | None:
    """A convolution or pooling: a window, dilated, that moves by its strides."""
    axes = len(before.size)
    window = _setting(node, axes, "kernel_size", "pool_size") or _lost(node, axes)
    strides = _setting(node, axes, "strides", "pool_strides") or window
    dilation = _setting(node, axes, "dilation_rate") or (Fraction(1),) * axes
    if window is None or strides is None:
        return None
    return before.slid([(w - 1) * d + 1 for w, d in zip(window, dilation, strict=True)], strides)


def _lost(node: Node, axes: int) -> Sizes | None:
    """The window of an operation that is given its kernel, where the size lost without padding or strides tells it."""
    once = (Fraction(1),) * axes
    plain = all(_setting(node, axes, name) in (None, once) for name in ("strides", "dilation_rate"))
    if node.setting("padding") != "valid" or node.setting("data_format") == "channels_first" or not plain:
        return None
    sizes = zip(node.inputs[0].shape[1:-1], node.outputs[0].shape[1:-1], strict=True)
    lost = tuple(Fraction(a - b + 1) for a, b in sizes if a and b)
    return lost if len(lost) == axes else None


def _spread(node: Node, before: Field) -> Field | None:
    """A transposed convolution: a place sees as many cells as windows that far apart reach it."""
    window = _setting(node, len(before.size), "kernel_size")
    strides = _setting(node, len(before.size), "strides")
    if window is None or strides is None:
        return None
    return before.slid([Fraction(-(-w // s)) for w, s in zip(window, strides, strict=True)], [1 / s for s in strides])


def _enlarge(node: Node, before: Field) -> Field | None:
    """An upsampling: finer places that see what the coarse ones saw, and their neighbours where it interpolates."""
    factors = _setting(node, len(before.size), "size")
    nearest = node.setting("interpolation", "nearest") == "nearest"
    window = [Fraction(1 if nearest else 2)] * len(before.size)
    return before.slid(window, [1 / factor for factor in factors]) if factors else None


def _pick(node: Node, before: Field) -> Field | None:
    """A slice: every second place is a stride of 2."""
    if len(node.inputs) != 1 or len(node.inputs[0].shape) != len(node.outputs[0].shape):
        return None
    sizes = list(zip(node.inputs[0].shape[1:], node.outputs[0].shape[1:], strict=True))
    kept = sizes[:-1] if len(sizes) > len(before.step) else sizes
    ratios = [Fraction(round(a / b)) if a and b else Fraction(1) for a, b in kept]
    return before.slid([Fraction(1)] * len(before.step), ratios) if all(ratios) else None


def _stay(node: Node, before: Field) -> Field | None:
    """What works at every place by itself."""
    return before


def _stay_along_channels(node: Node, before: Field) -> Field | None:
    """A normalisation that sees one place at a time: one along the last axis alone."""
    return before if node.setting("axis", "-1") in ("-1", str(len(node.outputs[0].shape) - 1)) else None


def _end(node: Node, before: Field) -> Field | None:
    """What sees all places at once."""
    return None


def _setting(node: Node, axes: int, *names: str) -> Sizes | None:
    """The first of some settings that the node has, one number an axis."""
    text = next((node.setting(name) for name in names if node.setting(name)), "")
    parts = text.split("x")
    if not all(part.isdigit() for part in parts) or len(parts) not in (1, axes):
        return None
    return tuple(map(Fraction, parts)) if len(parts) == axes else (Fraction(parts[0]),) * axes


MOVES_OF_ROLE: dict[str, Move] = {
    **dict.fromkeys(("convolution", "pooling"), _slide),
    **dict.fromkeys(("normalisation", "activation", "merge", "regularisation"), _stay),
}
MOVES_OF_KIND: dict[str, Move] = {  # where the kind matters
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _spread),
    **dict.fromkeys(("UpSampling1D", "UpSampling2D", "UpSampling3D"), _enlarge),
    "GetItem": _pick,
    **dict.fromkeys(("LayerNormalization", "UnitNormalization", "RMSNormalization", "Softmax"), _stay_along_channels),
    "GroupNormalization": _end,
    **dict.fromkeys(("Dense", "Identity", "Masking", "Cast", "StopGradient", "Pad", "CenterCrop"), _stay),
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"), _stay),
    **dict.fromkeys(("Cropping1D", "Cropping2D", "Cropping3D"), _stay),
}
