"""Dense layers that read the pixels of a flattened image, whose order differs from one library to the next."""

from __future__ import annotations

from typing import Any

import keras


def flattened(model: Any) -> dict[str, tuple[int, ...]]:
    """For dense layers that read a flattened image, by name, its (height, width, channels)."""
    found: dict[str, tuple[int, ...]] = {}
    for flatten in model.layers:
        if isinstance(flatten, keras.layers.Flatten):
            shape = flatten.input.shape[1:]
            image = (*shape[1:], shape[0]) if flatten.data_format == "channels_first" else shape
            readers = [r for r in model.layers if isinstance(r, keras.layers.Dense) and r.input is flatten.output]
            found |= {reader.name: tuple(image) for reader in readers}
    return found
