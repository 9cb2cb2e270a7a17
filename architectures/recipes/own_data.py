"""Images of one's own: a folder, an .npz file, a function."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from .division import divided
from .errors import RecipeError
from .images import Data, Images, Pairs, data_of, fitted

OWN = "a folder with a folder of images for each class, an .npz file, or module:callable"
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
DIVISION = ("train", "validation")  # folders by which images may be divided already
KEYS = ("x_train", "y_train", "x_test", "y_test")
LARGEST = 256  # side at which images of a folder are kept at most, square as networks read them


def read_image(path: Path, channels: int = 3) -> Images:
    """The pixels of an image file, `(H, W, channels)`.

    Raises:
        RecipeError: the file cannot be read, or is no image.
    """
    import tensorflow as tf

    try:
        pixels = tf.io.decode_image(path.read_bytes(), channels=channels, expand_animations=False)
    except OSError as error:
        raise RecipeError(f"`image` (={path}): {error.strerror}") from None
    except tf.errors.InvalidArgumentError:
        raise RecipeError(f"`image` (={path}) is no PNG, JPEG, GIF or BMP image") from None
    numbers: Images = pixels.numpy()
    return numbers


def from_folder(folder: Path) -> Data:
    """Images in a folder for each class; one in five validates where there are no folders train and validation."""
    name = str(folder)
    if all((folder / part).is_dir() for part in DIVISION):
        classes = _classes(folder / DIVISION[0])
        train, validation = (_pairs(folder / part, classes) for part in DIVISION)
        return data_of(name, (train.images, train.labels), (validation.images, validation.labels), classes)
    classes = _classes(folder)
    whole = _pairs(folder, classes)
    data = divided(name, whole.images, whole.labels)
    return Data(data.train, data.validation, classes)


def _classes(folder: Path) -> tuple[str, ...]:
    found = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))
    if len(found) < 2:
        raise RecipeError(f"`data` (={folder}) must hold a folder of images for each class, at least two")
    return found


def _pairs(folder: Path, classes: tuple[str, ...]) -> Pairs:
    """All images of a folder, as large as the largest that is to be kept, so that they fit into one array."""
    files = [(path, n) for n, name in enumerate(classes) for path in sorted((folder / name).glob("*"))]
    files = [(path, n) for path, n in files if path.suffix.lower() in ENDINGS]
    if not files:
        raise RecipeError(f"`data` (={folder}) holds no images ({', '.join(ENDINGS)}) in its folders")
    images = [read_image(path) for path, _ in files]
    side = min(LARGEST, max(max(image.shape[:2]) for image in images))
    return Pairs(np.stack([_square(image, side) for image in images]), np.array([n for _, n in files]))


def _square(image: Images, side: int) -> Images:
    square: Images = fitted(image[np.newaxis], (side, side, image.shape[-1]), "stretch")[0]
    return square


def from_npz(path: Path) -> tuple[Any, Any]:
    """Arrays as Keras names them in its files, or `x` and `y` alone; nothing that would run code is loaded."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            names = set(arrays.files)
            if names >= set(KEYS):
                values = [arrays[key] for key in KEYS]
                return (values[0], values[1]), (values[2], values[3])
            if names >= {"x", "y"}:
                return arrays["x"], arrays["y"]
    except OSError as error:
        raise RecipeError(f"`data` (={path}): {error.strerror or 'no .npz file'}") from None
    except ValueError as error:
        raise RecipeError(f"`data` (={path}): {error}") from None
    raise RecipeError(f"`data` (={path}) must hold x and y, or {', '.join(KEYS)}; it holds {', '.join(sorted(names))}")


def from_callable(text: str) -> tuple[Any, Any]:
    """What a function gives: `images, labels`, or such a pair to train and one to validate."""
    module, _, name = text.partition(":")
    sys.path.insert(0, "")  # the folder where the user stands, as `python -m` has it
    try:
        given = getattr(import_module(module), name)()
    except (ImportError, AttributeError) as error:
        raise RecipeError(f"`data` (={text}): {error}") from None
    finally:
        sys.path.remove("")
    if not (isinstance(given, tuple) and len(given) == 2):
        raise RecipeError(f"`data` (={text}) must give (images, labels), or that twice: to train, to validate")
    return given
