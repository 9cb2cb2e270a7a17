"""Scaling of pixels from 0 to 255 to the numbers that a network was made for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...files import suggestion
from .. import preprocessing
from .errors import RecipeError
from .images import Images

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Scaling:
    """`(pixels - subtract) / divide`, over channels from blue to red where `reverse`."""

    subtract: Floats
    divide: Floats
    reverse: bool = False

    def __call__(self, pixels: Any) -> Any:
        """Scale a tensor or an array of floats."""
        return ((pixels[..., ::-1] if self.reverse else pixels) - self.subtract) / self.divide

    def to_bytes(self) -> bytes:
        """The scaling as the content of an .npz file."""
        file = io.BytesIO()
        np.savez(file, subtract=self.subtract, divide=self.divide, reverse=self.reverse)
        return file.getvalue()

    @classmethod
    def from_file(cls, path: Any) -> Scaling:
        """The scaling that `to_bytes` wrote."""
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as kept:
            return cls(kept["subtract"], kept["divide"], bool(kept["reverse"]))


def _numbers(values: Any) -> Floats:
    return np.array(values, np.float64).reshape(-1).astype(np.float32)


def _constant(
    *, scale: float, mean: Any = 0.0, deviation: Any = 1.0, reverse: bool = False
) -> Callable[[Images], Scaling]:
    """What a library does, `(scale * pixels - mean) / deviation`, for any images."""
    subtract, divide = _numbers(np.array(mean) / scale), _numbers(np.array(deviation) / scale)

    def scaling(images: Images) -> Scaling:
        if images.shape[-1] == 3:
            return Scaling(subtract, divide, reverse)
        return Scaling(subtract.mean(keepdims=True), divide.mean(keepdims=True))  # grey: of all channels

    return scaling


def _mean_image(images: Images) -> Scaling:
    return Scaling(images.mean(axis=0, dtype=np.float64).astype(np.float32), _numbers(255))


CONVENTIONS: dict[str, Callable[[Images], Scaling]] = {
    **{name: _constant(**arguments) for name, arguments in preprocessing.CONVENTIONS.items()},
    "ink": _constant(scale=1 / 200, mean=0.1),  # paper -0.1, ink 1.175: mean about 0 (LeCun et al., 1998)
    "mean_image": _mean_image,  # each pixel's mean over the training images
}


def scaling_of(convention: str, images: Images) -> Scaling:
    """The scaling that a convention means for these training images.

    Raises:
        RecipeError: there is no such convention.
    """
    if convention not in CONVENTIONS:
        known = ", ".join(CONVENTIONS)
        raise RecipeError(f"`scaling` (={convention!r}) must be one of {known}{suggestion(convention, CONVENTIONS)}")
    return CONVENTIONS[convention](images)
