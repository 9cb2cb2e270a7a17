"""Sizes of windows: what a window covers, how PyTorch pads for it, and whether an input is large enough."""

from __future__ import annotations

from typing import Any

Pair = tuple[int, int]
Shape = tuple[int | None, ...]
NO_PADDING = ((0, 0), (0, 0))


class TooSmallError(ValueError):
    """An input on which a window has no place."""

    _keras_call_info_injected = True  # so that Keras leaves the text as it is


def span(window: Pair, dilation: Pair = (1, 1)) -> Pair:
    """Pixels from the first to the last that a dilated window touches."""
    return dilation[0] * (window[0] - 1) + 1, dilation[1] * (window[1] - 1) + 1


def is_odd(window: Pair) -> bool:
    """Whether a window has a pixel in its middle, so that it can be padded alike on all sides and keep the size."""
    return window[0] % 2 == 1 and window[1] % 2 == 1


def symmetric(window: Pair, dilation: Pair = (1, 1)) -> tuple[Pair, Pair]:
    """Padding ((top, bottom), (left, right)) that PyTorch networks use: half of the window on every side."""
    height, width = (side // 2 for side in (span(window, dilation)[0] - 1, span(window, dilation)[1] - 1))
    return (height, height), (width, width)


def spatial(shape: Shape, data_format: str) -> Shape:
    """Height and width out of a shape with batch and channels."""
    return shape[1:3] if data_format == "channels_last" else shape[2:4]


def text(sizes: Any) -> str:
    """Write sizes as papers do: 224x224, with ? where unknown."""
    return "x".join("?" if n is None else str(n) for n in sizes)


def check_fits(path: str, layer: Any, shape: Any) -> None:
    """Refuse an input on which the window of `layer` (a convolution or pooling) has no place.

    Raises:
        TooSmallError: a ValueError; the height or width of `shape` is below the span of a window without padding.
    """
    argument = "pool_size" if hasattr(layer, "pool_size") else "kernel_size"
    window = getattr(layer, argument, None)
    if window is None or getattr(layer, "padding", None) != "valid" or len(shape) != 4:
        return
    touched = span(tuple(window), tuple(getattr(layer, "dilation_rate", (1, 1))))
    added = getattr(layer, "overhang", ((0, 0), (0, 0)))
    needed = [side - sum(pads) for side, pads in zip(touched, added, strict=True)]
    given = spatial(tuple(shape), layer.data_format)
    if any(n is not None and n < least for n, least in zip(given, needed, strict=True)):
        raise TooSmallError(
            f"{path}: an input of {text(given)} is too small: `{argument}` (={text(window)}) "
            f"without padding needs at least {text(needed)}"
        )
