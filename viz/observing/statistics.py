"""What the values of an output are like: gathered batch by batch, so that memory holds one batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]


@dataclass
class Statistics:
    """Of all values seen so far; mean and deviation are those of finite values, as numpy gives them in 64 bits."""

    values: int = 0
    finite: int = 0
    mean: float = 0.0
    squares: float = 0.0  # sum of squared distances from the mean
    least: float = np.inf
    largest: float = -np.inf
    zeros: int = 0
    nans: int = 0
    alive: npt.NDArray[np.bool_] | None = field(default=None)  # by channel, whether it ever gave anything but 0

    def add(self, array: Values, channels: int) -> None:
        """Take in an array whose axis `channels` holds its channels."""
        self.values += array.size
        self.zeros += int(np.count_nonzero(array == 0))
        self._alive(array, channels)
        if array.dtype.kind == "f":
            self.nans += int(np.count_nonzero(np.isnan(array)))
            array = array[np.isfinite(array)]
        if array.size:
            self._merge(array)

    def _alive(self, array: Values, channels: int) -> None:
        if array.ndim < 2 or not array.size:
            return
        others = tuple(axis for axis in range(array.ndim) if axis != channels % array.ndim)
        alive = np.any(array != 0, axis=others)
        known = self.alive is not None and self.alive.shape == alive.shape
        self.alive = alive | self.alive if known else alive

    def _merge(self, array: Values) -> None:
        number, mean = array.size, float(np.mean(array, dtype=np.float64))
        squares = float(np.var(array, dtype=np.float64)) * number
        apart, whole = mean - self.mean, self.finite + number
        self.squares += squares + apart * apart * self.finite * number / whole
        self.mean += apart * number / whole
        self.finite = whole
        self.least, self.largest = min(self.least, float(array.min())), max(self.largest, float(array.max()))

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return sqrt(self.squares / self.finite) if self.finite else 0.0

    @property
    def infinities(self) -> int:
        """Values that are not finite and yet numbers."""
        return self.values - self.finite - self.nans

    @property
    def dead(self) -> int:
        """Channels that gave nothing but 0."""
        return 0 if self.alive is None else int(np.count_nonzero(~self.alive))
