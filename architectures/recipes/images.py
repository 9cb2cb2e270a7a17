"""Labelled images in memory, checked once, and their way to the size and channels that a network reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .division import Split, alike
from .errors import RecipeError

Images = npt.NDArray[np.uint8]  # (N, H, W, C)
Labels = npt.NDArray[np.int64]  # (N,)
PLACINGS = ("stretch", "centre")
MOST = 100_000  # classes
CHUNK = 256  # images resized at a time, so that floats of all never lie in memory together


@dataclass(frozen=True)
class Pairs:
    """Images and their labels."""

    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, number: int | None) -> Pairs:
        """The first `number` of them, of every class as many as its share allows; all where it is None."""
        if number is None or number >= len(self):
            return self
        kept = alike(self.labels, number)
        return Pairs(self.images[kept], self.labels[kept])


def together(first: Pairs, second: Pairs) -> Pairs:
    """The images of both."""
    return Pairs(np.concatenate([first.images, second.images]), np.concatenate([first.labels, second.labels]))


@dataclass(frozen=True)
class Data:
    """Images to train on and images to validate by, and the names of their classes."""

    train: Pairs
    validation: Pairs
    classes: tuple[str, ...]
    named: bool = False  # whether the classes have names of their own, and not numbers
    split: Split | None = None  # that was drawn, where the images were not divided
    notes: tuple[str, ...] = ()  # what a person should know of them


def data_of(
    name: str,
    train: Any,
    validation: Any,
    classes: Sequence[str] = (),
    *,
    split: Split | None = None,
    notes: tuple[str, ...] = (),
) -> Data:
    """Data from pairs of arrays, made strict.

    Raises:
        RecipeError: they are no images and labels; the text says what they should be.
    """
    sets = [_pairs(name, which, *pair) for which, pair in (("train", train), ("validation", validation))]
    number = 1 + max(int(pairs.labels.max()) for pairs in sets)
    if number > MOST:
        raise RecipeError(
            f"`data` (={name}): there are labels up to {number - 1:,}; at most {MOST:,} classes are taken"
        )
    named = tuple(classes) or tuple(str(label) for label in range(number))
    if number > len(named):
        raise RecipeError(f"`data` (={name}): there are labels up to {number - 1}, but {len(named)} classes")
    told = (*notes, *_gaps(sets[0].labels, named))
    return Data(sets[0], sets[1], named, bool(classes), split, told)


def check_pairs(name: str, images: Any, labels: Any) -> None:
    """Refuse what is no images and labels.

    Raises:
        RecipeError: the text says what they should be.
    """
    if np.ndim(labels) != 1 or not np.issubdtype(np.asarray(labels).dtype, np.integer) or np.min(labels, initial=0) < 0:
        raise RecipeError(f"`data` (={name}): labels must be {len(images)} whole numbers from 0, one an image")


def _gaps(labels: Labels, classes: Sequence[str]) -> Iterator[str]:
    """What there is to tell of classes without an image to learn from."""
    counts = np.bincount(labels, minlength=len(classes))
    empty = [name for name, count in zip(classes, counts, strict=True) if not count]
    if empty:
        shown = ", ".join(empty[:8]) + (f" and {len(empty) - 8} more" if len(empty) > 8 else "")
        yield f"there is no image to train on of {len(empty)} of {len(classes)} classes: {shown}"


def _pairs(name: str, which: str, images: Any, labels: Any) -> Pairs:
    pixels, numbers = np.asarray(images), np.asarray(labels)
    pixels = pixels[..., np.newaxis] if pixels.ndim == 3 else pixels
    numbers = numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers
    where = f"`data` (={name}), {which}"
    if pixels.ndim != 4 or pixels.shape[-1] not in (1, 3) or not pixels.size:
        raise RecipeError(
            f"{where}: images of shape {np.shape(images)} must be (N, H, W), (N, H, W, 1) or (N, H, W, 3)"
        )
    if numbers.shape != pixels.shape[:1] or not np.issubdtype(numbers.dtype, np.integer) or numbers.min() < 0:
        raise RecipeError(f"{where}: labels must be {len(pixels)} whole numbers from 0, one an image")
    return Pairs(_whole_pixels(where, pixels), numbers.astype(np.int64))


def _whole_pixels(where: str, pixels: npt.NDArray[Any]) -> Images:
    if pixels.dtype.kind not in "uif":
        raise RecipeError(f"{where}: pixels of type {pixels.dtype} must be numbers")
    if pixels.dtype == np.uint8:
        return pixels
    low, high = float(pixels.min()), float(pixels.max())
    if not (low >= 0 and 1 < high <= 255):
        raise RecipeError(f"{where}: pixels run from {low:g} to {high:g}; they must run from 0 to 255")
    return whole(pixels)


def whole(pixels: Any) -> Images:
    """Numbers as whole pixels."""
    rounded: Images = np.rint(pixels).clip(0, 255).astype(np.uint8)
    return rounded


def fitted(images: Images, shape: tuple[int, int, int], placing: str) -> Images:
    """The images at a network's input shape, `(N, h, w, c) -> (N, H, W, C)`.

    Raises:
        RecipeError: `placing` is unknown, or images are larger than the input in whose middle they should stand.
    """
    if placing not in PLACINGS:
        raise RecipeError(f"`placing` (={placing!r}) must be one of {', '.join(PLACINGS)}")
    place = _centred if placing == "centre" and images.shape[1:3] != shape[:2] else _stretched
    chunks = [place(images[i : i + CHUNK], shape) for i in range(0, len(images), CHUNK)]
    return np.concatenate([_with_channels(chunk, shape[2]) for chunk in chunks])


def _stretched(images: Images, shape: tuple[int, int, int]) -> Images:
    import tensorflow as tf

    if images.shape[1:3] == shape[:2]:
        return images
    return whole(tf.image.resize(images, shape[:2], antialias=True).numpy())


def _centred(images: Images, shape: tuple[int, int, int]) -> Images:
    room = [wanted - had for wanted, had in zip(shape[:2], images.shape[1:3], strict=True)]
    if min(room) < 0:
        raise RecipeError(f"`placing` (='centre'): images of {images.shape[1:3]} do not fit into {shape[:2]}")
    return np.pad(images, [(0, 0), *((n // 2, n - n // 2) for n in room), (0, 0)])


def _with_channels(images: Images, channels: int) -> Images:
    """Grey as red, green and blue alike; colours as their brightness."""
    if images.shape[-1] == channels:
        return images
    if channels == 3:
        return np.repeat(images, 3, axis=-1)
    return whole(images @ np.array([[0.299], [0.587], [0.114]]))
