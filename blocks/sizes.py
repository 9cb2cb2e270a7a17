"""Sizes of windows: what a window covers, how PyTorch pads for it, and whether an input is large enough."""

from __future__ import annotations

from typing import Any

Pair = tuple[int, int]
Shape = tuple[int | None, ...]


def span(window: Pair, dilation: Pair = (1, 1)) -> Pair:
    """Pixels from the first to the last that a dilated window touches."""
    return dilation[0] * (window[0] - 1) + 1, dilation[1] * (window[1] - 1) + 1


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
        ValueError: the height or width of `shape` is below the span of a window without padding.
    """
    argument = "pool_size" if hasattr(layer, "pool_size") else "kernel_size"
    window = getattr(layer, argument, None)
    if window is None or getattr(layer, "padding", None) != "valid":
        return
    needed = span(tuple(window), tuple(getattr(layer, "dilation_rate", (1, 1))))
    given = spatial(tuple(shape), layer.data_format)
    if any(n is not None and n < least for n, least in zip(given, needed, strict=True)):
        raise ValueError(
            f"{path}: an input of {text(given)} is too small: `{argument}` (={text(window)}) "
            f"without padding needs at least {text(needed)}"
        )
