"""Images to train on and images to validate by, where a set is not divided yet; drawn once, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import RecipeError

HELD_BACK = 5  # one image in so many validates
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Which images train and which validate, by their names, in the order in which they are used."""

    train: tuple[str, ...]
    validation: tuple[str, ...]

    def to_dict(self) -> dict[str, list[str]]:
        """The split as a file holds it."""
        return {"train": list(self.train), "validation": list(self.validation)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Sequence[str]]) -> Split:
        """The inverse of `to_dict`."""
        return cls(tuple(record["train"]), tuple(record["validation"]))

    def places(self, names: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Where the images of either part are among `names`; those that are gone are left out."""
        known = {name: place for place, name in enumerate(names)}
        train, unseen = ([known[n] for n in part if n in known] for part in (self.train, self.validation))
        return np.array(train, np.int64), np.array(unseen, np.int64)

    def notes(self, names: Sequence[str]) -> tuple[str, ...]:
        """What has changed since the split was drawn."""
        before, now = {*self.train, *self.validation}, set(names)
        counts = {"have come since the split was drawn, and are left out": len(now - before)}
        counts["of the split are gone"] = len(before - now)
        return tuple(f"{count} images {what}" for what, count in counts.items() if count)


def drawn(name: str, names: Sequence[str], labels: Any, classes: Sequence[str] = ()) -> Split:
    """A split in which every class has one image in five to validate by, and one at least.

    Raises:
        RecipeError: there are too few images, of all or of a class.
    """
    numbers = np.asarray(labels)
    if len(numbers) < HELD_BACK:
        raise RecipeError(f"`data` (={name}): {len(numbers)} images are too few, at least {HELD_BACK} are needed")
    random = np.random.default_rng(0)
    held: list[int] = []
    for label in np.unique(numbers):
        own = random.permutation(np.flatnonzero(numbers == label))
        if len(own) < 2:
            what = classes[label] if classes else label
            raise RecipeError(
                f"`data` (={name}): class {what} has one image; it takes one to train on and one to validate by"
            )
        held += [int(place) for place in own[: max(1, len(own) // HELD_BACK)]]
    order = random.permutation(len(numbers))
    unseen = set(held)
    parts = [tuple(names[i] for i in order if (int(i) in unseen) == wanted) for wanted in (False, True)]
    return Split(parts[0], parts[1])


def alike(labels: Any, number: int) -> Numbers:
    """The places of `number` images with as many of every class as its share allows, one at least, in their order.

    Raises:
        RecipeError: there are more classes than that.
    """
    numbers = np.asarray(labels)
    classes, counts = np.unique(numbers, return_counts=True)
    if number < len(classes):
        raise RecipeError(f"`limit` (={number}) must be at least {len(classes)}, the number of classes")
    shares = _shares(counts, min(number, len(numbers)))
    kept = [np.flatnonzero(numbers == label)[:share] for label, share in zip(classes, shares, strict=True)]
    return np.sort(np.concatenate(kept))


def _shares(counts: Numbers, number: int) -> Numbers:
    """How many of each class: in proportion, one at least, `number` in all."""
    exact = counts * number / counts.sum()
    shares = np.maximum(1, np.floor(exact)).astype(np.int64)
    while shares.sum() != number:
        lacks = shares.sum() < number
        gaps = (exact - shares) if lacks else (shares - exact)
        gaps[(shares >= counts) if lacks else (shares <= 1)] = -np.inf
        shares[int(np.argmax(gaps))] += 1 if lacks else -1
    return np.asarray(shares, np.int64)
