"""Random changes of training images, each told by numbers drawn beforehand, so that equal draws give equal images."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from ...files import suggestion
from .errors import RecipeError
from .forms import Form, number, whole
from .recipe import Setting


@dataclass(frozen=True)
class Change:
    """How many numbers from 0 to 1 a change takes for an image, and the change, `(N, H, W, C) -> (N, H, W, C)`."""

    draws: int
    apply: Callable[..., Any]


def _gathered(images: Any, rows: Any, columns: Any) -> Any:
    """Of each image its own rows and columns."""
    return tf.gather(tf.gather(images, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)


def pad_crop(images: Any, draws: Any, *, pixels: int) -> Any:
    """Zeros around an image, and a window of its size out of that, anywhere."""
    height, width = images.shape[1:3]
    padded = tf.pad(images, [(0, 0), (pixels, pixels), (pixels, pixels), (0, 0)])
    top, left = (tf.cast(draws[:, i, None] * (2 * pixels + 1), tf.int32) for i in (0, 1))
    return _gathered(padded, top + tf.range(height), left + tf.range(width))


def flip(images: Any, draws: Any) -> Any:
    """Left for right, one time in two."""
    return tf.where(draws[:, :1, None, None] < 0.5, images[:, :, ::-1], images)


def resized_crop(images: Any, draws: Any, *, area: tuple[float, float], ratio: tuple[float, float]) -> Any:
    """A window of some share of the image's area and some ratio of its sides, as large as the image."""
    share = area[0] + draws[:, 0] * (area[1] - area[0])
    tilt = tf.exp(tf.math.log(ratio[0]) + draws[:, 1] * tf.math.log(ratio[1] / ratio[0]))
    height = tf.minimum(tf.sqrt(share / tilt), 1.0)
    width = tf.minimum(tf.sqrt(share * tilt), 1.0)
    top, left = draws[:, 2] * (1 - height), draws[:, 3] * (1 - width)
    boxes = tf.stack([top, left, top + height, left + width], axis=-1)
    return tf.image.crop_and_resize(images, boxes, tf.range(tf.shape(images)[0]), images.shape[1:3])


CHANGES = {"pad_crop": Change(2, pad_crop), "flip": Change(1, flip), "resized_crop": Change(4, resized_crop)}


def _span(value: Any, most: float) -> None:
    """Refuse what is no pair of numbers above 0, the smaller first."""
    low, high = (number(one, least=1e-6, most=most) for one in value)
    number(low, most=high)


FORMS: dict[str, Form] = {
    "pixels": ("a whole number of at least 0", lambda value: whole(value, least=0)),
    "area": ("two shares of the image, the smaller first", lambda value: _span(value, 1)),
    "ratio": ("two ratios of width to height, the smaller first", lambda value: _span(value, 1e6)),
}


def draws_of(augmentation: tuple[Setting, ...]) -> int:
    """How many numbers an image needs."""
    for setting in augmentation:
        _check(setting)
    return sum(CHANGES[setting.kind].draws for setting in augmentation)


def _check(setting: Setting) -> None:
    """Refuse a change that there is not, or that does not take what it is given."""
    if setting.kind not in CHANGES:
        raise RecipeError(f"`{setting.kind}` is no augmentation{suggestion(setting.kind, CHANGES)}")
    try:
        inspect.signature(CHANGES[setting.kind].apply).bind(None, None, **dict(setting.arguments))
    except TypeError as error:
        raise RecipeError(f"{setting}: {error}") from None
    for name, value in setting.arguments:
        allowed, keep = FORMS[name]
        try:
            keep(value)
        except (TypeError, ValueError):
            raise RecipeError(f"{setting}: `{name}` must be {allowed}") from None


def augmented(images: Any, draws: Any, augmentation: tuple[Setting, ...]) -> Any:
    """The images changed, one change after the other."""
    taken = 0
    for setting in augmentation:
        change = CHANGES[setting.kind]
        images = change.apply(images, draws[:, taken : taken + change.draws], **dict(setting.arguments))
        taken += change.draws
    return images
