"""Feature maps of a few samples as small pictures: the most active channels, each cell a level of brightness."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..graph import GAP, LEVELS, Maps

Cells = npt.NDArray[np.float64]
CELLS = 24  # of a side at most
CHANNELS = 8  # maps a sample at most, where one sample is shown; half of that of more
FEATURES = 256  # of a layer without axes of space


def maps_of(array: Any, channels: int) -> Maps | None:
    """The maps of an output, a row a sample, whose axis `channels` holds its channels; None where there are none."""
    if array.ndim < 2 or array.ndim > 4 or not array.size or array.dtype.kind not in "fiub":
        return None
    values = np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    if values.ndim == 2:
        chosen = _strongest(np.abs(values).mean(axis=0), FEATURES, in_order=True)
        return _in_rows(values[:, chosen])
    if values.ndim == 3:
        return _pictured(_smaller(values[..., None]), (0,))
    values = np.moveaxis(values, channels, -1)
    number = CHANNELS if len(values) == 1 else CHANNELS // 2
    chosen = _strongest(np.abs(values).mean(axis=(0, 1, 2)), number)
    small = _smaller(values[..., chosen])
    samples, height, width, _ = small.shape
    beside = np.moveaxis(small, -1, 2).reshape(samples, height, len(chosen) * width)
    return _tiled(beside, tuple(int(n) for n in chosen), width)


def _strongest(strength: Cells, number: int, *, in_order: bool = False) -> npt.NDArray[np.intp]:
    chosen = np.argsort(-strength, kind="stable")[:number]
    return np.sort(chosen) if in_order else chosen


def _smaller(values: Cells) -> Cells:
    """The means of as many cells as it takes that at most `CELLS` are left of a side; (N, H, W, C)."""
    for axis in (1, 2):
        size = values.shape[axis]
        if size > CELLS:
            places = np.linspace(0, size, CELLS + 1).astype(int)
            counts = np.diff(places).reshape([-1 if a == axis else 1 for a in range(values.ndim)])
            values = np.add.reduceat(values, places[:-1], axis=axis) / counts
    return values


def _in_rows(values: Cells) -> Maps:
    """Values (N, features) without axes of space, in rows of `CELLS`."""
    samples, features = values.shape
    width = min(features, CELLS)
    height = -(-features // width)
    filled = np.zeros((samples, height * width))
    filled[:, :features] = values
    return _tiled(filled.reshape(samples, height, width), (0,), width)


def _pictured(values: Cells, channels: tuple[int, ...]) -> Maps:
    """One map a sample, of values (N, H, 1, W) or (N, H, W, 1)."""
    samples, height = values.shape[:2]
    flat = values.reshape(samples, height, -1)
    return _tiled(flat, channels, flat.shape[2])


def _tiled(values: Cells, channels: tuple[int, ...], width: int) -> Maps:
    """Rows of maps (N, H, maps times width) as levels, with a gap between maps."""
    samples, height, _ = values.shape
    least, largest = float(values.min()), float(values.max())
    scale = (LEVELS - 1) / (largest - least) if largest > least else 0.0
    levels = np.rint((values - least) * scale).astype(np.uint8).reshape(samples, height, -1, width)
    number = levels.shape[2]
    picture = np.full((samples, height + 1, number, width + 1), GAP, dtype=np.uint8)
    picture[:, :-1, :, :-1] = levels
    whole = picture.reshape(samples * (height + 1), number * (width + 1))[:-1, :-1]
    return Maps(channels, samples, height, width, least, largest, whole.tobytes())
