"""Trade strides for dilation: same weights, same receptive field, finer output (Chen et al., arXiv:1606.00915)."""

from __future__ import annotations

from typing import Any

from .architecture import Architecture, Part
from .layers import presets, setting


def dilate(declared: Architecture, output_stride: int) -> Architecture:
    """The network whose stages give one pixel for `output_stride` pixels of the image at most.

    Every stride that would go beyond is given up; what follows is dilated as much instead. Where padding is alike on
    all sides or at the end, the coarse network's output is then every so many-th pixel of the fine one's.

    Raises:
        ValueError: the network never has this stride.
    """
    strides = _strides_reached(declared)
    if output_stride not in strides:
        allowed = ", ".join(map(str, strides))
        raise ValueError(f"{declared.name}: `output_stride` (={output_stride!r}) must be one of {allowed}")
    trade = _Trade(output_stride)
    fine = declared.with_(head=(), auxiliary=()).map(trade)
    return fine.with_(head=declared.head, auxiliary=declared.auxiliary)


class _Trade:
    """Changes part after part, and remembers the stride and the dilation so far."""

    def __init__(self, output_stride: int) -> None:
        self.output_stride = output_stride
        self.stride = 1
        self.dilation = 1

    def __call__(self, part: Part) -> Part:
        own = stride_of(part)
        if self.stride * own <= self.output_stride:
            self.stride *= own
            return _dilated(part, self.dilation)
        before, self.dilation = self.dilation, self.dilation * own
        return _without_strides(part, before, self.dilation)


def stride_of(part: Part) -> int:
    """By how much a part makes its input smaller, in convolutions and pooling together."""
    stride = _largest(setting(part, "strides") or 1)
    pools = "pool_size" in presets(part.layer) and setting(part, "pool") is not None
    if pools and "pool_strides" in presets(part.layer):
        stride *= _largest(setting(part, "pool_strides") or setting(part, "pool_size"))
    return stride


def _strides_reached(declared: Architecture) -> list[int]:
    reached = [1]
    for part in (*declared.stem, *(p for stage in declared.stages for p in stage.parts)):
        reached.append(reached[-1] * stride_of(part))
    return sorted(set(reached) - {1})


def _dilated(part: Part, dilation: int) -> Part:
    if dilation == 1 or "dilation_rate" not in presets(part.layer):
        return part
    return part.given(dilation_rate=dilation)


def _without_strides(part: Part, before: int, after: int) -> Part:
    """The part at stride 1: what had the strides keeps the dilation `before` it, what follows gets that `after` it."""
    if part.layer == "ResidualBlock":
        return part.given(strides=1, dilation_rate=after, first_dilation_rate=before)
    if "pool_dilation_rate" in presets(part.layer):
        return _dilated(part, before).given(pool_dilation_rate=before)
    return _dilated(part.given(strides=1), before)


def _largest(step: Any) -> int:
    return max(step) if isinstance(step, tuple) else int(step)
