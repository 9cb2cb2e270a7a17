"""Image files as pixels, made small as they are read, so that memory follows what is kept."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...files import Unreadable, check_plain, shown
from .errors import RecipeError
from .images import Images

LARGEST = 256  # side at which images of a folder are kept at most, square as networks read them
WORKERS = min(8, os.cpu_count() or 1)  # Pillow decodes without holding Python's lock
SHOWN = 3


@dataclass(frozen=True)
class Pictures:
    """Images of many files, all as large.

    Attributes:
        pixels: of those that could be read, (N, side, side, 3).
        read: of every file whether it could be read.
        notes: what a person should know of the others.
    """

    pixels: Images
    read: npt.NDArray[np.bool_]
    notes: tuple[str, ...] = ()


@cache
def endings() -> frozenset[str]:
    """The endings of files that Pillow reads."""
    from PIL import Image

    return frozenset(ending for ending, kind in Image.registered_extensions().items() if kind in Image.OPEN)


def read_image(path: Path) -> Images:
    """The pixels of an image file, `(H, W, 3)`, upright.

    Raises:
        RecipeError: the file cannot be read, or is no image.
    """
    with _quietly():
        pixels: Images = _opened(path, lambda image: np.asarray(_coloured(image)))
    return pixels


def read_all(paths: Sequence[Path], *, strict: bool = False, what: str = "data") -> Pictures:
    """The pixels of many files, square, as large as the largest that is to be kept.

    Raises:
        RecipeError: none can be read; or, where `strict`, one cannot.
    """
    with _quietly(), ThreadPoolExecutor(WORKERS) as pool:
        sides = list(pool.map(partial(_tried, _side), paths))
        side = min(LARGEST, max((found for found in sides if isinstance(found, int)), default=1))
        pixels = np.empty((len(paths), side, side, 3), np.uint8)
        results = list(pool.map(partial(_tried, partial(_fill, pixels)), enumerate(paths)))
    broken = [str(found) for found in results if isinstance(found, RecipeError)]
    read = np.array([not isinstance(found, RecipeError) for found in results])
    if broken and (strict or not read.any()):
        raise RecipeError(broken[0])
    return Pictures(pixels if read.all() else pixels[read], read, _notes(broken, len(paths), what))


def _notes(broken: list[str], files: int, what: str) -> tuple[str, ...]:
    if not broken:
        return ()
    shown = "; ".join(broken[:SHOWN]) + (f"; and {len(broken) - SHOWN} more" if len(broken) > SHOWN else "")
    return (f"{len(broken)} of {files} files of `{what}` are left out, since they cannot be read: {shown}",)


def _tried(do: Callable[[Any], Any], one: Any) -> Any:
    try:
        return do(one)
    except RecipeError as error:
        return error


def _side(path: Path) -> int:
    """The longer side of an image, without reading its pixels."""
    return int(_opened(path, lambda image: max(image.size)))


def _fill(pixels: Images, one: tuple[int, Path]) -> None:
    number, path = one
    side = pixels.shape[1]
    pixels[number] = _opened(path, partial(_square, side))


def _square(side: int, image: Any) -> Images:
    """An image at a size: JPEG decodes at an eighth to a half of its own, where that is enough."""
    from PIL import Image

    image.draft(None, (side, side))
    small = _coloured(image)
    if small.size != (side, side):
        small = small.resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(small)


def _coloured(image: Any) -> Any:
    """An image in red, green and blue, upright as its camera was held."""
    from PIL import Image, ImageOps

    if image.mode.startswith("I;16") or image.mode == "I":  # of 16 bits, which Pillow would cut off at 255
        wide = np.asarray(image).astype(np.int64)
        small = image.mode == "I" and wide.max() <= 255  # 32 bits that hold no more than 8
        image = Image.fromarray((wide if small else wide >> 8).clip(0, 255).astype(np.uint8))
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    return (image.convert("RGBA") if "transparency" in image.info else image).convert("RGB")


@contextmanager
def _quietly() -> Iterator[None]:
    """Inside, Pillow says nothing of metadata, which is no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _opened(path: Path, use: Callable[[Any], Any]) -> Any:
    """What `use` makes of an image file.

    Raises:
        RecipeError: the file cannot be read, or is no image.
    """
    from PIL import Image

    try:
        check_plain(path, "data")
        with Image.open(path) as image:
            return use(image)
    except Unreadable as error:
        raise RecipeError(f"`image` (={shown(path)}) {error}") from None
    except Image.DecompressionBombError:
        raise RecipeError(f"`image` (={path}) is too large to be opened safely") from None
    except Image.UnidentifiedImageError:
        raise RecipeError(f"`image` (={path}) is no image that Pillow reads") from None
    except OSError as error:
        raise RecipeError(f"`image` (={path}): {error.strerror or error}") from None
    except Exception as error:  # decoders of broken files raise whatever they meet
        raise RecipeError(f"`image` (={path}) is broken: {error or type(error).__name__}") from None
