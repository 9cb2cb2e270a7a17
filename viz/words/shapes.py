"""Shapes as people write them."""

from __future__ import annotations

from ..errors import FormatError


def shape_of(text: str | None) -> tuple[int | None, ...] | None:
    """The shape that a text such as `224x224x3` or `?,?,3` gives.

    Raises:
        FormatError: the text is no shape.

    Example:
        >>> shape_of("?x?x3")
        (None, None, 3)
    """
    if text is None:
        return None
    words = text.replace(",", "x").replace(" ", "").strip("()x").split("x")
    try:
        shape = tuple(None if word in ("?", "None") else int(word) for word in words)
    except ValueError:
        shape = (0,)
    if any(n is not None and n < 1 for n in shape):
        raise FormatError(f"`input-shape` (={text}) must be sizes such as 224x224x3, with ? where unknown")
    return shape
