"""Data for a network to work on: by the name of a data set, from image files, or from arrays in an .npz file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...files import shown
from ..errors import SourceError
from .loading import Network

ARRAYS = ".npz"
IMAGES = ("x_test", "x")  # arrays of a data set for `convatlas train`, the labels beside them
NUMBERS = "biuf"  # kinds of arrays that hold some, as NumPy writes them
BRIGHTEST = 255.0  # of a pixel


def data_for(network: Network, said: Sequence[str], number: int) -> tuple[Any, tuple[str, ...]]:
    """The first `number` samples of what was named, as the network takes them, and the names of its classes.

    Args:
        network: what they are for.
        said: the name of a data set of `convatlas train`, an .npz file, or image files.
        number: how many at most.

    Raises:
        SourceError: there are no such data, or the network takes no images.
    """
    if len(said) == 1 and said[0].endswith(ARRAYS):
        return _taken(_arrays(Path(said[0]), number), network), network.classes
    images, classes = _images(said, number)
    shape = network.image_shape
    if shape is None:
        raise SourceError(
            f"`--data` (={' '.join(said)}) are images, and the network takes something else: give an .npz"
        )
    from ...architectures.recipes import RecipeError
    from ...architectures.recipes.images import fitted

    try:
        pixels = np.concatenate([fitted(one[None], shape, network.placing) for one in images]).astype(np.float32)
    except RecipeError as error:
        raise SourceError(str(error)) from None
    scaled = network.scaling(pixels) if network.scaling else pixels / BRIGHTEST
    return np.asarray(scaled, np.float32), network.classes or classes


def _images(said: Sequence[str], number: int) -> tuple[list[Any], tuple[str, ...]]:
    from ...architectures.recipes import RecipeError, datasets
    from ...architectures.recipes.pictures import endings, read_image

    try:
        if all(Path(one).suffix.lower() in endings() for one in said):
            return [read_image(Path(one)) for one in said[:number]], ()
        if len(said) > 1:
            raise SourceError(f"`--data` (={' '.join(said)}) must be one name or .npz file, or image files")
        found = datasets.load(said[0])
        return list(found.validation.images[:number]), found.classes
    except RecipeError as error:
        raise SourceError(str(error)) from None


def _taken(arrays: dict[str, Any], network: Network) -> Any:
    """What the network takes of some arrays: all by their names, or the only one, or the images of a data set."""
    takes_one = len(getattr(network.model, "inputs", None) or [None]) == 1
    for name in IMAGES:
        if name in arrays and takes_one:
            return arrays[name]
    return next(iter(arrays.values())) if len(arrays) == 1 else arrays


def _arrays(path: Path, number: int) -> dict[str, Any]:
    """The first samples of the arrays of an .npz file, by their names."""
    from ...architectures.recipes import RecipeError
    from ...architectures.recipes.archives import arrays_in

    try:
        arrays = arrays_in(path)
    except RecipeError as error:
        raise SourceError(str(error).replace("`data`", "`--data`", 1)) from None
    if not arrays:
        raise SourceError(f"`--data` (={shown(path)}) holds no arrays")
    for name, array in arrays.items():
        if not array.ndim or array.dtype.kind not in NUMBERS:
            what = "a single number" if not array.ndim else f"no numbers, but {array.dtype}"
            raise SourceError(f"`--data` (={shown(path)}) holds {shown(name)}, which is {what}")
    return {name: array[:number] for name, array in arrays.items()}
